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

package io.github.libcontainerd.internal.network;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

import io.github.libcontainerd.Protocol;
import io.github.libcontainerd.internal.network.host.Host;
import io.github.libcontainerd.internal.network.host.Programs;

/**
 * A network namespace that plays the host, into which each program is put.
 */
class EnteredHost implements Host {

	private final Programs programs;

	private final Path namespace;

	private final Set<String> reserved = ConcurrentHashMap.newKeySet();

	EnteredHost(Programs programs, Path namespace) {
		this.programs = programs;
		this.namespace = namespace;
	}

	@Override
	public Output run(List<String> command, String input) {
		if (!this.programs.has(command.get(0))) {
			return this.programs.run(command, input);
		}
		List<String> entered = new ArrayList<>(List.of("nsenter", "--net=" + this.namespace));
		entered.addAll(command);
		return this.programs.run(entered, input);
	}

	@Override
	public Output run(Path program, Map<String, String> environment, String input, Duration limit) {
		return this.programs.run(List.of("nsenter", "--net=" + this.namespace, program.toString()), environment, input,
				limit);
	}

	@Override
	public String path() {
		return this.namespace.toString();
	}

	@Override
	public boolean has(String program) {
		return this.programs.has(program);
	}

	@Override
	public String get(String name) throws IOException {
		return parameter(List.of("cat", "/proc/sys/net/" + name), "");
	}

	@Override
	public boolean set(String name, String value) throws IOException {
		if (get(name).equals(value)) {
			return false;
		}
		parameter(List.of("tee", "/proc/sys/net/" + name), value);
		return true;
	}

	private String parameter(List<String> command, String value) throws IOException {
		Output output = run(command, value);
		if (output.code() != 0) {
			throw new IOException(output.text());
		}
		return output.text();
	}

	@Override
	public Reservation reserve(Protocol protocol, InetAddress address, int port) throws IOException {
		int chosen = (port != 0) ? port : ThreadLocalRandom.current().nextInt(32768, 61000);
		String key = protocol + " " + chosen;
		String listening = String.format(Locale.ROOT, ":%04X ", chosen);
		Output sockets = run(List.of("cat", "/proc/net/" + protocol, "/proc/net/" + protocol + "6"), "");
		if (sockets.text().contains(listening) || !this.reserved.add(key)) {
			throw new BindException("Address already in use");
		}
		return new Reservation() {

			@Override
			public int port() {
				return chosen;
			}

			@Override
			public void close() {
				EnteredHost.this.reserved.remove(key);
			}

		};
	}

	@Override
	public boolean hasInterface(String name) {
		return run(List.of("ip", "link", "show", "dev", name), "").code() == 0;
	}

}
