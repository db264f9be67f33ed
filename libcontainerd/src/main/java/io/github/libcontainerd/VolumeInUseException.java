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

package io.github.libcontainerd;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The volume can't be removed, since containers use it. The message names both.
 *
 * @since 0.1.0
 */
public final class VolumeInUseException extends ContainerdException {

	private static final long serialVersionUID = 1L;

	private final String volume;

	private final List<String> containers;

	/**
	 * Create a new exception.
	 * @param operation what was being done, or {@code null}
	 * @param volume the name of the volume
	 * @param containers the ids of the containers that use it; empty for one that is
	 * being made
	 */
	public VolumeInUseException(@Nullable Operation operation, String volume, List<String> containers) {
		super(operation, "the volume '" + volume + "' is in use by " + (containers.isEmpty()
				? "a container that is being made" : "the containers " + containers + "; remove these first"), null);
		this.volume = volume;
		this.containers = List.copyOf(containers);
	}

	/**
	 * Return the volume.
	 * @return its name
	 */
	public String volume() {
		return this.volume;
	}

	/**
	 * Return who uses it.
	 * @return the ids of the containers, running or not; empty for one that is being made
	 */
	public List<String> containers() {
		return this.containers;
	}

}
