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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.libcontainerd.internal.grpc.api.tasks.CreateTaskRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.ListTasksRequest;
import io.github.libcontainerd.test.internal.host.Commands;
import io.github.libcontainerd.test.internal.host.Threads;

/**
 * Task creations, most of which fail.
 */
final class CreateScript {

	private final Driver driver;

	private final Path directory;

	private final Transcript out;

	CreateScript(Driver driver, Path directory, Transcript out) {
		this.driver = driver;
		this.directory = directory;
		this.out = out;
	}

	void run() throws IOException {
		createFailures();
	}

	private void createFailures() throws IOException {
		createFailure("no such command", this.driver.spec("f", "nope"), "", "", "", false);
		createFailure("no such absolute command", this.driver.spec("f", "/nope"), "", "", "", false);
		createFailure("not executable", this.driver.spec("f", "/etc/passwd"), "", "", "", false);
		createFailure("a directory", this.driver.spec("f", "/bin"), "", "", "", false);
		createFailure("no args", this.driver.spec("f"), "", "", "", false);
		Map<String, Object> noProcess = this.driver.spec("f", "/bin/true");
		noProcess.remove("process");
		createFailure("no process", noProcess, "", "", "", false);
		Map<String, Object> noCwd = this.driver.spec("f", "/bin/true");
		((Map<?, ?>) noCwd.get("process")).remove("cwd");
		createFailure("no cwd", noCwd, "", "", "", false);
		Map<String, Object> noRoot = this.driver.spec("f", "/bin/true");
		noRoot.remove("root");
		createFailure("no root", noRoot, "", "", "", false);
		Map<String, Object> wrongRoot = this.driver.spec("f", "/bin/true");
		wrongRoot.put("root", Map.of("path", "/nope/rootfs"));
		createFailure("wrong root", wrongRoot, "", "", "", false);
		Map<String, Object> fileRoot = this.driver.spec("f", "/bin/true");
		fileRoot.put("root", Map.of("path", "/etc/passwd"));
		createFailure("file as root", fileRoot, "", "", "", false);
		Map<String, Object> spec = this.driver.spec("f", "/bin/true");
		createFailure("stdout missing path", spec, "", this.directory + "/nope", this.directory + "/nope2", false);
		createFailure("stdout without stderr", spec, "", "/dev/null", "", false);
		createFailure("stderr without stdout", spec, "", "", "/dev/null", false);
		createFailure("stdin missing path", spec, this.directory + "/nope", "/dev/null", "/dev/null", false);
		createFailure("terminal mismatch", spec, "", "/dev/null", "", true);
		createFailure("terminal with stderr", spec, "", "/dev/null", "/dev/null", true);
		createFailure("relative stdout", spec, "", "a", "b", false);
		createFailure("unknown scheme", spec, "", "ftp://x/y", "ftp://x/y", false);
		Files.writeString(this.directory.resolve("plain"), "");
		String plain = this.directory.resolve("plain").toString();
		// Not at its end: given one name twice, the shim of 1.6 may close the file when
		// one
		// stream has ended, and lose what is left of the other.
		String script = "echo out; echo err >&2; sleep 0.5";
		this.driver.createContainer("plain", "/bin/sh", "-c", script);
		this.out.call("plain file", () -> this.driver.createTask("plain", new Driver.Io("", plain, plain)));
		this.driver.start("plain", "");
		this.driver.finish("plain");
		this.out.value("plain file content", () -> Commands.readLines(Path.of(plain)).stream().sorted().toList());
		String uri = "file://" + this.directory.resolve("uri");
		this.driver.createContainer("uri", "/bin/sh", "-c", script);
		this.out.call("file uri", () -> this.driver.createTask("uri", new Driver.Io("", uri, uri)));
		this.driver.start("uri", "");
		this.driver.finish("uri");
		this.out.value("file uri content",
				() -> Commands.readLines(this.directory.resolve("uri")).stream().sorted().toList());
		noReader();
	}

	private void noReader() {
		this.driver.createContainer("noreader", "/bin/true");
		Driver.Io io = this.driver.fifos("noreader", false);
		this.out.call("create without reader", () -> {
			try {
				this.driver.tasks()
					.withDeadlineAfter(600, TimeUnit.MILLISECONDS)
					.create(CreateTaskRequest.newBuilder()
						.setContainerId("noreader")
						.setStdout(io.stdout())
						.setStderr(io.stderr())
						.build());
			}
			catch (io.grpc.StatusRuntimeException ex) {
				throw ex.getStatus().getCode().toStatus().withDescription("").asRuntimeException();
			}
		});
		Threads.await(java.time.Duration.ofSeconds(5),
				() -> this.driver.tasks().list(ListTasksRequest.getDefaultInstance()).getTasksCount() == 0);
		this.out.value("get after it", () -> this.driver.status("noreader", ""));
		this.driver.deleteContainer("noreader");
	}

	private void createFailure(String name, Map<String, Object> spec, String stdin, String stdout, String stderr,
			boolean terminal) {
		this.driver.createContainer("f", spec);
		this.out.call("t create: " + name, () -> {
			this.driver.tasks()
				.create(CreateTaskRequest.newBuilder()
					.setContainerId("f")
					.setStdin(stdin)
					.setStdout(stdout)
					.setStderr(stderr)
					.setTerminal(terminal)
					.build());
			this.driver.delete("f");
		});
		this.out.value("t list after: " + name,
				() -> this.driver.tasks().list(ListTasksRequest.getDefaultInstance()).getTasksCount());
		this.driver.deleteContainer("f");
	}

}
