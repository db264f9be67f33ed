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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import tools.jackson.databind.json.JsonMapper;

import io.github.libcontainerd.internal.grpc.api.containers.Container;
import io.github.libcontainerd.internal.grpc.api.containers.ContainersGrpc;
import io.github.libcontainerd.internal.grpc.api.containers.CreateContainerRequest;
import io.github.libcontainerd.internal.grpc.api.containers.DeleteContainerRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.CreateTaskRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.DeleteProcessRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.DeleteResponse;
import io.github.libcontainerd.internal.grpc.api.tasks.DeleteTaskRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.ExecProcessRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.GetRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.KillRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.StartRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.TasksGrpc;
import io.github.libcontainerd.internal.grpc.api.tasks.WaitRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.WaitResponse;
import io.github.libcontainerd.internal.grpc.api.types.Status;
import io.github.libcontainerd.test.internal.host.Commands;
import io.github.libcontainerd.test.internal.host.Threads;
import io.github.libcontainerd.test.internal.real.Clients;

/**
 * Drives any containerd through the generated stubs, in one namespace.
 */
final class Driver implements AutoCloseable {

	static final String SPEC = "types.containerd.io/opencontainers/runtime-spec/1/Spec";

	static final String PROCESS = "types.containerd.io/opencontainers/runtime-spec/1/Process";

	private static final JsonMapper JSON = JsonMapper.shared();

	final String namespace;

	final Clients clients;

	private final String rootfs;

	private final Path fifos;

	private final List<FileChannel> channels = new ArrayList<>();

	Driver(Path socket, String namespace, Path rootfs, Path fifos) {
		this.clients = new Clients(socket);
		this.namespace = namespace;
		this.rootfs = rootfs.toString();
		this.fifos = fifos;
	}

	ContainersGrpc.ContainersBlockingStub containers() {
		return ContainersGrpc.newBlockingStub(this.clients.in(this.namespace)).withDeadlineAfter(20, TimeUnit.SECONDS);
	}

	TasksGrpc.TasksBlockingStub tasks() {
		return TasksGrpc.newBlockingStub(this.clients.in(this.namespace)).withDeadlineAfter(20, TimeUnit.SECONDS);
	}

	Map<String, Object> spec(String id, String... args) {
		Map<String, Object> spec = new LinkedHashMap<>();
		spec.put("ociVersion", "1.0.2");
		spec.put("process", process(args));
		spec.put("root", new LinkedHashMap<>(Map.of("path", this.rootfs)));
		spec.put("mounts",
				List.of(Map.of("destination", "/proc", "type", "proc", "source", "proc"),
						Map.of("destination", "/dev", "type", "tmpfs", "source", "tmpfs", "options",
								List.of("nosuid", "strictatime", "mode=755", "size=65536k"))));
		spec.put("linux", Map.of("cgroupsPath", "/" + this.namespace + "/" + id, "namespaces",
				List.of(Map.of("type", "pid"), Map.of("type", "ipc"), Map.of("type", "uts"), Map.of("type", "mount"))));
		return spec;
	}

	static Map<String, Object> process(String... args) {
		Map<String, Object> process = new LinkedHashMap<>();
		process.put("args", List.of(args));
		process.put("env", List.of("PATH=/bin", "GREETING=hello"));
		process.put("cwd", "/");
		process.put("user", Map.of("uid", 0, "gid", 0));
		List<String> capabilities = List.of("CAP_KILL", "CAP_SETUID", "CAP_SETGID");
		process.put("capabilities",
				Map.of("bounding", capabilities, "effective", capabilities, "permitted", capabilities));
		return process;
	}

	static Any any(String type, Object json) {
		return Any.newBuilder().setTypeUrl(type).setValue(ByteString.copyFrom(JSON.writeValueAsBytes(json))).build();
	}

	static Container container(String id, Object spec) {
		return Container.newBuilder()
			.setId(id)
			.setRuntime(Container.Runtime.newBuilder().setName("io.containerd.runc.v2"))
			.setSpec(any(SPEC, spec))
			.build();
	}

	void createContainer(String id, String... args) {
		createContainer(id, spec(id, args));
	}

	void createContainer(String id, Map<String, Object> spec) {
		containers().create(CreateContainerRequest.newBuilder().setContainer(container(id, spec)).build());
	}

