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

package io.github.libcontainerd.client;

import java.nio.file.Path;

/**
 * Makes what {@link Remote#open} returns; found by {@link java.util.ServiceLoader}, so
 * that the API does not depend on its implementation.
 *
 * @since 0.1.0
 */
public interface RemoteProvider {

	/**
	 * Connect to containerd.
	 * @param stateDirectory the state directory
	 * @param options the options
	 * @return the connection
	 * @throws io.github.libcontainerd.RemoteStartException if containerd can't be reached
	 * or started
	 */
	Remote open(Path stateDirectory, RemoteOption... options);

}
