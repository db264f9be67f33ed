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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.client.Stdio;
import io.github.libcontainerd.internal.grpc.container.ContainerRecord;
import io.github.libcontainerd.internal.grpc.container.RuntimeChoice;
import io.github.libcontainerd.internal.network.AttachRequest;
import io.github.libcontainerd.internal.network.Attachment;
import io.github.libcontainerd.internal.userns.IdMap;
import io.github.libcontainerd.log.LogSink;
import io.github.libcontainerd.restart.RestartManager;
import io.github.libcontainerd.spec.HostLimits;
import io.github.libcontainerd.spec.Linux;
import io.github.libcontainerd.spec.Process;
import io.github.libcontainerd.spec.Root;
import io.github.libcontainerd.spec.Spec;

/**
 * A container to be created, checked as far as that is possible without containerd.
 * Immutable.
 *
 * @param id the container id
 * @param spec the specification, cut to what this process may grant
 * @param stdio the streams
 * @param runtime the runtime
 * @param restart the restart manager; {@code null} for none
 * @param labels the labels of the caller
 * @param image the image; {@code null} for none
 * @param snapshot the snapshot of the root file system; {@code null} for a directory
 * @param lifetime how long it is wanted
 * @param network what it has of networks; {@code null} for nothing
 * @param health how its health is checked; {@code null} for not at all
 * @param wishes what it asked for of networks; {@code null} for nothing
 * @param volumes the names of the volumes that it uses
 * @param creation distinguishes its record from others of the same id; {@code null} when
 * there is none
 */
