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

package io.github.libcontainerd.internal.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What {@code /proc/[pid]/stat} says of a process.
 *
 * @param parent the id of its parent
 * @param session the id of its session, which is that of the process that made it
 * @param startTicks when it was started, in ticks since the boot: with the id it is one
 * process and no other
 */
public record ProcessStat(long parent, long session, long startTicks) {

	/** How many ticks a second has, in all interfaces of the kernel. */
	public static final int TICKS_PER_SECOND = 100;

	// The 4th, the 6th and the 22nd field of the whole line, counted from the 3rd.
	private static final int PARENT = 4 - 3;

	private static final int SESSION = 6 - 3;

	private static final int START = 22 - 3;

	/**
	 * Read what is said of a process.
	 * @param pid its id
	 * @return what is said
	 * @throws IOException when there is no such process, or it is hidden
	 */
	public static ProcessStat of(long pid) throws IOException {
		String line = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
		// The second field, a name, may have blanks and brackets.
		String[] fields = line.substring(line.lastIndexOf(')') + 1).strip().split(" ");
		try {
			return new ProcessStat(Long.parseLong(fields[PARENT]), Long.parseLong(fields[SESSION]),
					Long.parseLong(fields[START]));
		}
		catch (IndexOutOfBoundsException | NumberFormatException ex) {
			throw new IOException("not understood: " + line, ex);
		}
	}

}
