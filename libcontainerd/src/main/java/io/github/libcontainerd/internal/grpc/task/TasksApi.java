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

package io.github.libcontainerd.internal.grpc.task;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import com.google.protobuf.Any;
import com.google.protobuf.Empty;
import com.google.protobuf.Timestamp;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.MethodDescriptor;

import io.github.libcontainerd.Stats;
import io.github.libcontainerd.internal.grpc.AnyValues;
import io.github.libcontainerd.internal.grpc.Messages;
import io.github.libcontainerd.internal.grpc.Mount;
import io.github.libcontainerd.internal.grpc.NamespaceInterceptor;
import io.github.libcontainerd.internal.grpc.Rpc;
import io.github.libcontainerd.internal.grpc.api.tasks.CloseIORequest;
import io.github.libcontainerd.internal.grpc.api.tasks.CreateTaskRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.DeleteProcessRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.DeleteResponse;
import io.github.libcontainerd.internal.grpc.api.tasks.DeleteTaskRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.ExecProcessRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.GetRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.KillRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.ListPidsRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.MetricsRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.PauseTaskRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.ResizePtyRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.ResumeTaskRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.StartRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.TasksGrpc;
import io.github.libcontainerd.internal.grpc.api.tasks.UpdateTaskRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.WaitRequest;
import io.github.libcontainerd.internal.grpc.api.types.Metric;
import io.github.libcontainerd.internal.grpc.api.types.Process;
import io.github.libcontainerd.internal.grpc.container.ContainersApi;
import io.github.libcontainerd.internal.grpc.container.RuntimeChoice;

/**
 * The running containers of a namespace. In all calls an empty process id means init.
 */
public final class TasksApi {

	private static final Duration DEADLINE = Duration.ofSeconds(10);

	// A slow disk or a slow hook is not an error.
	private static final Duration START_DEADLINE = Duration.ofSeconds(60);

	// A deadline that fires while a task is being deleted leaks its shim
	// (containerd#7496, #8931); 2.x alone waits 10 s for output.
	private static final Duration DELETE_DEADLINE = Duration.ofSeconds(60);

	private final Channel channel;

	/**
	 * Create the calls.
	 * @param channel the channel to containerd
	 * @param namespace the namespace
	 */
	public TasksApi(Channel channel, String namespace) {
		this.channel = ClientInterceptors.intercept(channel, new NamespaceInterceptor(namespace));
	}

	/**
	 * Create a task: all is prepared, and the process waits to be started. Never repeat
	 * it blindly.
	 * @param id the container id
	 * @param stdio the FIFOs, with readers in place
	 * @param runtime the runtime of the container
	 * @param rootfs what the shim mounts as the root; nothing for a root directory
	 * @return the process id of init
	 */
	public CompletableFuture<Integer> create(String id, StdioPaths stdio, RuntimeChoice runtime, List<Mount> rootfs) {
		CreateTaskRequest.Builder request = CreateTaskRequest.newBuilder()
			.setContainerId(id)
			.addAllRootfs(Messages.mountMessages(rootfs))
			.setStdin(stdio.stdin())
			.setStdout(stdio.stdout())
			.setStderr(stdio.stderr())
			.setTerminal(stdio.terminal());
		Any options = ContainersApi.options(runtime);
		if (options != null) {
			request.setOptions(options);
		}
		return Rpc.call(this.channel, TasksGrpc.getCreateMethod(), request.build(), START_DEADLINE)
			.thenApply((answer) -> answer.getPid());
	}

	/**
	 * Register an additional process. {@link #start} runs it.
	 * @param id the container id
	 * @param processId the process
	 * @param stdio the FIFOs
	 * @param process the OCI process as JSON
	 * @return completes when it is registered
	 */
	public CompletableFuture<Void> exec(String id, String processId, StdioPaths stdio, byte[] process) {
		ExecProcessRequest request = ExecProcessRequest.newBuilder()
			.setContainerId(id)
			.setExecId(processId)
			.setStdin(stdio.stdin())
			.setStdout(stdio.stdout())
			.setStderr(stdio.stderr())
			.setTerminal(stdio.terminal())
			.setSpec(AnyValues.json(AnyValues.PROCESS, process))
			.build();
		return command(TasksGrpc.getExecMethod(), request);
	}

