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
import java.util.BitSet;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * The processors and memory nodes of this host, which a container can be limited to.
 */
public final class Processors {

	private final Path system;

	Processors(Path system) {
		this.system = system;
	}

	/**
	 * Return those of this host.
	 * @return the processors and memory nodes
	 */
	public static Processors ofThisHost() {
		return new Processors(Path.of("/sys/devices/system"));
	}

	/**
	 * Return what is wrong with a choice.
	 * @param cpus the processors, such as {@code 0-2,7}; {@code null} for no choice
	 * @param mems the memory nodes
	 * @return the problem; empty if all are there, or it can't be told
	 */
	public Optional<String> problem(@Nullable String cpus, @Nullable String mems) {
		return problem("cpu", "processor", cpus).or(() -> problem("node", "memory node", mems));
	}

	private Optional<String> problem(String kind, String name, @Nullable String list) {
		if (list == null || list.isBlank()) {
			return Optional.empty();
		}
		BitSet wanted;
		try {
			wanted = parse(list);
		}
		catch (NumberFormatException ex) {
			return Optional.of("'" + list + "' is no list of " + name + "s; write it as '0-2,7'");
		}
		try {
			String there = Files.readString(this.system.resolve(kind).resolve("online")).strip();
			wanted.andNot(parse(there));
			return wanted.isEmpty() ? Optional.empty() : Optional
				.of("there is no " + name + " " + wanted.nextSetBit(0) + " for '" + list + "'; this host has " + there);
		}
		catch (IOException | NumberFormatException ex) {
			return Optional.empty();
		}
	}

	private static BitSet parse(String list) {
		BitSet numbers = new BitSet();
		for (String range : list.strip().split(",")) {
			String[] ends = range.strip().split("-", 2);
			int first = number(ends[0]);
			int last = (ends.length == 2) ? number(ends[1]) : first;
			if (last < first) {
				throw new NumberFormatException(range);
			}
			numbers.set(first, last + 1);
		}
		return numbers;
	}

	private static int number(String text) {
		if (!text.matches("\\d{1,5}")) {
			throw new NumberFormatException(text);
		}
		return Integer.parseInt(text);
	}

}