	void deleteContainer(String id) {
		containers().delete(DeleteContainerRequest.newBuilder().setId(id).build());
	}

	int createTask(String id) {
		return tasks().create(CreateTaskRequest.newBuilder().setContainerId(id).build()).getPid();
	}

	int createTask(String id, Io io) {
		return tasks()
			.create(CreateTaskRequest.newBuilder()
				.setContainerId(id)
				.setStdin(io.stdin())
				.setStdout(io.stdout())
				.setStderr(io.stderr())
				.build())
			.getPid();
	}

	/** Container, task without streams, started. */
	int run(String id, String... args) {
		createContainer(id, args);
		createTask(id);
		return start(id, "");
	}

	int start(String id, String exec) {
		return tasks().start(StartRequest.newBuilder().setContainerId(id).setExecId(exec).build()).getPid();
	}

	void exec(String id, String exec, String... args) {
		tasks().exec(ExecProcessRequest.newBuilder()
			.setContainerId(id)
			.setExecId(exec)
			.setSpec(any(PROCESS, process(args)))
			.build());
	}

	void exec(String id, String exec, Io io, String... args) {
		tasks().exec(ExecProcessRequest.newBuilder()
			.setContainerId(id)
			.setExecId(exec)
			.setStdin(io.stdin())
			.setStdout(io.stdout())
			.setStderr(io.stderr())
			.setSpec(any(PROCESS, process(args)))
			.build());
	}

	void kill(String id, String exec, int signal) {
		tasks().kill(KillRequest.newBuilder().setContainerId(id).setExecId(exec).setSignal(signal).build());
	}

	WaitResponse wait(String id, String exec) {
		return tasks().wait(WaitRequest.newBuilder().setContainerId(id).setExecId(exec).build());
	}

	Status status(String id, String exec) {
		return tasks().get(GetRequest.newBuilder().setContainerId(id).setExecId(exec).build()).getProcess().getStatus();
	}

	DeleteResponse delete(String id) {
		return tasks().delete(DeleteTaskRequest.newBuilder().setContainerId(id).build());
	}

	DeleteResponse deleteProcess(String id, String exec) {
		return tasks().deleteProcess(DeleteProcessRequest.newBuilder().setContainerId(id).setExecId(exec).build());
	}

	/** Wait, delete the task and the container. */
	int finish(String id) {
		int status = wait(id, "").getExitStatus();
		delete(id);
		deleteContainer(id);
		return status;
	}

	void killAndRemove(String id) {
		kill(id, "", 9);
		finish(id);
	}

	Io fifos(String id, boolean stdin) {
		String base = this.fifos.resolve(id).toString();
		Io io = new Io(stdin ? base + "-in" : "", base + "-out", base + "-err");
		if (stdin) {
			Commands.run("mkfifo", io.stdin());
		}
		Commands.run("mkfifo", io.stdout());
		Commands.run("mkfifo", io.stderr());
		return io;
	}

	/**
	 * Read to the end of file, in the background, with an open that never blocks the
	 * caller.
	 */
	CompletableFuture<String> read(String fifo) {
		CompletableFuture<String> result = new CompletableFuture<>();
		Threads.thread("test-reader", () -> {
			try (InputStream stream = Channels.newInputStream(open(fifo, StandardOpenOption.READ))) {
				ByteArrayOutputStream bytes = new ByteArrayOutputStream();
				stream.transferTo(bytes);
				result.complete(bytes.toString(StandardCharsets.UTF_8));
			}
			catch (IOException ex) {
				result.completeExceptionally(ex);
			}
		}).start();
		return result;
	}

	FileChannel open(String fifo, StandardOpenOption... options) throws IOException {
		FileChannel channel = FileChannel.open(Path.of(fifo), options);
		this.channels.add(channel);
		return channel;
	}

	@Override
	public void close() {
		for (FileChannel channel : this.channels) {
			try {
				channel.close();
			}
			catch (IOException ex) {
				throw new java.io.UncheckedIOException(ex);
			}
		}
		this.clients.close();
	}

	/**
	 * Paths of streams.
	 */
	record Io(String stdin, String stdout, String stderr) {
	}

}
