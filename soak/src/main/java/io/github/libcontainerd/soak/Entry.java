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

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/**
 * A line of the {@link Ledger}.
 *
 * @param time when it was written, in milliseconds since the epoch
 * @param kind what it is about
 * @param container the container, or an empty text
 * @param details what else there is to say
 */
record Entry(long time, Kind kind, String container, Map<String, String> details) {

	/**
	 * Make an entry of now.
	 * @param kind what it is about
	 * @param container the container, or an empty text
	 * @param details names and values in turns
	 */
	static Entry of(Kind kind, String container, Object... details) {
		Map<String, String> map = new LinkedHashMap<>();
		for (int i = 0; i < details.length; i += 2) {
			map.put(details[i].toString(), String.valueOf(details[i + 1]));
		}
		return new Entry(System.currentTimeMillis(), kind, container, map);
	}

	/**
	 * Read a line.
	 */
	static Entry parse(String line) {
		String[] fields = line.split("\t", -1);
		Map<String, String> details = new LinkedHashMap<>();
		for (int i = 3; i < fields.length; i++) {
			int equals = fields[i].indexOf('=');
			details.put(fields[i].substring(0, equals), fields[i].substring(equals + 1));
		}
		return new Entry(Long.parseLong(fields[0]), Kind.valueOf(fields[1]), fields[2], details);
	}

	String get(String name) {
		return this.details.getOrDefault(name, "");
	}

	int number(String name) {
		return Integer.parseInt(this.details.getOrDefault(name, "0"));
	}

	boolean is(String name, String value) {
		return get(name).equals(value);
	}

	/**
	 * Return it as a line, without the end of it.
	 */
	String line() {
		StringJoiner line = new StringJoiner("\t");
		line.add(Long.toString(this.time)).add(this.kind.name()).add(this.container);
		this.details.forEach((name, value) -> line.add(name + "=" + value.replaceAll("[\\t\\r\\n]+", " ")));
		return line.toString();
	}

	/**
	 * What an entry is about.
	 */
	enum Kind {

		/** The run of all: its seed, the version of containerd. */
		SOAK,

		/** The application has started. */
		BOOT,

		/** The application has ended as it should. */
		CLOSED,

		/** A container is going to be started. */
		WISH,

		/** It was not, or a call for it has failed. */
		REFUSED,

		/** Docker's event, as a listener of the application has seen it. */
		EVENT,

		/** The answer to a wish: how the container has ended. */
		RESULT,

		/** The end of a container of an earlier process, as its record says it. */
		FOUND,

		/** The container is to be ended by the application. */
		STOP,

		/** An additional process has ended. */
		EXEC,

		/** A log that was read back. */
		LOG,

		/** What a published port has answered. */
		ANSWER,

		/** The connection to containerd: what has become of it. */
		CONNECTION,

		/** A fault begins. */
		TORMENT,

		/** A fault is over. */
		RELIEF,

		/** Something that must not be. */
		WRONG

	}

}
