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

package io.github.libcontainerd.internal.network.cni;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import io.github.libcontainerd.NetworkException.Reason;
import io.github.libcontainerd.internal.network.host.Failures;
import io.github.libcontainerd.internal.network.host.Host;

/**
 * Calls plugins: the environment says what to do, the standard input with what, and the
 * answer is on the standard output, also when it is an error.
 */
final class CniPlugins {

	static final String INTERFACE = "eth0";

	// Those that use iptables wait for each other.
	private static final Duration LIMIT = Duration.ofSeconds(60);

	private static final int TRY_AGAIN = 11;

	private static final int TRIES = 3;

	private static final JsonMapper JSON = JsonMapper.shared();

	private final Host host;

	private final List<Path> directories;

	CniPlugins(Host host, List<Path> directories) {
		this.host = host;
		this.directories = directories;
	}

	/**
	 * Call a plugin.
	 * @param command ADD, DEL or CHECK
	 * @param namespace the network namespace of the container; {@code null} when there is
	 * none any more
	 * @param previous what the plugin before has answered; {@code null} when there was
	 * none
	 * @return its answer; {@code null} when there is none
	 */
	@Nullable ObjectNode call(String command, String containerId, @Nullable Path namespace, ObjectNode plugin,
			@Nullable ObjectNode previous) {
		String type = plugin.path("type").asString("");
		ObjectNode input = plugin.deepCopy();
		if (previous != null) {
			input.set("prevResult", previous);
		}
		Map<String, String> environment = Map.of("CNI_COMMAND", command, "CNI_CONTAINERID", containerId, "CNI_NETNS",
				(namespace != null) ? namespace.toString() : "", "CNI_IFNAME", INTERFACE, "CNI_PATH",
				this.directories.stream().map(Path::toString).collect(Collectors.joining(":")));
		Path program = find(type);
		for (int i = 1; true; i++) {
			Host.Output output = this.host.run(program, environment, input.toString(), LIMIT);
			ObjectNode answer = parse(output.text());
			if (output.code() == 0) {
				return answer;
			}
			if (answer == null || answer.path("code").asInt(0) != TRY_AGAIN || i == TRIES) {
				throw failure(command, type, output, answer);
			}
		}
	}

	private static RuntimeException failure(String command, String type, Host.Output output,
			@Nullable ObjectNode answer) {
		String problem = (answer != null) ? answer.path("msg").asString("") + " " + answer.path("details").asString("")
				+ " (code " + answer.path("code").asInt(0) + ")" : output.text() + " (exit code " + output.code() + ")";
		return Failures.of(command + " of the CNI plugin '" + type + "'",
				problem.contains("not permitted") ? Reason.NOT_PERMITTED : Reason.FAILED, problem.strip());
	}

	private Path find(String type) {
		if (!type.matches("[A-Za-z0-9][A-Za-z0-9_.-]*")) {
			throw Failures.of("run a CNI plugin", Reason.FAILED, "'" + type + "' is no name of one");
		}
		return this.directories.stream()
			.map((directory) -> directory.resolve(type))
			.filter(Files::isExecutable)
			.findFirst()
			.orElseThrow(() -> Failures.of("run the CNI plugin '" + type + "'", Reason.MISSING_PROGRAM,
					"there is no such program in " + this.directories
							+ "; on Debian and Ubuntu: apt-get install containernetworking-plugins"));
	}

	private static @Nullable ObjectNode parse(String text) {
		try {
			JsonNode answer = text.isEmpty() ? null : JSON.readTree(text);
			return (answer instanceof ObjectNode object) ? object : null;
		}
		catch (JacksonException ex) {
			return null;
		}
	}

}
