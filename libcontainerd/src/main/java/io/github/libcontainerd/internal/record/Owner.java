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

package io.github.libcontainerd.internal.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.image.store.LeaseOwner;

/**
 * The process that something in containerd belongs to, as written on a label of it.
 * Several processes may use one namespace, so only what belongs to one that is certainly
 * gone may be removed.
 *
 * @param process the process, as {@link LeaseOwner} writes it
 * @param directory its state directory, which only one process at a time has; empty when
 * that is not known
 */
public record Owner(String process, String directory) {

	private static final char SEPARATOR = ' ';

	/**
	 * Return this process.
	 * @param stateDirectory its state directory, which exists and is locked
	 */
	public static Owner self(Path stateDirectory) {
		return new Owner(LeaseOwner.current(), identity(stateDirectory));
	}

	/**
	 * Return what distinguishes a directory from all others of this machine: another
	 * process may see another one at the same path.
	 */
	private static String identity(Path directory) {
		try {
			Object key = Files.readAttributes(directory, BasicFileAttributes.class).fileKey();
			return (key != null) ? key.toString() : "";
		}
		catch (IOException ex) {
			return "";
		}
	}

	/**
	 * Return the owner that a label names.
	 * @param label the label
	 * @return the owner; {@code null} when it names none
	 */
	public static @Nullable Owner parse(@Nullable String label) {
		int end = (label != null) ? label.indexOf(SEPARATOR) : -1;
		return (label != null && end > 0) ? new Owner(label.substring(0, end), label.substring(end + 1)) : null;
	}

	/**
	 * Return the label.
	 */
	public String label() {
		return this.process + SEPARATOR + this.directory;
	}

	/**
	 * Whether this process is certainly gone, as far as another can see.
	 * @param self the process that wants to know
	 */
	public boolean isGone(Owner self) {
		boolean sameDirectory = !this.directory.isEmpty() && this.directory.equals(self.directory);
		return sameDirectory || LeaseOwner.isGone(this.process);
	}

}
