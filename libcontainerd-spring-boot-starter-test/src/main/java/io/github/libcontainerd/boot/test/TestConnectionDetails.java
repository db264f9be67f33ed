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

package io.github.libcontainerd.boot.test;

import java.nio.file.Path;

import io.github.libcontainerd.boot.autoconfigure.ContainerdConnectionDetails;

/**
 * {@link ContainerdConnectionDetails} of the containerd of a test.
 *
 * @param address the socket
 * @param namespace a namespace that nobody else uses
 */
record TestConnectionDetails(Path address, String namespace) implements ContainerdConnectionDetails {

	@Override
	public Path getAddress() {
		return this.address;
	}

	@Override
	public String getNamespace() {
		return this.namespace;
	}

}
