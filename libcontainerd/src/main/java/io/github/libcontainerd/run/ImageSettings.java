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

package io.github.libcontainerd.run;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.image.Platform;
import io.github.libcontainerd.image.PullOption;

/**
 * What can be set for the image of a new container.
 *
 * @param <B> the builder
 */
abstract sealed class ImageSettings<B extends ImageSettings<B>> extends IsolationSettings<B>
		permits RunRequest.Builder {

	@Nullable List<String> entrypoint;

	PullPolicy pullPolicy = PullPolicy.MISSING;

	List<PullOption> pullOptions = List.of();

	@Nullable Platform platform;

	/**
	 * Set all that a request has of this.
	 */
	final void takeOverImage(RunRequest request) {
		this.entrypoint = request.entrypoint();
		this.pullPolicy = request.pullPolicy();
		this.pullOptions = request.pullOptions();
		this.platform = request.platform();
	}

	/**
	 * Set what comes before the command, in the place of what the image says; the image's
	 * command does not count then. Without arguments there is none.
	 * @param entrypoint the program and its first arguments
	 * @return this builder
	 */
	public B entrypoint(String... entrypoint) {
		Checks.arguments("argument", List.of(entrypoint));
		this.entrypoint = List.of(entrypoint);
		return self();
	}

	/**
	 * Set when the image is pulled; by default {@link PullPolicy#MISSING}. Not used for a
	 * directory.
	 * @param policy the policy
	 * @param options of the pull, such as {@link PullOption#credentials}
	 * @return this builder
	 */
	public B pull(PullPolicy policy, PullOption... options) {
		this.pullPolicy = policy;
		this.pullOptions = List.of(options);
		return self();
	}

	/**
	 * Set the platform of the image; by default that of this host.
	 * @param platform the platform
	 * @return this builder
	 */
	public B platform(Platform platform) {
		this.platform = platform;
		return self();
	}

}
