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

package io.github.libcontainerd.internal.image.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.host.ProcessStat;

/**
 * A process of this machine, as others can tell whether it is still there. Whoever can't
 * be judged, such as one in another pid namespace, is taken for alive.
 */
public final class LeaseOwner {

	private static final Path PROC = Path.of("/proc");

	private LeaseOwner() {
	}

	/**
	 * Return this process, in words.
	 * @return one word
	 */
	public static String current() {
		long pid = ProcessHandle.current().pid();
		return String.join("/", boot(), namespace(), Long.toString(pid), String.valueOf(startTime(pid)));
	}

	/**
	 * Whether a process is surely gone.
	 * @param owner the process, in words
	 * @return whether it is
	 */
	public static boolean isGone(String owner) {
		String[] parts = owner.split("/", -1);
		if (parts.length != 4 || boot().isEmpty() || parts[0].isEmpty()) {
			return false;
		}
		if (!parts[0].equals(boot())) {
			return true;
		}
		if (namespace().isEmpty() || !parts[1].equals(namespace()) || !parts[2].matches("[0-9]{1,10}")) {
			return false;
		}
		return parts[3].matches("[0-9]+") && !mayRun(Long.parseLong(parts[2]), parts[3]);
	}

	/**
	 * Whether a process runs, or might: those of other users may be hidden.
	 */
	private static boolean mayRun(long pid, String startTime) {
		try {
			return startTime.equals(Long.toString(ProcessStat.of(pid).startTicks()));
		}
		catch (NoSuchFileException ex) {
			return Files.notExists(PROC.resolve("1"));
		}
		catch (IOException ex) {
			return true;
		}
	}

	private static String boot() {
		try {
			return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
		}
		catch (IOException ex) {
			return "";
		}
	}

	private static String namespace() {
		try {
			return Files.readSymbolicLink(PROC.resolve("self/ns/pid")).toString();
		}
		catch (IOException ex) {
			return "";
		}
	}

	/**
	 * Return when a process was started, in ticks since the boot; {@code null} when that
	 * can't be seen.
	 */
	private static @Nullable Long startTime(long pid) {
		try {
			return ProcessStat.of(pid).startTicks();
		}
		catch (IOException ex) {
			return null;
		}
	}

}
