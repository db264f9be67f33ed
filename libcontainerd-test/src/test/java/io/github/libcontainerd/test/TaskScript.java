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

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.github.libcontainerd.internal.grpc.api.tasks.CloseIORequest;
import io.github.libcontainerd.internal.grpc.api.tasks.GetRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.ListPidsRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.ListTasksRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.MetricsRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.PauseTaskRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.ResizePtyRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.ResumeTaskRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.UpdateTaskRequest;

/**
 * Calls about tasks and their processes in every state.
 */
final class TaskScript {

	private final Driver driver;

	private final Path directory;

	private final Transcript out;

	private final boolean oneSix;

	TaskScript(Driver driver, Path directory, Transcript out, boolean oneSix) {
		this.oneSix = oneSix;
		this.driver = driver;
		this.directory = directory;
		this.out = out;
	}

	void run() {
		unknown();
		created();
		running();
		execs();
		paused();
		stopped();
		orphan();
	}

	private void unknown() {
		all("no container", "nope");
		this.driver.createContainer("notask", "/bin/true");
		all("no task", "notask");
		this.driver.deleteContainer("notask");
		this.out.value("t metrics of nothing",
				() -> this.driver.tasks().metrics(MetricsRequest.getDefaultInstance()).getMetricsCount());
	}

	private void all(String name, String id) {
		Driver d = this.driver;
		if (!name.equals("no task")) {
			this.out.call(name + ": create", () -> d.createTask(id));
		}
		this.out.call(name + ": start", () -> d.start(id, ""));
		this.out.call(name + ": get", () -> d.status(id, ""));
		this.out.call(name + ": kill", () -> d.kill(id, "", 9));
		this.out.call(name + ": wait", () -> d.wait(id, ""));
		this.out.call(name + ": exec", () -> d.exec(id, "e", "/bin/true"));
		this.out.call(name + ": pause", () -> pause(id));
		this.out.call(name + ": resume", () -> resume(id));
		this.out.call(name + ": pids", () -> pids(id));
		this.out.call(name + ": update", () -> updateTask(id, Map.of()));
		this.out.call(name + ": resize", () -> resize(id, ""));
		this.out.call(name + ": closeio", () -> closeIo(id, ""));
		this.out.call(name + ": deleteprocess", () -> d.deleteProcess(id, "e"));
		this.out.call(name + ": delete", () -> d.delete(id));
	}

	private void noExec(String name, String id) {
		Driver d = this.driver;
		this.out.call(name + ": no exec start", () -> d.start(id, "nope"));
		this.out.call(name + ": no exec get", () -> d.status(id, "nope"));
		this.out.call(name + ": no exec kill", () -> d.kill(id, "nope", 9));
		this.out.call(name + ": no exec wait", () -> d.wait(id, "nope"));
		this.out.call(name + ": no exec resize", () -> resize(id, "nope"));
		this.out.call(name + ": no exec closeio", () -> closeIo(id, "nope"));
		this.out.call(name + ": no exec delete", () -> d.deleteProcess(id, "nope"));
		if (!name.equals("created")) {
			this.out.call(name + ": empty exec delete", () -> d.deleteProcess(id, ""));
		}
		this.out.call(name + ": bad exec id", () -> d.exec(id, "a/b", "/bin/true"));
		this.out.call(name + ": empty exec id", () -> d.exec(id, "", "/bin/true"));
	}

	private void get(String name, String id, String exec) {
		this.out.value(name + ": get",
				() -> this.driver.tasks()
					.get(GetRequest.newBuilder().setContainerId(id).setExecId(exec).build())
					.getProcess());
	}

	private void pause(String id) {
		this.driver.tasks().pause(PauseTaskRequest.newBuilder().setContainerId(id).build());
	}

	private void resume(String id) {
		this.driver.tasks().resume(ResumeTaskRequest.newBuilder().setContainerId(id).build());
	}

	private int pids(String id) {
		return this.driver.tasks()
			.listPids(ListPidsRequest.newBuilder().setContainerId(id).build())
			.getProcessesCount();
	}

	private void updateTask(String id, Object resources) {
		this.driver.tasks()
			.update(UpdateTaskRequest.newBuilder()
				.setContainerId(id)
				.setResources(Driver.any("types.containerd.io/opencontainers/runtime-spec/1/LinuxResources", resources))
				.build());
	}

	private void resize(String id, String exec) {
		this.driver.tasks()
			.resizePty(ResizePtyRequest.newBuilder()
				.setContainerId(id)
				.setExecId(exec)
				.setWidth(80)
				.setHeight(24)
				.build());
	}

	private void closeIo(String id, String exec) {
		this.driver.tasks()
			.closeIO(CloseIORequest.newBuilder().setContainerId(id).setExecId(exec).setStdin(true).build());
	}

