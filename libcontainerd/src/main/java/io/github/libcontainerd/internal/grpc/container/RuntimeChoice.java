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

package io.github.libcontainerd.internal.grpc.container;

import org.jspecify.annotations.Nullable;

/**
 * A containerd runtime with the options of the runc shim.
 *
 * @param name the name of the shim, such as {@code io.containerd.runc.v2}
 * @param binary the runc-compatible program; {@code null} for the default
 * @param root where runc keeps its state; {@code null} for the default
 * @param systemdCgroup whether runc asks systemd for control groups
 */
public record RuntimeChoice(String name, @Nullable String binary, @Nullable String root, boolean systemdCgroup,
		long ioUid, long ioGid) {

	/** The shim for runc and what is compatible with it. */
	public static final String RUNC = "io.containerd.runc.v2";

	/** The default runtime with default options. */
	public static final RuntimeChoice DEFAULT = new RuntimeChoice(RUNC, null, null, false);

	public RuntimeChoice(String name, @Nullable String binary, @Nullable String root, boolean systemdCgroup) {
		this(name, binary, root, systemdCgroup, 0, 0);
	}

	/**
	 * Return the same runtime with standard streams that belong to a user, if it is a
	 * runtime that knows this.
	 * @param uid the user, of the host
	 * @param gid the group, of the host
	 */
	public RuntimeChoice withStreamsOf(long uid, long gid) {
		return this.name.equals(RUNC)
				? new RuntimeChoice(this.name, this.binary, this.root, this.systemdCgroup, uid, gid) : this;
	}

	boolean hasOptions() {
		return this.binary != null || this.root != null || this.systemdCgroup || this.ioUid != 0 || this.ioGid != 0;
	}

}
