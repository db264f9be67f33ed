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

package io.github.libcontainerd.internal.client;

import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.client.ContainerProcess;
import io.github.libcontainerd.client.Stdio;
import io.github.libcontainerd.internal.container.ClientContext;
import io.github.libcontainerd.internal.container.ManagedContainer;
import io.github.libcontainerd.internal.container.ProcessRun;
import io.github.libcontainerd.internal.host.AppArmor;
import io.github.libcontainerd.spec.Process;

/**
 * Starts an additional process.
 *
 * @param context what the containers of the client share
 */
record AddProcessCommand(ClientContext context) {

	private static final int SIGKILL = 9;

	ContainerProcess run(ManagedContainer container, String processId, Consumer<Process.Builder> process, Stdio stdio,
			Operation operation) {
		String containerId = container.id();
		if (StateInfo.INIT.equals(processId) || processId.equals(containerId)) {
			throw new InvalidRequestException(operation, "this id means the container's first process", null);
		}
		if (ProcessRun.isHealthCheck(processId)) {
			throw new InvalidRequestException(operation,
					"ids that start with '" + ProcessRun.HEALTH_CHECK + "' are those of health checks; choose another",
					null);
		}
		ContainerStatus status = container.info().status();
		if (status != ContainerStatus.RUNNING) {
			throw KnownContainers.wrongState(operation, status, "running");
		}
		Process wanted = ExecProcess.of(container.spec(), process, operation);
		requireProfile(container.spec().process(), wanted, operation);
		ProcessRun run = container.startProcess(processId, wanted, stdio, operation);
		return new ContainerProcess(processId, run.watch().pid(), killOnCancel(run, containerId));
	}

	private void requireProfile(@Nullable Process init, Process wanted, Operation operation) {
		boolean inherited = init != null && Objects.equals(init.apparmorProfile(), wanted.apparmorProfile());
		if (!inherited && this.context.settings().get().simulatedNetworks() == null) {
			AppArmor.ofThisHost().require(wanted.apparmorProfile(), operation);
		}
	}

	/**
	 * Who gives up waiting for an additional process does not want it any more, as with
	 * the context of v1.12.2 (moby 4b84a33217).
	 */
	private CompletableFuture<ExitStatus> killOnCancel(ProcessRun run, String containerId) {
		CompletableFuture<ExitStatus> exit = run.exit().copy();
		exit.whenComplete((status, failure) -> {
			if (failure instanceof CancellationException) {
				this.context.tasks().kill(containerId, run.processId(), SIGKILL, false);
			}
		});
		return exit;
	}

}
