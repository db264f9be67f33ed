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

package io.github.libcontainerd.internal.resource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.github.libcontainerd.Stats;

/**
 * What went through the network interfaces of a process, as the kernel counts it.
 */
public final class NetworkCounters {

	private static final Path PROC = Path.of("/proc");

	private static final String NAMESPACE = "ns/net";

	private static final int FIELDS = 16;

	private NetworkCounters() {
	}

	/**
	 * Read the counters of a process that has a network of its own.
	 * @param pid the process on the host
	 * @return one element for each interface but loopback; empty when the process is
	 * gone, or has the network of this one
	 */
	public static List<Stats.NetworkIo> of(int pid) {
		Path process = PROC.resolve(Integer.toString(pid));
		try {
			Path namespace = Files.readSymbolicLink(process.resolve(NAMESPACE));
			if (namespace.equals(Files.readSymbolicLink(PROC.resolve("self").resolve(NAMESPACE)))) {
				return List.of();
			}
			return parse(Files.readAllLines(process.resolve("net/dev")));
		}
		catch (IOException | NumberFormatException ex) {
			// It has ended, or is not ours to look at.
			return List.of();
		}
	}

	static List<Stats.NetworkIo> parse(List<String> lines) {
		List<Stats.NetworkIo> interfaces = new ArrayList<>();
		for (String line : lines) {
			int colon = line.indexOf(':');
			String name = line.substring(0, Math.max(0, colon)).strip();
			if (colon > 0 && !name.equals("lo")) {
				String[] fields = line.substring(colon + 1).strip().split("\\s+");
				if (fields.length >= FIELDS) {
					interfaces.add(new Stats.NetworkIo(name, counts(fields, 0), counts(fields, FIELDS / 2)));
				}
			}
		}
		return interfaces;
	}

	private static Stats.Traffic counts(String[] fields, int first) {
		return new Stats.Traffic(Long.parseLong(fields[first]), Long.parseLong(fields[first + 1]),
				Long.parseLong(fields[first + 2]), Long.parseLong(fields[first + 3]));
	}

}
