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

package io.github.libcontainerd.boot;

import io.github.libcontainerd.run.Containers;
import io.github.libcontainerd.run.RunRequest;

/**
 * Customizes what {@link Containers} run, those of every client of the starter. All beans
 * of this type are called, in their order, by the thread that asks for the run; what they
 * throw, it gets. Must be safe for use by several threads.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface RunRequestCustomizer {

	/**
	 * Customize a request before it is run.
	 * @param builder the builder of the request, with all that is set in it
	 * @param request the request as it is asked for, with what earlier customizers have
	 * made of it; tells what is set, so that it may be left alone
	 */
	void customize(RunRequest.Builder builder, RunRequest request);

}
