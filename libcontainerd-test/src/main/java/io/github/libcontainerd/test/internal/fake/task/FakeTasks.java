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

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

import com.google.protobuf.Empty;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.github.libcontainerd.internal.grpc.api.event.TaskPaused;
import io.github.libcontainerd.internal.grpc.api.event.TaskResumed;
import io.github.libcontainerd.internal.grpc.api.runc.ProcessDetails;
import io.github.libcontainerd.internal.grpc.api.tasks.CloseIORequest;
import io.github.libcontainerd.internal.grpc.api.tasks.CreateTaskRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.CreateTaskResponse;
import io.github.libcontainerd.internal.grpc.api.tasks.DeleteProcessRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.DeleteResponse;
import io.github.libcontainerd.internal.grpc.api.tasks.DeleteTaskRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.ExecProcessRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.GetRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.GetResponse;
import io.github.libcontainerd.internal.grpc.api.tasks.KillRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.ListPidsRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.ListPidsResponse;
import io.github.libcontainerd.internal.grpc.api.tasks.ListTasksRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.ListTasksResponse;
import io.github.libcontainerd.internal.grpc.api.tasks.MetricsRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.MetricsResponse;
import io.github.libcontainerd.internal.grpc.api.tasks.PauseTaskRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.ResizePtyRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.ResumeTaskRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.StartRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.StartResponse;
import io.github.libcontainerd.internal.grpc.api.tasks.TasksGrpc;
import io.github.libcontainerd.internal.grpc.api.tasks.UpdateTaskRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.WaitRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.WaitResponse;
import io.github.libcontainerd.internal.grpc.api.types.Metric;
import io.github.libcontainerd.internal.grpc.api.types.ProcessInfo;
import io.github.libcontainerd.internal.grpc.api.types.Status;
import io.github.libcontainerd.test.internal.fake.server.FakeEvents;
import io.github.libcontainerd.test.internal.fake.server.FakeFilter;
import io.github.libcontainerd.test.internal.fake.server.FakeInformation;
import io.github.libcontainerd.test.internal.fake.server.FakeInterceptor;
import io.github.libcontainerd.test.internal.fake.server.Rpc;
import io.github.libcontainerd.test.internal.fake.shell.FakeSpec;
import io.github.libcontainerd.test.internal.fake.store.FakeStore;

/**
 * The tasks service.
 */
public final class FakeTasks extends TasksGrpc.TasksImplBase {

	private final FakeShims shims;

	private final FakeRuntime runtime;

	public FakeTasks(FakeShims shims, FakeStore store) {
		this.shims = shims;
		this.runtime = new FakeRuntime(shims, store);
	}

	/** A task whose container record is gone cannot be reached. */
	private FakeTask task(String id) {
		String namespace = FakeInterceptor.namespace();
		this.runtime.container(namespace, id);
		FakeTask task = this.shims.task(namespace, id);
		if (task == null) {
			throw Rpc.notFound("task " + id + " not found");
		}
		return task;
	}

	private static FakeProcess process(FakeTask task, String exec) {
		if (exec.isEmpty()) {
			return task.init();
		}
		task.lock().lock();
		try {
			FakeProcess process = task.execs().get(exec);
			if (process == null) {
				throw Rpc.notFound("process does not exist " + exec + ": not found");
			}
			return process;
		}
		finally {
			task.lock().unlock();
		}
	}

	@Override
	public void create(CreateTaskRequest request, StreamObserver<CreateTaskResponse> observer) {
		Rpc.answer(observer,
				() -> CreateTaskResponse.newBuilder()
					.setContainerId(request.getContainerId())
					.setPid(this.runtime.create(FakeInterceptor.namespace(), request))
					.build());
	}

	@Override
	public void start(StartRequest request, StreamObserver<StartResponse> observer) {
		Rpc.answer(observer, () -> {
			FakeTask task = task(request.getContainerId());
			return StartResponse.newBuilder()
				.setPid(this.runtime.start(task, process(task, request.getExecId())))
				.build();
		});
	}

