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

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteOption;

/**
 * Customizes the {@link Remote} beans of the starter before they are opened. All beans of
 * this type are called, in their order. A bean that replaces the {@link Remote} instead
 * also loses what the starter gives to it: observation, the certificates of registries
 * and the events of pulls.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ContainerdRemoteCustomizer {

	/**
	 * Customize the options of a remote.
	 * @param options those that follow from the properties, and those of earlier
	 * customizers; may be changed. Of two options of one kind the later one holds
	 * @param remote the name of the remote in {@code libcontainerd.remotes}; {@code null}
	 * for the default one
	 */
	void customize(List<RemoteOption> options, @Nullable String remote);

}
