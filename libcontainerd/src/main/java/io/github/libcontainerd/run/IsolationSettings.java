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

	/**
	 * Set the AppArmor profile of its processes, and of those that are added to it. By
	 * default it is {@code libcontainerd-default}, by the rules of Docker's, where the
	 * host has AppArmor and this process may load it; elsewhere there is none. A profile
	 * that is not loaded is an {@link io.github.libcontainerd.InvalidRequestException}
	 * before anything is pulled or made.
	 * @param profile the name of a profile that is loaded, or {@code unconfined}
	 * @return this builder
	 */
	public B appArmor(String profile) {
		this.isolation = this.isolation.withAppArmor(profile);
		return self();
	}

	/**
	 * Set the SELinux labels; by default there are none, and what the host gives to the
	 * processes of containerd counts. Directories of the host are not relabelled.
	 * @param process that of its processes, such as
	 * {@code system_u:system_r:container_t:s0:c1,c2}
	 * @param mounts that of what is mounted for it, such as
	 * {@code system_u:object_r:container_file_t:s0:c1,c2}
	 * @return this builder
	 */
	public B selinuxLabels(String process, String mounts) {
		this.isolation = this.isolation.withSelinuxLabels(process, mounts);
		return self();
	}

	/**
	 * Set its user namespace; by default what is configured for all, which is that of the
	 * host unless {@code RemoteOption.userNamespace} says otherwise. In one of its own
	 * root of the container is nobody on the host: files of the host that only root may
	 * read can't be read, not even when they are mounted into it. Its root file system,
	 * the files that are copied into it and its volumes belong to the ids of the
	 * namespace; directories of the host that are mounted are left as they are. A
	 * container that is not to be the only one in its process namespace or runs in gVisor
	 * or Kata Containers can't have one, which is an
	 * {@link io.github.libcontainerd.InvalidRequestException} before anything is made.
	 * @param namespace the namespace, such as {@link UserNamespace#auto()}
	 * @return this builder
	 */
	public B userNamespace(UserNamespace namespace) {
		this.isolation = this.isolation.withUserNamespace(namespace);
		return self();
	}

}
