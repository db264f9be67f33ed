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

package io.github.libcontainerd.boot.autoconfigure;

import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.client.CgroupDriver;

/**
 * Properties of one containerd: where it is, how it is started, and what runs its
 * containers. What is not set for one of {@code libcontainerd.remotes} is as for the
 * default one, but for where it is.
 *
 * @since 0.1.0
 */
public abstract class ContainerdProperties {

	/**
	 * Unix socket of a running containerd, optionally prefixed with 'unix://'. By
	 * default, the system's containerd is used, or one is started as
	 * 'libcontainerd.daemon.mode' says.
	 */
	private @Nullable String address;

	/**
	 * State directory of the containerd at the address, 'state' in its configuration. It
	 * is only read, for exit codes that containerd forgets while it is away. By default,
	 * it is found by the processes of containers.
	 */
	private @Nullable Path containerdState;

	/**
	 * Directory for the FIFOs of containers and for the files of a managed daemon. One
	 * process may use it at a time, and containerd must see it under the same path. By
	 * default, '/run/libcontainerd/' followed by the name of the application.
	 */
	private @Nullable Path stateDirectory;

	/**
	 * OCI runtime of containers that don't choose one: the name of a containerd runtime,
	 * 'kata', or the name or path of a runc-compatible program, such as 'runsc'. By
	 * default, runc.
	 */
	private @Nullable String runtime;

	/**
	 * Arguments of the OCI runtime. Only '--systemd-cgroup' and '--root' can be passed
	 * on.
	 */
	private @Nullable List<String> runtimeArguments;

	/**
	 * Who makes the control groups of containers: 'cgroupfs', 'systemd', or 'auto' for
	 * systemd where it runs on control groups of version 2. By default, 'auto' for a
	 * containerd that the application starts and 'cgroupfs' for another one, unless the
	 * arguments of the runtime say otherwise.
	 */
	private @Nullable CgroupDriver cgroupDriver;

	/**
	 * User namespace of runs that don't choose one: 'host', 'auto' for ids of their own
	 * out of the subordinate ids of the user 'containers' or of root, 'auto:USER', or
	 * 'FIRST:SIZE', such as '100000:65536'. By default, 'host'.
	 */
	private @Nullable String userNamespace;

	/**
	 * Snapshotter that images are unpacked with. By default, what the label of the
	 * namespace says, or 'overlayfs'.
	 */
	private @Nullable String snapshotter;

	public @Nullable String getUserNamespace() {
		return this.userNamespace;
	}

	public void setUserNamespace(@Nullable String userNamespace) {
		this.userNamespace = userNamespace;
	}

	public @Nullable CgroupDriver getCgroupDriver() {
		return this.cgroupDriver;
	}

	public void setCgroupDriver(@Nullable CgroupDriver cgroupDriver) {
		this.cgroupDriver = cgroupDriver;
	}

	public @Nullable String getAddress() {
		return this.address;
	}

	public void setAddress(@Nullable String address) {
		this.address = address;
	}

	public @Nullable Path getContainerdState() {
		return this.containerdState;
	}

	public void setContainerdState(@Nullable Path containerdState) {
		this.containerdState = containerdState;
	}

	public @Nullable Path getStateDirectory() {
		return this.stateDirectory;
	}

	public void setStateDirectory(@Nullable Path stateDirectory) {
		this.stateDirectory = stateDirectory;
	}

	public @Nullable String getRuntime() {
		return this.runtime;
	}

	public void setRuntime(@Nullable String runtime) {
		this.runtime = runtime;
	}

	public @Nullable List<String> getRuntimeArguments() {
		return this.runtimeArguments;
	}

	public void setRuntimeArguments(@Nullable List<String> runtimeArguments) {
		this.runtimeArguments = runtimeArguments;
	}

	public @Nullable String getSnapshotter() {
		return this.snapshotter;
	}

	public void setSnapshotter(@Nullable String snapshotter) {
		this.snapshotter = snapshotter;
	}

	/**
	 * Return the properties of a containerd that the application runs itself.
	 * @return the properties
	 */
	public abstract DaemonProperties getDaemon();

}
