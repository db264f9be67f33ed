/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.libcontainerd.queue.worker;

import io.github.libcontainerd.queue.ContainerJob;
import io.github.libcontainerd.run.RunRequest;

/**
 * Adds to the containers of jobs what only their machine can know, such as a network, a
 * device, a volume or a stricter isolation. All beans of this type are called, in their
 * order. Must be safe for use by several threads; what one throws fails the attempt.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface JobRequestCustomizer {

	/**
	 * Customize the request of a job.
	 * @param builder the builder of the request
	 * @param job the job
	 */
	void customize(RunRequest.Builder builder, ContainerJob job);

}
