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

package io.github.libcontainerd.test.internal.fake.task;

import java.util.concurrent.TimeUnit;

import io.grpc.StatusRuntimeException;

import io.github.libcontainerd.internal.grpc.api.containers.Container;
import io.github.libcontainerd.internal.grpc.api.event.TaskCreate;
import io.github.libcontainerd.internal.grpc.api.event.TaskExecAdded;
import io.github.libcontainerd.internal.grpc.api.event.TaskExecStarted;
import io.github.libcontainerd.internal.grpc.api.event.TaskExit;
import io.github.libcontainerd.internal.grpc.api.event.TaskIO;
import io.github.libcontainerd.internal.grpc.api.event.TaskStart;
import io.github.libcontainerd.internal.grpc.api.tasks.CreateTaskRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.DeleteResponse;
import io.github.libcontainerd.internal.grpc.api.tasks.ExecProcessRequest;
import io.github.libcontainerd.internal.grpc.api.types.Status;
import io.github.libcontainerd.test.internal.fake.server.FakeDaemon;
import io.github.libcontainerd.test.internal.fake.server.FakeEvents;
import io.github.libcontainerd.test.internal.fake.server.Rpc;
import io.github.libcontainerd.test.internal.fake.shell.FakeSpec;
import io.github.libcontainerd.test.internal.fake.store.FakeStore;
import io.github.libcontainerd.test.internal.host.Threads;

/**
 * Creates, starts and deletes processes as the shim and runc do.
 */
final class FakeRuntime {

	private final FakeShims shims;

	private final FakeDaemon daemon;

	private final FakeStore store;

	FakeRuntime(FakeShims shims, FakeStore store) {
		this.shims = shims;
		this.daemon = shims.daemon();
		this.store = store;
	}

	Container container(String namespace, String id) {
		Container container = this.store.container(namespace, id);
		if (container == null) {
			throw Rpc.notFound("container \"%s\" in namespace \"%s\": not found".formatted(id, namespace));
		}
		return container;
	}

	int create(String namespace, CreateTaskRequest request) {
		Container container = container(namespace, request.getContainerId());
		String id = container.getId();
		if (this.shims.task(namespace, id) != null) {
			throw Rpc.exists("task " + id);
		}
		FakeSpec spec = FakeSpec.container(container.getSpec(), request.getRootfsList());
		TaskBehaviour behaviour = this.shims.behaviour(container);
		StatusRuntimeException failure = behaviour.runsCommand() ? spec.checkCommand(FakeSpec.CREATE) : null;
		if (failure != null) {
			throw failure;
		}
		checkTerminal(spec, request.getTerminal(), FakeSpec.CREATE);
		FakeTask task = new FakeTask(this.shims, namespace, id, behaviour);
		long memoryLimit = FakeSpec.memoryLimit(container.getSpec());
		if (memoryLimit > 0) {
			task.limitMemory(memoryLimit);
		}
		FakeProcess init = new FakeProcess(task, id, true, new FakeProcess.Streams(request.getStdin(),
				request.getStdout(), request.getStderr(), request.getTerminal()), container.getSpec());
		FakeStdio stdio = init.streams.open();
		init.prepare(this.shims.nextPid(), stdio);
		task.init(init, spec);
		try {
			stdio.open("failed to create shim task: ");
		}
		catch (StatusRuntimeException ex) {
			if (FakeStdio.isShimCrash(ex)) {
				this.shims.countCrash();
			}
			throw ex;
		}
		if (!this.shims.add(task)) {
			stdio.close();
			throw Rpc.exists("task " + id);
		}
		task.publish("/tasks/create",
				TaskCreate.newBuilder()
					.setContainerId(id)
					.setBundle("/run/fake-containerd/io.containerd.runtime.v2.task/" + namespace + "/" + id)
					.addAllRootfs(request.getRootfsList())
					.setIo(TaskIO.newBuilder()
						.setStdin(request.getStdin())
						.setStdout(request.getStdout())
						.setStderr(request.getStderr())
						.setTerminal(request.getTerminal()))
					.setPid(init.pid())
					.build());
		return init.pid();
	}

	private static void checkTerminal(FakeSpec spec, boolean requested, String prefix) {
		if (spec.terminal() && !requested) {
			throw Rpc.unknown(prefix + "cannot allocate tty if runc will detach without setting console socket");
		}
		if (!spec.terminal() && requested) {
			throw Rpc.unknown(prefix + "cannot use console socket if runc will not detach or allocate tty");
		}
	}

	void exec(FakeTask task, ExecProcessRequest request) {
		Status state = task.init().status();
		if (state == Status.STOPPED || state == Status.PAUSED) {
			throw Rpc.unknown("cannot exec in a " + task.init().word() + " state");
		}
		FakeProcess process = new FakeProcess(task, request.getExecId(), false,
				new FakeProcess.Streams(request.getStdin(), request.getStdout(), request.getStderr(),
						request.getTerminal()),
				request.getSpec());
		task.lock().lock();
		try {
			if (task.execs().putIfAbsent(process.id, process) != null) {
				throw Rpc.exists("id " + process.id);
			}
		}
		finally {
			task.lock().unlock();
		}
		task.publish("/tasks/exec-added",
				TaskExecAdded.newBuilder().setContainerId(task.id()).setExecId(process.id).build());
	}

	int start(FakeTask task, FakeProcess process) {
		if (process.status() == Status.PAUSED && !process.init) {
			throw Rpc.unknown(FakeSpec.EXEC + "cannot exec in a paused container (use --ignore-paused to override)");
		}
		if (process.status() != Status.CREATED) {
			if (!process.init && process.isRunning()) {
				task.poison();
			}
			throw Rpc.unknown("cannot start a " + process.word() + " process");
		}
		return process.init ? startInit(task, process) : startExec(task, process);
	}

