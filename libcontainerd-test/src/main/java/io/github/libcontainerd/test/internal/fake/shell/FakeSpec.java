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

package io.github.libcontainerd.test.internal.fake.shell;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.google.protobuf.Any;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.libcontainerd.internal.grpc.api.types.Mount;
import io.github.libcontainerd.test.internal.fake.files.FakeTree;
import io.github.libcontainerd.test.internal.fake.server.Rpc;

/**
 * A process to run, taken from an OCI specification the way runc judges it.
 *
 * @param args the command line
 * @param env the environment
 * @param cwd the working directory
 * @param terminal whether it wants a terminal
 * @param root the files of the container
 * @param user who it runs as
 * @param hostname the name of its host
 */
public record FakeSpec(List<String> args, Map<String, String> env, String cwd, boolean terminal, FakeTree root,
		User user, String hostname) {

	public static final String CREATE = "failed to create shim task: OCI runtime create failed: runc create failed: ";

	public static final String EXEC = "OCI runtime exec failed: exec failed: ";

	/** An init program, which this is not: a process may as well be the first one. */
	private static final List<String> INIT = List.of("/dev/init", "--");

	private static final JsonMapper JSON = JsonMapper.shared();

	/**
	 * Read a container's specification.
	 */
	public static FakeSpec container(Any any, List<Mount> rootfs) {
		JsonNode spec = json(any, "failed to create shim task: ");
		FakeTree mounted = FakeTree.of(rootfs);
		Path missing = mounted.missing();
		if (missing != null) {
			throw Rpc.unknown("failed to create shim task: failed to mount rootfs component "
					+ "&{%s %s %s}: no such file or directory".formatted(rootfs.get(0).getType(),
							rootfs.get(0).getSource(), rootfs.get(0).getOptionsList()));
		}
		JsonNode process = spec.path("process");
		if (!process.isObject()) {
			throw Rpc.unknown(CREATE + "process property must not be empty");
		}
		String path = spec.path("root").path("path").asString("");
		if (path.isEmpty() && !spec.path("root").isObject()) {
			throw Rpc.unknown(CREATE + "root must be specified");
		}
		Path root = (!rootfs.isEmpty() && !path.startsWith("/")) ? null : Path.of(path);
		if (root != null && !Files.exists(root)) {
			throw Rpc.unknown(CREATE + "invalid rootfs: stat " + path + ": no such file or directory");
		}
		if (root == null) {
			makeMountPoints(spec, mounted);
		}
		String hostname = spec.path("hostname").asString("");
		FakeSpec result = process(process, ((root != null) ? FakeTree.of(root) : mounted).with(binds(spec),
				spec.path("root").path("readonly").asBoolean(false)), hostname, CREATE);
		if (root != null && !Files.isDirectory(root)) {
			throw Rpc.unknown(CREATE + "unable to start container process: unable to start init:"
					+ " fork/exec /proc/self/exe: not a directory");
		}
		return result;
	}

	/** The limit of its memory, or 0. */
	public static long memoryLimit(Any any) {
		return json(any, "").path("linux").path("resources").path("memory").path("limit").asLong(0);
	}

	/**
	 * runc makes the places of mounts; what is in memory may as well be in the snapshot.
	 */
	private static void makeMountPoints(JsonNode spec, FakeTree tree) {
		for (JsonNode mount : spec.path("mounts").values()) {
			String destination = mount.path("destination").asString("/");
			if (mount.path("type").asString("").equals("tmpfs")) {
				tree.makeDirectory(destination);
			}
			Path parent = Path.of("/", destination).normalize().getParent();
			if (parent != null) {
				tree.makeDirectory(parent.toString());
			}
		}
	}

	private static List<FakeTree.Bind> binds(JsonNode spec) {
		List<FakeTree.Bind> binds = new ArrayList<>();
		for (JsonNode mount : spec.path("mounts").values()) {
			boolean bind = mount.path("type").asString("").equals("bind") || mount.path("options")
				.valueStream()
				.anyMatch((option) -> List.of("bind", "rbind").contains(option.asString("")));
			if (!bind) {
				continue;
			}
			Path source = Path.of(mount.path("source").asString(""));
			String destination = Path.of("/", mount.path("destination").asString("")).normalize().toString();
			if (!Files.exists(source)) {
				throw Rpc
					.unknown((CREATE + "unable to start container process: error during container init: error mounting"
							+ " \"%s\" to rootfs at \"%s\": stat %s: no such file or directory")
						.formatted(source, destination, source));
			}
			binds.add(new FakeTree.Bind(destination, source,
					mount.path("options").valueStream().anyMatch((option) -> option.asString("").equals("ro"))));
		}
		return binds;
	}

	/**
	 * Read an exec's process.
	 */
	public static FakeSpec exec(Any any, FakeSpec container) {
		return process(json(any, ""), container.root, container.hostname, EXEC);
	}

	private static FakeSpec process(JsonNode process, FakeTree root, String hostname, String prefix) {
		String cwd = process.path("cwd").asString("");
		if (cwd.isEmpty()) {
			throw Rpc.unknown(prefix + "Cwd property must not be empty");
		}
		if (!cwd.startsWith("/")) {
			throw Rpc.unknown(prefix + "Cwd must be an absolute path");
		}
		List<String> args = process.path("args").valueStream().map((node) -> node.asString("")).toList();
		if (args.size() > 2 && args.subList(0, 2).equals(INIT)) {
			args = args.subList(2, args.size());
		}
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
		return new FakeSpec(args, env, cwd, process.path("terminal").asBoolean(false), root,
				User.of(process.path("user")), hostname);
	}

	/**
	 * Parse the JSON in an {@code Any}.
	 */
	public static JsonNode json(Any any, String prefix) {
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
	public @Nullable StatusRuntimeException checkCommand(String prefix) {
		String command = this.args.get(0);
		String start = prefix + "unable to start container process: exec: \"" + command + "\": ";
		if (!command.contains("/")) {
			for (String dir : this.env.getOrDefault("PATH", "").split(":")) {
				Path file = dir.isEmpty() ? null : this.root.find(dir + "/" + command);
				if (file != null && Files.isRegularFile(file) && Files.isExecutable(file)) {
					return null;
				}
			}
			return Rpc.unknown(start + "executable file not found in $PATH");
		}
		Path file = this.root.find(command.startsWith("/") ? command : this.cwd + "/" + command);
		if (file == null) {
			return Rpc.unknown(start + "stat " + command + ": no such file or directory");
		}
		return (Files.isDirectory(file) || !Files.isExecutable(file)) ? Rpc.unknown(start + "permission denied") : null;
	}

	/**
	 * Who a process runs as.
	 *
	 * @param uid the user
	 * @param gid the group
	 * @param groups further groups
	 */
	record User(long uid, long gid, List<Long> groups) {

		static User of(JsonNode user) {
			return new User(user.path("uid").asLong(0), user.path("gid").asLong(0),
					user.path("additionalGids").valueStream().map((gid) -> gid.asLong(0)).toList());
		}

	}

}