public record ContainerPlan(String id, Spec spec, Stdio stdio, RuntimeChoice runtime, @Nullable RestartManager restart,
		Map<String, String> labels, @Nullable String image, @Nullable RootSnapshot snapshot, Lifetime lifetime,
		@Nullable Attachment network, @Nullable HealthLabel health, @Nullable AttachRequest wishes,
		List<String> volumes, @Nullable String creation) {

	private static final Logger logger = LoggerFactory.getLogger(ContainerPlan.class);

	private static final int MAX_LABEL = 4096;

	private static final int MAX_SIGNAL = 64;

	/**
	 * Check a request, and complete it.
	 */
	public static ContainerPlan of(ContainerRequest request, RuntimeChoice defaultRuntime, Operation operation) {
		String id = request.id();
		RuntimeChoice runtime = withStreams((request.runtime() != null) ? request.runtime() : defaultRuntime,
				request.spec());
		check(request, operation);
		checkRoot(request.spec().root(), request.snapshot(), operation);
		HostLimits.Result limited = HostLimits.current().apply(inOwnCgroup(id, request.spec(), runtime, operation));
		if (!limited.dropped().isEmpty()) {
			logger.warn("Container '{}' does not get what this process can't grant: {}", id,
					String.join(", ", limited.dropped()));
		}
		return new ContainerPlan(id, limited.spec(), request.stdio(), runtime, request.restart(), request.labels(),
				request.image(), request.snapshot(), request.lifetime().begun(), request.network(),
				HealthLabel.of(request.health()), request.wishes(), request.volumes(),
				HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()));
	}

	/**
	 * Return the plan that a record was made from.
	 * @param restarts whether its restart policy and its health check still count
	 */
	public static ContainerPlan of(ContainerRecord record, boolean restarts) {
		Map<String, String> labels = record.labels();
		return new ContainerPlan(record.id(), Spec.fromJson(record.spec()), ContainerLabels.stdio(labels),
				record.runtime(), restarts ? ContainerLabels.restart(labels) : null, ContainerLabels.visible(labels),
				record.image(), RootSnapshot.of(record), ContainerLabels.lifetime(labels),
				ContainerLabels.network(record.id(), labels), restarts ? HealthLabel.read(labels) : null,
				ContainerLabels.wishes(labels), ContainerLabels.volumes(labels), ContainerLabels.creation(labels));
	}

	/**
	 * Return the plan of a container that has ended and is to be started again: its time,
	 * its restarts and its health begin anew.
	 * @param attached what it has of networks now; {@code null} for nothing
	 */
	public ContainerPlan again(@Nullable Attachment attached) {
		RestartManager fresh = (this.restart != null)
				? new RestartManager(this.restart.policy(), 0, this.restart.maximumDelay()) : null;
		Spec joined = (attached != null) ? this.spec.toBuilder().linux((linux) -> {
			linux.namespace("network", attached.namespace().toString());
			if (attached.userNamespace() != null) {
				linux.namespace("user", attached.userNamespace().toString());
			}
		}).build() : this.spec;
		return new ContainerPlan(this.id, joined, this.stdio, this.runtime, fresh, this.labels, this.image,
				this.snapshot, this.lifetime.begun(), attached,
				(this.health != null) ? HealthLabel.of(this.health.check()) : null, this.wishes, this.volumes,
				this.creation);
	}

	/**
	 * In a user namespace standard streams that belong to root of the host can't be
	 * opened again, as by {@code /dev/stdout}.
	 */
	private static RuntimeChoice withStreams(RuntimeChoice runtime, Spec spec) {
		IdMap ids = IdMap.of(spec);
		long uid = (ids != null) ? ids.hostUid(0) : IdMap.NONE;
		long gid = (ids != null) ? ids.hostGid(0) : IdMap.NONE;
		return (uid > 0 && gid > 0) ? runtime.withStreamsOf(uid, gid) : runtime;
	}

	/**
	 * Return the plan of a container that waits for its use: it says so, and nobody wants
	 * it after this process.
	 * @param pool the name of its pool
	 */
	public ContainerPlan waiting(String pool) {
		Map<String, String> marked = new HashMap<>(this.labels);
		marked.put(ContainerLabels.POOL, pool);
		return with(marked, this.lifetime.forThisProcess(), this.health);
	}

	/**
	 * Return the plan of a container that has waited and is used now, which is when its
	 * time begins.
	 * @param oneShot whether somebody waits for its end: then nobody wants it after this
	 * process, nor looks at its health
	 */
	public ContainerPlan used(boolean oneShot) {
		return with(this.labels, this.lifetime.forThisProcess(oneShot).begun(), oneShot ? null : this.health);
	}

	private ContainerPlan with(Map<String, String> marked, Lifetime wanted, @Nullable HealthLabel checked) {
		return new ContainerPlan(this.id, this.spec, this.stdio, this.runtime, this.restart, marked, this.image,
				this.snapshot, wanted, this.network, checked, this.wishes, this.volumes, this.creation);
	}

	/**
	 * Return the labels of its record that its use has changed; none while nobody wants
	 * it after this process.
	 */
	public Map<String, String> labelsOfUse() {
		return this.lifetime.ephemeral() ? Map.of() : ContainerLabels.wanted(this.lifetime);
	}

	/**
	 * Return the plan of a container of which nothing but the id is known.
	 */
	public static ContainerPlan unknown(String id) {
		return new ContainerPlan(id, Spec.builder().build(), Stdio.none(), RuntimeChoice.DEFAULT, null, Map.of(), null,
				null, Lifetime.DEFAULT, null, null, null, List.of(), null);
	}

	/**
	 * Without a path the runtime takes one made of the id alone, which containers of
	 * other namespaces may share: a pause or a kill of the one would hit the other.
	 */
	private static Spec inOwnCgroup(String id, Spec spec, RuntimeChoice runtime, Operation operation) {
		String given = (spec.linux() != null) ? spec.linux().cgroupsPath() : null;
		if (given != null && !given.isBlank()) {
			Runtimes.requireFitting(given, runtime, operation);
			return spec;
		}
		String path = runtime.systemdCgroup() ? "system.slice:" + operation.namespace() + ":" + id
				: "/" + operation.namespace() + "/" + id;
		return spec.toBuilder().linux((linux) -> linux.cgroupsPath(path)).build();
	}

	private static void check(ContainerRequest request, Operation operation) {
		Process process = request.spec().process();
		if (process == null || process.args().isEmpty() || process.args().get(0).isEmpty()) {
			throw invalid(operation, "the specification has no process with arguments; say what to run, as in"
					+ " Spec.defaults().toBuilder().process((process) -> process.args(\"/bin/sh\"))");
		}
		if (!process.cwd().startsWith("/")) {
			throw invalid(operation, "the working directory '" + process.cwd() + "' is not an absolute path");
		}
		Linux linux = request.spec().linux();
		ResourceRules.check((linux != null) ? linux.resources() : null, operation);
		if (request.stdio() instanceof Stdio.ToSinks toSinks) {
			toSinks.sinks().forEach((sink) -> check(sink, operation));
		}
		if (request.stdio() instanceof Stdio.ToFile toFile && !toFile.file().isAbsolute()) {
			throw invalid(operation, "the output file '" + toFile.file() + "' is not an absolute path");
		}
		HealthLabel health = HealthLabel.of(request.health());
		if (health != null && health.write().length() + HealthLabel.CHECK.length() > MAX_LABEL) {
			throw invalid(operation, "the command of its health check is longer than " + MAX_LABEL
					+ " characters; put it into a script in the container");
		}
		if (String.join(" ", request.volumes()).length() + ContainerLabels.VOLUMES.length() > MAX_LABEL) {
			throw invalid(operation, "the names of its " + request.volumes().size() + " volumes have more than "
					+ MAX_LABEL + " characters together; give them shorter names");
		}
		int signal = request.lifetime().stopSignal();
		if (signal < 1 || signal > MAX_SIGNAL) {
			throw invalid(operation, "there is no signal " + signal);
		}
		request.labels().forEach((key, value) -> {
			if (key.length() + value.length() > MAX_LABEL) {
				throw invalid(operation, "the label '" + key.substring(0, Math.min(80, key.length()))
						+ "' and its value have more than " + MAX_LABEL + " characters together");
			}
			if (ContainerLabels.reserved(key)) {
				throw invalid(operation, "the label '" + key + "' is reserved; choose another prefix");
			}
		});
	}

	private static void check(LogSink sink, Operation operation) {
		if (sink instanceof LogSink.ToFile toFile && !Files.isDirectory(toFile.file().resolveSibling("."))) {
			throw invalid(operation, "the directory of the log file '" + toFile.file() + "' does not exist");
		}
	}

	private static void checkRoot(@Nullable Root root, @Nullable RootSnapshot snapshot, Operation operation) {
		if (root == null || root.path().isEmpty()) {
			throw invalid(operation, "the specification has no root file system; set root.path to a directory");
		}
		Path path = Path.of(root.path());
		if (snapshot != null) {
			if (path.isAbsolute()) {
				throw invalid(operation, "the root file system '" + path
						+ "' is a directory and a snapshot is given too; take 'rootfs' for the snapshot");
			}
			return;
		}
		if (!path.isAbsolute()) {
			throw invalid(operation, "the root file system '" + path + "' is not an absolute path");
		}
		if (!Files.isDirectory(path)) {
			throw invalid(operation, "the root file system '" + path + "' is not an existing directory");
		}
	}

	private static InvalidRequestException invalid(Operation operation, String problem) {
		return new InvalidRequestException(operation, problem, null);
	}

	/**
	 * Return the labels of its record.
	 * @param owner the process that creates it
	 */
	public Map<String, String> recordLabels(Owner owner) {
		Map<String, String> all = new HashMap<>(this.labels);
		if (this.health != null) {
			all.put(HealthLabel.CHECK, this.health.write());
		}
		IdMap ids = IdMap.of(this.spec);
		if (ids != null && ids.text().length() + ContainerLabels.IDS.length() <= MAX_LABEL) {
			all.put(ContainerLabels.IDS, ids.text());
		}
		all.putAll(ContainerLabels.of(owner, this.creation, this.stdio, this.lifetime, this.restart, this.network,
				this.wishes, this.volumes));
		return all;
	}

	public boolean terminal() {
		Process process = this.spec.process();
		return process != null && Boolean.TRUE.equals(process.terminal());
	}

}
