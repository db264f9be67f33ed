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

package io.github.libcontainerd.test;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.google.protobuf.Any;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A process to run, taken from an OCI specification the way runc judges it.
 *
 * @param args the command line
 * @param env the environment
 * @param cwd the working directory
 * @param terminal whether it wants a terminal
 * @param root the root file system on the host or {@code null} if it exists only as
 * mounts
 */
record FakeSpec(List<String> args, Map<String, String> env, String cwd, boolean terminal, @Nullable Path root) {

	static final String CREATE = "failed to create shim task: OCI runtime create failed: runc create failed: ";

	static final String EXEC = "OCI runtime exec failed: exec failed: ";

	private static final JsonMapper JSON = JsonMapper.shared();

	/**
	 * Read a container's specification.
	 */
	static FakeSpec container(Any any, boolean rootfsMounted) {
		JsonNode spec = json(any, "failed to create shim task: ");
		JsonNode process = spec.path("process");
		if (!process.isObject()) {
			throw Rpc.unknown(CREATE + "process property must not be empty");
		}
		String path = spec.path("root").path("path").asString("");
		if (path.isEmpty() && !spec.path("root").isObject()) {
			throw Rpc.unknown(CREATE + "root must be specified");
		}
		Path root = (rootfsMounted && !path.startsWith("/")) ? null : Path.of(path);
		if (root != null && !Files.exists(root)) {
			throw Rpc.unknown(CREATE + "invalid rootfs: stat " + path + ": no such file or directory");
		}
		FakeSpec result = process(process, root, CREATE);
		if (root != null && !Files.isDirectory(root)) {
			throw Rpc.unknown(CREATE + "unable to start container process: unable to start init:"
					+ " fork/exec /proc/self/exe: not a directory");
		}
		return result;
	}

	/**
	 * Read an exec's process.
	 */
	static FakeSpec exec(Any any, @Nullable Path root) {
		return process(json(any, ""), root, EXEC);
	}

	private static FakeSpec process(JsonNode process, @Nullable Path root, String prefix) {
		String cwd = process.path("cwd").asString("");
		if (cwd.isEmpty()) {
			throw Rpc.unknown(prefix + "Cwd property must not be empty");
		}
		if (!cwd.startsWith("/")) {
			throw Rpc.unknown(prefix + "Cwd must be an absolute path");
		}
		List<String> args = process.path("args").valueStream().map((node) -> node.asString("")).toList();
		if (args.isEmpty()) {
			throw Rpc.unknown(prefix + "args must not be empty");
		}
		Map<String, String> env = new LinkedHashMap<>();
		process.path("env").valueStream().map((node) -> node.asString("")).forEach((entry) -> {
			int equals = entry.indexOf('=');
			if (equals > 0) {
				env.put(entry.substring(0, equals), entry.substring(equals + 1));
			}
		});
		return new FakeSpec(args, env, cwd, process.path("terminal").asBoolean(false), root);
	}

	/**
	 * Parse the JSON in an {@code Any}.
	 */
	static JsonNode json(Any any, String prefix) {
		try {
			return JSON.readTree(any.getValue().toString(StandardCharsets.UTF_8));
		}
		catch (JacksonException ex) {
			throw Rpc.unknown(prefix + "invalid JSON: " + ex.getOriginalMessage());
		}
	}

	/**
	 * Find the command as runc does.
	 * @return the failure or {@code null} if it can be run
	 */
	@Nullable StatusRuntimeException checkCommand(String prefix) {
		String command = this.args.get(0);
		Path root = this.root;
		if (root == null) {
			return null;
		}
		String start = prefix + "unable to start container process: exec: \"" + command + "\": ";
		if (!command.contains("/")) {
			for (String dir : this.env.getOrDefault("PATH", "").split(":")) {
				Path file = inside(root, dir + "/" + command);
				if (!dir.isEmpty() && Files.isRegularFile(file) && Files.isExecutable(file)) {
					return null;
				}
			}
			return Rpc.unknown(start + "executable file not found in $PATH");
		}
		Path file = inside(root, command.startsWith("/") ? command : this.cwd + "/" + command);
		if (!Files.exists(file)) {
			return Rpc.unknown(start + "stat " + command + ": no such file or directory");
		}
		return (Files.isDirectory(file) || !Files.isExecutable(file)) ? Rpc.unknown(start + "permission denied") : null;
	}

	static Path inside(Path root, String path) {
		return root.resolve(Path.of("/").relativize(Path.of("/", path).normalize()));
	}

}
