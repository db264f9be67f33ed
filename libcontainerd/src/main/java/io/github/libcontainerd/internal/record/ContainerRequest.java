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

package io.github.libcontainerd.internal.record;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.client.CreateOption;
import io.github.libcontainerd.client.Stdio;
import io.github.libcontainerd.health.HealthCheck;
import io.github.libcontainerd.internal.grpc.container.RuntimeChoice;
import io.github.libcontainerd.internal.network.AttachRequest;
import io.github.libcontainerd.internal.network.Attachment;
import io.github.libcontainerd.restart.RestartManager;
import io.github.libcontainerd.spec.Spec;

/**
 * A container to be created, as it was asked for; {@link ContainerPlan} checks it.
 * Immutable.
 *
 * @param id the container id
 * @param spec the specification
 * @param stdio where the standard streams go
 * @param runtime the runtime; {@code null} for the default one
 * @param restart the restart manager; {@code null} for none
 * @param labels the labels of the caller
 * @param image the image; {@code null} for none
 * @param snapshot the snapshot to make as the root file system; {@code null} for a
 * directory
 * @param lifetime how long it is wanted
 * @param network what it has of networks; {@code null} for nothing
 * @param health how to check its health; {@code null} for not at all
 * @param wishes what it asked for of networks; {@code null} for nothing
 * @param volumes the names of the volumes that it uses
 */
public record ContainerRequest(String id, Spec spec, Stdio stdio, @Nullable RuntimeChoice runtime,
		@Nullable RestartManager restart, Map<String, String> labels, @Nullable String image,
		@Nullable RootSnapshot snapshot, Lifetime lifetime, @Nullable Attachment network, @Nullable HealthCheck health,
		@Nullable AttachRequest wishes, List<String> volumes) {

	public ContainerRequest {
		labels = Map.copyOf(labels);
		volumes = List.copyOf(volumes);
	}

	/**
	 * Return the same request with another runtime.
	 */
	public ContainerRequest on(RuntimeChoice choice) {
		return new ContainerRequest(this.id, this.spec, this.stdio, choice, this.restart, this.labels, this.image,
				this.snapshot, this.lifetime, this.network, this.health, this.wishes, this.volumes);
	}

	/**
	 * Return the request that options stand for; the last of a kind counts.
	 * @param defaultRuntime what the choice of another runtime starts from
	 */
	public static ContainerRequest of(String id, Spec spec, CreateOption[] options, RuntimeChoice defaultRuntime,
			Operation operation) {
		Stdio stdio = Stdio.attached();
		RuntimeChoice runtime = null;
		RestartManager restart = null;
		Map<String, String> labels = Map.of();
		String image = null;
		RootSnapshot snapshot = null;
		Lifetime lifetime = Lifetime.DEFAULT;
		HealthCheck health = null;
		for (CreateOption option : options) {
			if (option instanceof CreateOption.WithStdio given) {
				stdio = given.stdio();
			}
			else if (option instanceof CreateOption.WithRuntime given) {
				runtime = Runtimes.withArguments(Runtimes.choose(given.runtime(), defaultRuntime), given.arguments());
			}
			else if (option instanceof CreateOption.WithRestartManager given) {
				restart = given.manager();
			}
			else if (option instanceof CreateOption.WithLabels given) {
				labels = given.labels();
			}
			else if (option instanceof CreateOption.WithImage given) {
				image = given.image();
			}
			else if (option instanceof CreateOption.WithSnapshot given) {
				snapshot = RootSnapshot.unused(id, given.snapshotter(), given.parent());
			}
			else if (option instanceof CreateOption.WithStopSignal given) {
				lifetime = lifetime.withStopSignal(given.signal());
			}
			else if (option instanceof CreateOption.WithHealthCheck given) {
				health = given.check();
			}
			else if (option instanceof CreateOption.Keep) {
				lifetime = lifetime.kept();
			}
			else if (option instanceof CreateOption.Ephemeral) {
				lifetime = lifetime.forThisProcess();
			}
			else {
				throw new InvalidRequestException(operation, "unsupported option " + option, null);
			}
		}
		return new ContainerRequest(id, spec, stdio, runtime, restart, labels, image, snapshot, lifetime, null, health,
				null, List.of());
	}

}
