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
package io.github.libcontainerd.internal.remote;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.ContainerInfo;
import io.github.libcontainerd.DaemonUnavailableException;
import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.ProcessSummary;
import io.github.libcontainerd.Stats;
import io.github.libcontainerd.client.Backend;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Container;
import io.github.libcontainerd.client.ContainerProcess;
import io.github.libcontainerd.client.CreateOption;
import io.github.libcontainerd.client.Stdio;
import io.github.libcontainerd.client.StdioTraffic;
import io.github.libcontainerd.client.SubscriptionState;
import io.github.libcontainerd.client.SubscriptionStatus;
import io.github.libcontainerd.image.Images;
import io.github.libcontainerd.internal.grpc.Errors;
import io.github.libcontainerd.restart.RestartPolicy;
import io.github.libcontainerd.run.Containers;
import io.github.libcontainerd.spec.LinuxResources;
import io.github.libcontainerd.spec.Process;
import io.github.libcontainerd.spec.Spec;

/**
 * A client that is given away before it can be opened. Its calls wait for that, but for
 * those that only read what the client has itself, which is nothing until then.
 */
final class DeferredClient implements Client {

	private final String namespace;

	private final Backend backend;

	private final DeferredRemote remote;

	private final Containers containers = new DeferredContainers(this);

	private final Images images = new DeferredImages(this);

	private final CompletableFuture<Client> opened = new CompletableFuture<>();

	private final CompletableFuture<Void> told = new CompletableFuture<>();

	DeferredClient(String namespace, Backend backend, DeferredRemote remote) {
		this.namespace = namespace;
		this.backend = backend;
		this.remote = remote;
	}

	/**
	 * Open it, unless it is open or has been closed.
	 */
	void open(DefaultRemote source) {
		if (this.opened.isDone()) {
			return;
		}
		Client client = source.client(this.namespace, this.backend);
		if (this.opened.complete(client)) {
			source.events().afterwards(() -> this.told.complete(null));
		}
		else {
			client.close();
		}
	}

	/**
	 * Let those go who wait for it.
	 * @return whether it was not open
	 */
	boolean giveUp() {
		DaemonUnavailableException closed = new DaemonUnavailableException(operation("open a client"),
				"the client is closed", null);
		this.told.completeExceptionally(closed);
		return this.opened.completeExceptionally(closed);
	}

	@Override
	public CompletableFuture<Void> opened() {
		return this.told.copy();
	}

	private @Nullable Client ifOpen() {
		return (this.opened.isDone() && !this.opened.isCompletedExceptionally()) ? this.opened.join() : null;
	}

	Client await(String operation) {
		return this.remote.attempts().await(this.opened, operation(operation));
	}

	private Client await(String operation, String containerId) {
		return this.remote.attempts().await(this.opened, Operation.onContainer(operation, this.namespace, containerId));
	}

	private Operation operation(String name) {
		return new Operation(name, this.namespace, null, null);
	}

	/**
	 * Make a call whose answer is not waited for.
	 */
	<T> CompletableFuture<T> later(String operation, Function<Client, CompletableFuture<T>> call) {
		Client client = ifOpen();
		if (client != null) {
			return call.apply(client);
		}
		CompletableFuture<T> result = new CompletableFuture<>();
		ConnectAttempts attempts = this.remote.attempts();
		this.opened.copy().orTimeout(attempts.left().toNanos(), TimeUnit.NANOSECONDS).whenComplete((open, failure) -> {
			if (failure != null) {
				Throwable cause = Errors.unwrap(failure);
				result.completeExceptionally(
						(cause instanceof TimeoutException) ? attempts.unavailable(operation(operation)) : cause);
			}
			else if (!result.isDone()) {
				forward(call, open, result);
			}
		});
		return result;
	}