	@Override
	public void exec(ExecProcessRequest request, StreamObserver<Empty> observer) {
		Rpc.answer(observer, () -> {
			if (request.getExecId().isEmpty()) {
				throw Rpc.invalid("exec id cannot be empty");
			}
			FakeTask task = task(request.getContainerId());
			String problem = FakeInterceptor.checkIdentifier(request.getExecId());
			if (problem != null) {
				throw Rpc.invalid("invalid exec id %s: %s: invalid argument".formatted(request.getExecId(), problem));
			}
			if (!request.hasSpec()) {
				throw this.shims.crash(task);
			}
			this.runtime.exec(task, request);
			return Empty.getDefaultInstance();
		});
	}

	@Override
	public void delete(DeleteTaskRequest request, StreamObserver<DeleteResponse> observer) {
		Rpc.answer(observer, () -> this.runtime.delete(task(request.getContainerId()), "failed to delete task: "));
	}

	@Override
	public void deleteProcess(DeleteProcessRequest request, StreamObserver<DeleteResponse> observer) {
		Rpc.answer(observer, () -> {
			FakeTask task = task(request.getContainerId());
			FakeProcess process = process(task, request.getExecId());
			return process.init ? this.runtime.delete(task, "") : this.runtime.deleteExec(process);
		});
	}

	@Override
	public void get(GetRequest request, StreamObserver<GetResponse> observer) {
		Rpc.answer(observer, () -> {
			FakeTask task = task(request.getContainerId());
			return GetResponse.newBuilder().setProcess(process(task, request.getExecId()).describe()).build();
		});
	}

	@Override
	public void list(ListTasksRequest request, StreamObserver<ListTasksResponse> observer) {
		Rpc.answer(observer,
				() -> ListTasksResponse.newBuilder()
					.addAllTasks(this.shims.tasks(FakeInterceptor.namespace())
						.stream()
						.map((task) -> task.init().describe())
						.toList())
					.build());
	}

	@Override
	public void kill(KillRequest request, StreamObserver<Empty> observer) {
		Rpc.answer(observer, () -> {
			FakeTask task = task(request.getContainerId());
			FakeProcess process = process(task, request.getExecId());
			int signal = request.getSignal();
			if (process.status() == Status.STOPPED) {
				throw Rpc.notFound("process already finished: not found");
			}
			if (!process.init && process.pid() == 0) {
				throw io.grpc.Status.FAILED_PRECONDITION.withDescription("process not created: failed precondition")
					.asRuntimeException();
			}
			if (signal > 64) {
				throw Rpc.unknown("unknown error after kill: runc did not terminate successfully: exit status 1:"
						+ " unable to signal init: invalid argument\n");
			}
			if (request.getAll() && process.init) {
				task.processes().stream().filter((other) -> !other.init).forEach((other) -> other.signal(signal));
			}
			if (task.isPaused() && !process.init) {
				task.afterResume(() -> process.signal(signal));
			}
			else {
				process.signal(signal);
			}
			return Empty.getDefaultInstance();
		});
	}

	@Override
	public void resizePty(ResizePtyRequest request, StreamObserver<Empty> observer) {
		Rpc.answer(observer, () -> {
			FakeTask task = task(request.getContainerId());
			FakeProcess process = process(task, request.getExecId());
			if (process.status() == Status.STOPPED && (!process.init || process.streams.terminal())) {
				throw Rpc.unknown("cannot resize a stopped container");
			}
			FakeRun run = process.run();
			if (run != null && process.streams.terminal()) {
				run.resize(request.getWidth(), request.getHeight());
			}
			return Empty.getDefaultInstance();
		});
	}

	/** Before the start of an exec, there is nothing to close: a silent success. */
	@Override
	public void closeIO(CloseIORequest request, StreamObserver<Empty> observer) {
		Rpc.answer(observer, () -> {
			FakeTask task = task(request.getContainerId());
			FakeProcess process = process(task, request.getExecId());
			FakeStdio stdio = process.stdio();
			if (request.getStdin() && stdio != null) {
				stdio.closeStdin();
			}
			return Empty.getDefaultInstance();
		});
	}

	@Override
	public void pause(PauseTaskRequest request, StreamObserver<Empty> observer) {
		Rpc.answer(observer, () -> {
			FakeTask task = task(request.getContainerId());
			switch (task.init().status()) {
				case RUNNING -> task.pause(true);
				case CREATED -> throw Rpc.unknown("cannot pause task in created state");
				default -> throw Rpc.unknown("cannot pause a " + task.init().word() + " container");
			}
			task.publish("/tasks/paused", TaskPaused.newBuilder().setContainerId(task.id()).build());
			return Empty.getDefaultInstance();
		});
	}