	/**
	 * Start a created process. Never repeat it blindly: a process whose start timed out
	 * may have run.
	 * @param id the container id
	 * @param processId the process
	 * @return its process id on the host
	 */
	public CompletableFuture<Integer> start(String id, String processId) {
		StartRequest request = StartRequest.newBuilder().setContainerId(id).setExecId(processId).build();
		return Rpc.call(this.channel, TasksGrpc.getStartMethod(), request, START_DEADLINE)
			.thenApply((answer) -> answer.getPid());
	}

	/**
	 * Wait for the end of a process, without a deadline. Issued before the start it can't
	 * miss a process however short.
	 * @param id the container id
	 * @param processId the process
	 * @return how it ended
	 */
	public CompletableFuture<ProcessExit> waitFor(String id, String processId) {
		WaitRequest request = WaitRequest.newBuilder().setContainerId(id).setExecId(processId).build();
		return Rpc.call(this.channel, TasksGrpc.getWaitMethod(), request, null)
			.thenApply((answer) -> exit(answer.getExitStatus(), answer.hasExitedAt(), answer.getExitedAt()));
	}

	/**
	 * Return a process.
	 * @param id the container id
	 * @param processId the process
	 * @return the process
	 */
	public CompletableFuture<TaskProcess> get(String id, String processId) {
		GetRequest request = GetRequest.newBuilder().setContainerId(id).setExecId(processId).build();
		return Rpc.call(this.channel, TasksGrpc.getGetMethod(), request, DEADLINE)
			.thenApply((answer) -> process(answer.getProcess()));
	}

	/**
	 * Delete a task that has ended.
	 * @param id the container id
	 * @return how it ended
	 */
	public CompletableFuture<ProcessExit> delete(String id) {
		DeleteTaskRequest request = DeleteTaskRequest.newBuilder().setContainerId(id).build();
		return Rpc.call(this.channel, TasksGrpc.getDeleteMethod(), request, DELETE_DEADLINE).thenApply(TasksApi::exit);
	}

	/**
	 * Delete an additional process that has ended.
	 * @param id the container id
	 * @param processId the process
	 * @return how it ended
	 */
	public CompletableFuture<ProcessExit> deleteProcess(String id, String processId) {
		DeleteProcessRequest request = DeleteProcessRequest.newBuilder()
			.setContainerId(id)
			.setExecId(processId)
			.build();
		return Rpc.call(this.channel, TasksGrpc.getDeleteProcessMethod(), request, DELETE_DEADLINE)
			.thenApply(TasksApi::exit);
	}

	/**
	 * Send a signal.
	 * @param id the container id
	 * @param processId the process
	 * @param signal the signal number
	 * @param all whether to send it to all processes of the control group
	 * @return completes when it is sent
	 */
	public CompletableFuture<Void> kill(String id, String processId, int signal, boolean all) {
		KillRequest request = KillRequest.newBuilder()
			.setContainerId(id)
			.setExecId(processId)
			.setSignal(signal)
			.setAll(all)
			.build();
		return command(TasksGrpc.getKillMethod(), request);
	}

	/**
	 * Set the size of a terminal.
	 * @param id the container id
	 * @param processId the process
	 * @param width the number of columns
	 * @param height the number of rows
	 * @return completes when it is set
	 */
	public CompletableFuture<Void> resizePty(String id, String processId, int width, int height) {
		ResizePtyRequest request = ResizePtyRequest.newBuilder()
			.setContainerId(id)
			.setExecId(processId)
			.setWidth(width)
			.setHeight(height)
			.build();
		return command(TasksGrpc.getResizePtyMethod(), request);
	}

	/**
	 * Close the shim's end of stdin. A silent no-op before the process has been started.
	 * @param id the container id
	 * @param processId the process
	 * @return completes when it is closed
	 */
	public CompletableFuture<Void> closeStdin(String id, String processId) {
		CloseIORequest request = CloseIORequest.newBuilder()
			.setContainerId(id)
			.setExecId(processId)
			.setStdin(true)
			.build();
		return command(TasksGrpc.getCloseIOMethod(), request);
	}

	/**
	 * Freeze a task.
	 * @param id the container id
	 * @return completes when it is frozen
	 */
	public CompletableFuture<Void> pause(String id) {
		return command(TasksGrpc.getPauseMethod(), PauseTaskRequest.newBuilder().setContainerId(id).build());
	}

	/**
	 * Let a frozen task go on.
	 * @param id the container id
	 * @return completes when it does
	 */
	public CompletableFuture<Void> resume(String id) {
		return command(TasksGrpc.getResumeMethod(), ResumeTaskRequest.newBuilder().setContainerId(id).build());
	}