	private void created() {
		Driver d = this.driver;
		d.createContainer("r", "/bin/sh", "-c", "while true; do sleep 0.1; done");
		d.createTask("r");
		get("created", "r", "");
		this.out.call("created: create again", () -> d.createTask("r"));
		this.out.call("created: kill 0", () -> d.kill("r", "", 0));
		this.out.call("created: resize", () -> resize("r", ""));
		this.out.call("created: closeio", () -> closeIo("r", ""));
		this.out.call("created: resume", () -> resume("r"));
		this.out.value("created: pids", () -> pids("r"));
		noExec("created", "r");
		this.out.value("created: delete", () -> d.delete("r"));
		d.createTask("r");
		this.out.call("created: kill 9", () -> d.kill("r", "", 9));
		this.out.value("created: killed wait", () -> d.wait("r", ""));
		this.out.call("created: killed start", () -> d.start("r", ""));
		this.out.value("created: killed delete", () -> d.delete("r"));
		d.createTask("r");
		this.out.call("created: pause", () -> pause("r"));
		d.start("r", "");
	}

	private void running() {
		Driver d = this.driver;
		get("running", "r", "");
		this.out.call("running: start again", () -> d.start("r", ""));
		this.out.call("running: create again", () -> d.createTask("r"));
		this.out.call("running: delete", () -> d.delete("r"));
		this.out.call("running: resume", () -> resume("r"));
		this.out.call("running: resize", () -> resize("r", ""));
		this.out.call("running: closeio", () -> closeIo("r", ""));
		this.out.call("running: closeio again", () -> closeIo("r", ""));
		this.out.call("running: kill 0", () -> d.kill("r", "", 0));
		this.out.call("running: kill 15", () -> d.kill("r", "", 15));
		this.out.call("running: kill 99", () -> d.kill("r", "", 99));
		this.out.call("running: update", () -> updateTask("r", Map.of("pids", Map.of("limit", 100))));
		this.out.call("running: update garbage", () -> updateTask("r", "text"));
		this.out.value("running: list", () -> d.tasks().list(ListTasksRequest.getDefaultInstance()));
		this.out.value("running: metrics of it", () -> metrics("id==r"));
		this.out.value("running: metrics of other", () -> metrics("id==q"));
		this.out.value("running: metrics namespace", () -> metrics("namespace==" + d.namespace));
		this.out.value("running: metrics bad filter", () -> metrics("="));
		noExec("running", "r");
	}

	private String metrics(String filter) {
		return this.driver.tasks()
			.metrics(MetricsRequest.newBuilder().addFilters(filter).build())
			.getMetricsList()
			.stream()
			.map((metric) -> metric.getId() + " " + metric.getData().getTypeUrl())
			.toList()
			.toString();
	}

	private void execs() {
		Driver d = this.driver;
		this.out.call("exec", () -> d.exec("r", "e1", "/bin/sh", "-c", "while true; do sleep 0.1; done"));
		this.out.call("exec again", () -> d.exec("r", "e1", "/bin/true"));
		get("exec created", "r", "e1");
		this.out.call("exec created: kill", () -> d.kill("r", "e1", 9));
		this.out.call("exec created: closeio", () -> closeIo("r", "e1"));
		this.out.call("exec created: resize", () -> resize("r", "e1"));
		this.out.call("exec: start", () -> d.start("r", "e1"));
		get("exec running", "r", "e1");
		if (this.oneSix) {
			// Later versions lose the task.
			this.out.call("exec: start again", () -> d.start("r", "e1"));
		}
		this.out.call("exec: resize", () -> resize("r", "e1"));
		this.out.call("exec: delete", () -> d.deleteProcess("r", "e1"));
		this.out.call("exec: kill 15", () -> d.kill("r", "e1", 15));
		this.out.value("exec: wait", () -> d.wait("r", "e1"));
		get("exec stopped", "r", "e1");
		this.out.call("exec stopped: kill", () -> d.kill("r", "e1", 9));
		this.out.call("exec stopped: start", () -> d.start("r", "e1"));
		this.out.call("exec stopped: closeio", () -> closeIo("r", "e1"));
		this.out.call("exec stopped: resize", () -> resize("r", "e1"));
		this.out.value("exec stopped: delete", () -> d.deleteProcess("r", "e1"));
		this.out.call("exec deleted: delete", () -> d.deleteProcess("r", "e1"));
		d.exec("r", "e1", "/bin/true");
		this.out.value("exec created: delete", () -> d.deleteProcess("r", "e1"));
		for (String command : List.of("nope", "/nope", "/etc/passwd", "/bin")) {
			d.exec("r", "e2", command);
			this.out.call("exec " + command + ": start", () -> d.start("r", "e2"));
			get("exec " + command, "r", "e2");
			this.out.value("exec " + command + ": wait", () -> d.wait("r", "e2"));
			this.out.call("exec " + command + ": kill", () -> d.kill("r", "e2", 9));
			this.out.value("exec " + command + ": delete", () -> d.deleteProcess("r", "e2"));
		}
		execSpec("no args", new java.util.LinkedHashMap<>(Map.of("cwd", "/", "args", List.of())));
		execSpec("no cwd", new java.util.LinkedHashMap<>(Map.of("args", List.of("/bin/true"))));
		execStreams("missing path", this.directory + "/nope", this.directory + "/nope");
		execStreams("no stderr", "/dev/null", "");
	}

