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

/**
 * What can be set for the walls of a new container.
 *
 * @param <B> the builder
 */
abstract sealed class IsolationSettings<B extends IsolationSettings<B>> extends ContainerSettings<B>
		permits ImageSettings {

	Isolation isolation = Isolation.DEFAULT;

	/**
	 * Set the OCI runtime; by default the one that is configured for all, which is runc
	 * unless {@code RemoteOption.runtimePath} says otherwise. A runtime that is not there
	 * is a {@link io.github.libcontainerd.StartFailedException} with the package to
	 * install, before anything is pulled or made.
	 * @param name {@code runc}, {@code crun}, {@code runsc} (gVisor) or {@code kata}; the
	 * name or path of another program that is compatible with runc; or the name of a
	 * containerd runtime, {@code io.containerd.*}
	 * @return this builder
	 */
	public B runtime(String name) {
		this.isolation = this.isolation.withRuntime(name);
		return self();
	}

}