	/**
	 * Return the processes of a task.
	 * @param id the container id
	 * @return the process ids on the host
	 */
	public CompletableFuture<List<Integer>> pids(String id) {
		ListPidsRequest request = ListPidsRequest.newBuilder().setContainerId(id).build();
		return Rpc.call(this.channel, TasksGrpc.getListPidsMethod(), request, DEADLINE)
			.thenApply((answer) -> answer.getProcessesList().stream().map((process) -> process.getPid()).toList());
	}

	/**
	 * Return the processes of a task that are no additional processes: init, and what
	 * processes have made on their own.
	 * @param id the container id
	 * @return the process ids on the host
	 */
	public CompletableFuture<List<Integer>> unnamedPids(String id) {
		ListPidsRequest request = ListPidsRequest.newBuilder().setContainerId(id).build();
		return Rpc.call(this.channel, TasksGrpc.getListPidsMethod(), request, DEADLINE)
			.thenApply((answer) -> answer.getProcessesList()
				.stream()
				.filter((process) -> AnyValues.processId(process.getInfo()).isEmpty())
				.map((process) -> process.getPid())
				.toList());
	}

	/**
	 * Return the additional processes that run.
	 * @param id the container id
	 * @return their ids
	 */
	public CompletableFuture<List<String>> processIds(String id) {
		ListPidsRequest request = ListPidsRequest.newBuilder().setContainerId(id).build();
		return Rpc.call(this.channel, TasksGrpc.getListPidsMethod(), request, DEADLINE)
			.thenApply((answer) -> answer.getProcessesList()
				.stream()
				.map((process) -> AnyValues.processId(process.getInfo()))
				.filter((processId) -> !processId.isEmpty())
				.distinct()
				.toList());
	}

	/**
	 * Change the limits of a task; the stored specification stays as it is.
	 * @param id the container id
	 * @param resources the OCI Linux resources as JSON, without what stays as it is
	 * @return completes when they are in force
	 */
	public CompletableFuture<Void> update(String id, byte[] resources) {
		UpdateTaskRequest request = UpdateTaskRequest.newBuilder()
			.setContainerId(id)
			.setResources(AnyValues.json(AnyValues.LINUX_RESOURCES, resources))
			.build();
		return command(TasksGrpc.getUpdateMethod(), request);
	}

	/**
	 * Return what the tasks use. containerd leaves out a task whose shim does not answer.
	 * @param ids the container ids; empty for all of the namespace
	 * @return the figures by container id
	 */
	public CompletableFuture<Map<String, Stats>> metrics(List<String> ids) {
		MetricsRequest.Builder request = MetricsRequest.newBuilder();
		ids.forEach((id) -> request.addFilters("id==\"" + id + "\""));
		return Rpc.call(this.channel, TasksGrpc.getMetricsMethod(), request.build(), START_DEADLINE)
			.thenApply((answer) -> {
				Map<String, Stats> stats = new HashMap<>();
				for (Metric metric : answer.getMetricsList()) {
					stats.put(metric.getId(), StatsMapper.map(metric));
				}
				return stats;
			});
	}

	private <Q> CompletableFuture<Void> command(MethodDescriptor<Q, Empty> method, Q request) {
		return Rpc.call(this.channel, method, request, DEADLINE).thenApply((answer) -> null);
	}

	private static ProcessExit exit(DeleteResponse answer) {
		return exit(answer.getExitStatus(), answer.hasExitedAt(), answer.getExitedAt());
	}

	private static ProcessExit exit(int status, boolean timed, Timestamp at) {
		return new ProcessExit(status, true, AnyValues.instant(timed, at));
	}

	private static TaskProcess process(Process process) {
		TaskProcess.Status status = switch (process.getStatus()) {
			case CREATED -> TaskProcess.Status.CREATED;
			case RUNNING -> TaskProcess.Status.RUNNING;
			case STOPPED -> TaskProcess.Status.STOPPED;
			case PAUSED -> TaskProcess.Status.PAUSED;
			case PAUSING -> TaskProcess.Status.PAUSING;
			case UNKNOWN, UNRECOGNIZED -> TaskProcess.Status.UNKNOWN;
		};
		return new TaskProcess(status, process.getPid(),
				exit(process.getExitStatus(), process.hasExitedAt(), process.getExitedAt()), process.getStdin(),
				process.getStdout(), process.getStderr(), process.getTerminal());
	}

}