	private void execSpec(String name, Map<String, Object> spec) {
		this.out.value("exec spec " + name + ": exec",
				() -> this.driver.tasks()
					.exec(io.github.libcontainerd.internal.grpc.api.tasks.ExecProcessRequest.newBuilder()
						.setContainerId("r")
						.setExecId("e3")
						.setSpec(Driver.any(Driver.PROCESS, spec))
						.build()));
		this.out.call("exec spec " + name + ": start", () -> this.driver.start("r", "e3"));
		this.out.call("exec spec " + name + ": delete", () -> {
			this.driver.wait("r", "e3");
			this.driver.deleteProcess("r", "e3");
		});
	}

	private void execStreams(String name, String stdout, String stderr) {
		this.out.call("exec streams " + name + ": exec",
				() -> this.driver.exec("r", "e4", new Driver.Io("", stdout, stderr), "/bin/true"));
		this.out.call("exec streams " + name + ": start", () -> this.driver.start("r", "e4"));
		this.out.call("exec streams " + name + ": delete", () -> this.driver.deleteProcess("r", "e4"));
	}

	private void paused() {
		Driver d = this.driver;
		d.exec("r", "p0", "/bin/true");
		this.out.call("pause", () -> pause("r"));
		get("paused", "r", "");
		get("paused exec", "r", "p0");
		this.out.call("paused: pause", () -> pause("r"));
		this.out.call("paused: exec", () -> d.exec("r", "p1", "/bin/true"));
		this.out.call("paused: exec start", () -> d.start("r", "p0"));
		this.out.call("paused: start", () -> d.start("r", ""));
		this.out.call("paused: delete", () -> d.delete("r"));
		this.out.call("paused: resize", () -> resize("r", ""));
		this.out.value("paused: pids", () -> pids("r") > 0);
		this.out.value("paused: metrics", () -> metrics("id==r"));
		this.out.call("resume", () -> resume("r"));
		this.out.call("resumed: resume", () -> resume("r"));
		this.out.call("resumed: exec delete", () -> d.deleteProcess("r", "p0"));
		pause("r");
		this.out.call("paused: kill 9", () -> d.kill("r", "", 9));
		this.out.value("paused: killed", () -> d.wait("r", ""));
	}

	private void stopped() {
		Driver d = this.driver;
		get("stopped", "r", "");
		this.out.value("stopped: wait", () -> d.wait("r", ""));
		this.out.call("stopped: kill", () -> d.kill("r", "", 9));
		this.out.call("stopped: kill 0", () -> d.kill("r", "", 0));
		this.out.call("stopped: start", () -> d.start("r", ""));
		this.out.call("stopped: pause", () -> pause("r"));
		this.out.call("stopped: resume", () -> resume("r"));
		this.out.call("stopped: exec", () -> d.exec("r", "s", "/bin/true"));
		this.out.call("stopped: exec start", () -> d.start("r", "s"));
		this.out.value("stopped: pids", () -> pids("r"));
		this.out.call("stopped: resize", () -> resize("r", ""));
		this.out.call("stopped: closeio", () -> closeIo("r", ""));
		this.out.call("stopped: create", () -> d.createTask("r"));
		this.out.call("stopped: update", () -> updateTask("r", Map.of("pids", Map.of("limit", 100))));
		this.out.value("stopped: delete", () -> d.delete("r"));
		this.out.call("deleted: wait", () -> d.wait("r", ""));
		this.out.call("deleted: delete", () -> d.delete("r"));
		d.deleteContainer("r");
	}

	private void orphan() {
		Driver d = this.driver;
		d.run("o", "/bin/sleep", "1000");
		this.out.call("c delete with task", () -> d.deleteContainer("o"));
		this.out.value("orphan: list", () -> d.tasks().list(ListTasksRequest.getDefaultInstance()).getTasks(0).getId());
		get("orphan", "o", "");
		this.out.call("orphan: kill", () -> d.kill("o", "", 9));
		this.out.call("orphan: recreate", () -> d.createContainer("o", "/bin/sleep", "1000"));
		this.out.call("orphan: create task", () -> d.createTask("o"));
		this.out.call("orphan: term is ignored", () -> d.kill("o", "", 15));
		d.kill("o", "", 9);
		this.out.value("orphan: status", () -> d.finish("o"));
	}

}
