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

package io.github.libcontainerd.soak;

import java.util.Locale;

/**
 * What the {@link Tormentor} does.
 */
enum Fault {

	/** containerd is killed, and started again after a while. */
	CONTAINERD_KILLED(true),

	/** containerd is stopped in order, and started again after a while. */
	CONTAINERD_TERMINATED(true),

	/** containerd hangs for a while. */
	CONTAINERD_STOPPED(true),

	/** The shim of a container is killed. */
	SHIM_KILLED(false),

	/** The shim of a container hangs for a while. */
	SHIM_STOPPED(false),

	/** The shim of a container is killed, and containerd with it. */
	SHIM_AND_CONTAINERD_KILLED(true),

	/** The first process of a container is killed. */
	INIT_KILLED(false),

	/** The first process of a container hangs for a while. */
	INIT_STOPPED(false),

	/** The application is killed, and started again. */
	APPLICATION_KILLED(true),

	/** The application hangs for a while. */
	APPLICATION_STOPPED(true),

	/** The application and containerd are killed, and both started again. */
	APPLICATION_AND_CONTAINERD_KILLED(true),

	/** The rules of the firewall are removed. */
	FIREWALL_FLUSHED(true),

	/** There is no room for what containerd keeps, for a while. */
	DISK_FULL(true);

	private final boolean everywhere;

	Fault(boolean everywhere) {
		this.everywhere = everywhere;
	}

	/**
	 * Whether more than one container is concerned.
	 */
	boolean everywhere() {
		return this.everywhere;
	}

	String text() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	static Fault parse(String text) {
		return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
	}

}