	@Override
	public void resume(ResumeTaskRequest request, StreamObserver<Empty> observer) {
		Rpc.answer(observer, () -> {
			FakeTask task = task(request.getContainerId());
			switch (task.init().status()) {
				case PAUSED -> task.resume();
				case CREATED -> throw Rpc.unknown("cannot resume task in created state");
				case RUNNING -> throw Rpc.unknown("cannot resume a running process");
				default -> throw Rpc.unknown("cannot resume a " + task.init().word() + " container");
			}
			task.publish("/tasks/resumed", TaskResumed.newBuilder().setContainerId(task.id()).build());
			return Empty.getDefaultInstance();
		});
	}

	@Override
	public void listPids(ListPidsRequest request, StreamObserver<ListPidsResponse> observer) {
		Rpc.answer(observer, () -> {
			FakeTask task = task(request.getContainerId());
			ListPidsResponse.Builder response = ListPidsResponse.newBuilder();
			for (FakeProcess process : task.processes()) {
				if (process.status() == Status.STOPPED || process.pid() == 0) {
					continue;
				}
				ProcessInfo.Builder info = ProcessInfo.newBuilder().setPid(process.pid());
				if (!process.init) {
					info.setInfo(FakeEvents.any(ProcessDetails.newBuilder().setExecId(process.id).build()));
				}
				response.addProcesses(info);
			}
			return response.build();
		});
	}

	@Override
	public void update(UpdateTaskRequest request, StreamObserver<Empty> observer) {
		Rpc.answer(observer, () -> {
			FakeTask task = task(request.getContainerId());
			if (!request.hasResources()) {
				throw this.shims.crash(task);
			}
			if (task.init().status() == Status.STOPPED) {
				throw Rpc.unknown("cannot update a stopped container");
			}
			JsonNode resources = FakeSpec.json(request.getResources(), "");
			if (!resources.isObject()) {
				throw Rpc.unknown("json: cannot unmarshal %s into Go value of type specs.LinuxResources"
					.formatted(resources.isArray() ? "array" : resources.isNumber() ? "number" : "string"));
			}
			JsonNode limit = resources.path("memory").path("limit");
			if (limit.isNumber()) {
				task.limitMemory(limit.asLong());
			}
			return Empty.getDefaultInstance();
		});
	}

	@Override
	public void metrics(MetricsRequest request, StreamObserver<MetricsResponse> observer) {
		Rpc.answer(observer, () -> {
			Predicate<Function<List<String>, @Nullable String>> filter;
			String namespace;
			try {
				namespace = FakeInterceptor.namespace();
				filter = FakeFilter.parse(request.getFiltersList());
			}
			catch (IllegalArgumentException ex) {
				throw io.grpc.Status.UNKNOWN.withDescription(ex.getMessage()).asRuntimeException();
			}
			catch (io.grpc.StatusRuntimeException ex) {
				throw io.grpc.Status.UNKNOWN.withDescription(ex.getStatus().getDescription()).asRuntimeException();
			}
			MetricsResponse.Builder response = MetricsResponse.newBuilder();
			for (FakeTask task : this.shims.tasks(namespace)) {
				if (filter.test((path) -> switch (path.get(0)) {
					case "id" -> task.id();
					case "namespace" -> task.namespace();
					default -> null;
				})) {
					response.addMetrics(Metric.newBuilder()
						.setTimestamp(FakeEvents.timestamp(Instant.now()))
						.setId(task.id())
						.setData(FakeEvents.any(task.metrics())));
				}
			}
			return response.build();
		});
	}

	/** Blocks no thread. */
	@Override
	public void wait(WaitRequest request, StreamObserver<WaitResponse> observer) {
		((ServerCallStreamObserver<WaitResponse>) observer).setOnCancelHandler(() -> {
		});
		try {
			FakeTask task = task(request.getContainerId());
			process(task, request.getExecId()).exit.whenComplete((response, failure) -> {
				if (failure != null) {
					observer.onError(failure);
				}
				else {
					observer.onNext(response);
					observer.onCompleted();
				}
			});
		}
		catch (io.grpc.StatusRuntimeException ex) {
			observer.onError(ex);
		}
	}

	static Duration drainTimeout(FakeInformation information) {
		return information.isTwo() ? Duration.ofSeconds(10) : Duration.ofSeconds(2);
	}

}