	private static <T> void forward(Function<Client, CompletableFuture<T>> call, Client client,
			CompletableFuture<T> result) {
		try {
			CompletableFuture<T> made = call.apply(client);
			made.whenComplete((value, failure) -> {
				if (failure != null) {
					result.completeExceptionally(Errors.unwrap(failure));
				}
				else {
					result.complete(value);
				}
			});
			result.whenComplete((value, failure) -> {
				if (result.isCancelled()) {
					made.cancel(false);
				}
			});
		}
		catch (RuntimeException | Error ex) {
			result.completeExceptionally(ex);
		}
	}

	@Override
	public String namespace() {
		return this.namespace;
	}

	@Override
	public Container create(String containerId, Spec spec, CreateOption... options) {
		return await("create", containerId).create(containerId, spec, options);
	}

	@Override
	public void signal(String containerId, int signal) {
		await("signal", containerId).signal(containerId, signal);
	}

	@Override
	public void signalProcess(String containerId, String processId, int signal) {
		await("signal", containerId).signalProcess(containerId, processId, signal);
	}

	@Override
	public ContainerProcess addProcess(String containerId, String processId, Consumer<Process.Builder> process,
			Stdio stdio) {
		return await("add a process to", containerId).addProcess(containerId, processId, process, stdio);
	}

	@Override
	public void resize(String containerId, String processId, int width, int height) {
		await("resize", containerId).resize(containerId, processId, width, height);
	}

	@Override
	public void pause(String containerId) {
		await("pause", containerId).pause(containerId);
	}

	@Override
	public void resume(String containerId) {
		await("resume", containerId).resume(containerId);
	}

	@Override
	public Stats stats(String containerId) {
		return await("get the stats of", containerId).stats(containerId);
	}

	@Override
	public Map<String, Stats> stats() {
		return await("get the stats").stats();
	}

	@Override
	public List<Integer> pids(String containerId) {
		return await("list the processes of", containerId).pids(containerId);
	}

	@Override
	public List<ProcessSummary> summary(String containerId) {
		return await("list the processes of", containerId).summary(containerId);
	}

	@Override
	public void updateResources(String containerId, LinuxResources resources) {
		await("update", containerId).updateResources(containerId, resources);
	}

	@Override
	public void updateRestartPolicy(String containerId, RestartPolicy policy) {
		await("change the restart policy of", containerId).updateRestartPolicy(containerId, policy);
	}

	@Override
	public void restore(String containerId) {
		await("restore", containerId).restore(containerId);
	}

	@Override
	public List<String> restorable() {
		return await("list the containers").restorable();
	}

	@Override
	public CompletableFuture<ExitStatus> waitForExit(String containerId) {
		return await("wait for", containerId).waitForExit(containerId);
	}

	@Override
	public ExitStatus stop(String containerId, Duration grace) {
		return await("stop", containerId).stop(containerId, grace);
	}

	@Override
	public void delete(String containerId) {
		await("delete", containerId).delete(containerId);
	}

	@Override
	public List<ContainerInfo> list() {
		Client client = ifOpen();
		return (client != null) ? client.list() : List.of();
	}

	@Override
	public ContainerInfo inspect(String containerId) {
		return await("inspect", containerId).inspect(containerId);
	}

	@Override
	public Images images() {
		return this.images;
	}

	@Override
	public Containers containers() {
		return this.containers;
	}

	@Override
	public StdioTraffic traffic() {
		Client client = ifOpen();
		return (client != null) ? client.traffic() : new StdioTraffic(0, 0, 0);
	}

	@Override
	public SubscriptionStatus subscription() {
		Client client = ifOpen();
		return (client != null) ? client.subscription() : new SubscriptionStatus(
				this.opened.isDone() ? SubscriptionState.CLOSED : SubscriptionState.CONNECTING, 0, 0, null, null);
	}

	@Override
	public void close() {
		giveUp();
		Client client = ifOpen();
		if (client != null) {
			client.close();
		}
		this.remote.forget(this);
	}

}