	private int startInit(FakeTask task, FakeProcess process) {
		FakeStdio stdio = process.stdio();
		if (stdio == null) {
			throw new IllegalStateException("not created");
		}
		FakeRun run = process.begin(task.spec(), stdio);
		task.ports(FakePorts.open(container(task.namespace(), task.id()), task.behaviour().ports()));
		publishStale(task, process, process.pid());
		task.publish("/tasks/start", TaskStart.newBuilder().setContainerId(task.id()).setPid(process.pid()).build());
		launch(task, run);
		process.started(process.pid(), stdio);
		answerLate(task, process);
		return process.pid();
	}

	/**
	 * The command runs before its streams are opened, so a failure there leaves it
	 * running unseen.
	 */
	private int startExec(FakeTask task, FakeProcess process) {
		if (!task.init().isRunning()) {
			throw Rpc.unknown(FakeSpec.EXEC + "cannot exec in a stopped container");
		}
		FakeSpec spec;
		StatusRuntimeException failure;
		try {
			spec = FakeSpec.exec(process.specification, task.spec());
			checkTerminal(spec, process.streams.terminal(), FakeSpec.EXEC);
			failure = spec.checkCommand(FakeSpec.EXEC);
		}
		catch (StatusRuntimeException ex) {
			process.failed();
			throw ex;
		}
		if (failure != null) {
			process.failed();
			throw failure;
		}
		int pid = this.shims.nextPid();
		FakeStdio stdio = process.streams.open();
		FakeRun run = process.begin(spec, stdio);
		task.executions().incrementAndGet();
		run.start();
		try {
			stdio.open("");
		}
		catch (RuntimeException ex) {
			process.abandon();
			throw ex;
		}
		publishStale(task, process, pid);
		task.publish("/tasks/exec-started",
				TaskExecStarted.newBuilder().setContainerId(task.id()).setExecId(process.id).setPid(pid).build());
		process.started(pid, stdio);
		answerLate(task, process);
		return pid;
	}

	private static void launch(FakeTask task, FakeRun run) {
		task.executions().incrementAndGet();
		TaskBehaviour behaviour = task.behaviour();
		Integer exit = behaviour.exit();
		if (behaviour.oomEvents() > 0) {
			run.startScripted(behaviour.stdout(), behaviour.stderr(), behaviour.oomAfter(), 137,
					() -> task.runOutOfMemory(behaviour.oomEvents()));
		}
		else if (exit != null) {
			run.startScripted(behaviour.stdout(), behaviour.stderr(), behaviour.exitAfter(), exit, () -> {
			});
		}
		else {
			run.start(behaviour.stdout(), behaviour.stderr());
		}
	}

	private static void publishStale(FakeTask task, FakeProcess process, int pid) {
		if (task.behaviour().staleExitEvent()) {
			task.publish("/tasks/exit",
					TaskExit.newBuilder()
						.setContainerId(task.id())
						.setId(process.id)
						.setPid(pid - 1)
						.setExitStatus(99)
						.setExitedAt(FakeEvents.timestamp(java.time.Instant.now()))
						.build());
		}
	}

	/** Sometimes a short process is over before its start is answered. */
	private void answerLate(FakeTask task, FakeProcess process) {
		try {
			if (task.behaviour().startAnswersAfterExit()) {
				process.exit.get(10, TimeUnit.SECONDS);
				Threads.await(java.time.Duration.ofMillis(20), () -> false);
			}
			else if (this.daemon.random().nextInt(100) < 12) {
				process.exit.get(5, TimeUnit.MILLISECONDS);
				Threads.await(java.time.Duration.ofMillis(2), () -> false);
			}
		}
		catch (java.util.concurrent.TimeoutException | java.util.concurrent.ExecutionException ignored) {
			// It takes longer.
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	DeleteResponse delete(FakeTask task, String prefix) {
		FakeProcess init = task.init();
		Status state = init.status();
		if (state == Status.RUNNING || state == Status.PAUSED) {
			throw Rpc.unknown("%scannot delete a %s process".formatted(prefix, init.word()));
		}
		FakeStdio stdio = init.stdio();
		if (state == Status.CREATED) {
			publishExitOfCreated(task, init);
		}
		else {
			Threads.await(java.time.Duration.ofSeconds(2), init.announced::isDone);
		}
		if (stdio != null) {
			stdio.closeProcessSide();
			stdio.drain(FakeTasks.drainTimeout(this.daemon.information()));
		}
		this.shims.remove(task);
		task.publishDelete(init);
		task.dispose();
		return init.deleted();
	}

	private void publishExitOfCreated(FakeTask task, FakeProcess init) {
		if (!this.daemon.information().isTwo()) {
			task.publish("/tasks/exit",
					TaskExit.newBuilder()
						.setContainerId(task.id())
						.setId(init.id)
						.setPid(init.pid())
						.setExitStatus(137)
						.setExitedAt(FakeEvents.NEVER)
						.build());
		}
	}

	DeleteResponse deleteExec(FakeProcess process) {
		if (process.isRunning()) {
			throw Rpc.unknown("cannot delete a %s process".formatted(process.word()));
		}
		FakeStdio stdio = process.stdio();
		if (stdio != null) {
			stdio.drain(FakeTasks.drainTimeout(this.daemon.information()));
			stdio.close();
		}
		process.task.lock().lock();
		try {
			process.task.execs().remove(process.id, process);
		}
		finally {
			process.task.lock().unlock();
		}
		return process.deleted();
	}

}
