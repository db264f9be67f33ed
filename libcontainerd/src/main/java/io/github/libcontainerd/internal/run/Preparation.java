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

package io.github.libcontainerd.internal.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.ContainerInfo;
import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.DaemonErrorException;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.client.Stdio;
import io.github.libcontainerd.health.HealthCheck;
import io.github.libcontainerd.image.ImageDetails;
import io.github.libcontainerd.internal.grpc.container.RuntimeChoice;
import io.github.libcontainerd.internal.host.DeviceNode;
import io.github.libcontainerd.internal.host.InitProgram;
import io.github.libcontainerd.internal.network.Attachment;
import io.github.libcontainerd.internal.observe.ClientOperation;
import io.github.libcontainerd.internal.record.ContainerRequest;
import io.github.libcontainerd.internal.record.Lifetime;
import io.github.libcontainerd.internal.record.RootSnapshot;
import io.github.libcontainerd.internal.run.RunEngine.StoredContainer;
import io.github.libcontainerd.internal.userns.IdClaims;
import io.github.libcontainerd.internal.userns.IdMap;
import io.github.libcontainerd.internal.userns.UserNamespaceRules;
import io.github.libcontainerd.log.LogSink;
import io.github.libcontainerd.restart.RestartManager;
import io.github.libcontainerd.restart.RestartPolicy;
import io.github.libcontainerd.run.NetworkMode;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.UserNamespace;
import io.github.libcontainerd.spec.Mount;
import io.github.libcontainerd.spec.Spec;
import io.github.libcontainerd.spec.User;
import io.github.libcontainerd.volume.VolumeMount;

/**
 * Turns a request into what the engine creates: gets the image, makes the specification
 * and the files of the container.
 */
public final class Preparation {

	private static final String SNAPSHOT_ROOT = "rootfs";

	// The registry, the tag and the digest of an image.
	private static final Pattern NOT_NAME = Pattern.compile("^.*/|[:@].*$");

	private static final Pattern NOT_ID = Pattern.compile("[^a-z0-9]+");

	private static final Pattern EDGES = Pattern.compile("^-|-$");

	private final RunEngine engine;

	private final RootFiles rootFiles;

	private final Attachments attachments;

	private final ExposedPorts exposedPorts = new ExposedPorts();

	/**
	 * Create it.
	 * @param engine does what needs containerd
	 */
	public Preparation(RunEngine engine) {
		this.engine = engine;
		this.rootFiles = new RootFiles(engine);
		this.attachments = new Attachments(engine);
	}

	/**
	 * Prepare a container.
	 * @param consumers what takes the output besides the log
	 * @param oneShot whether somebody waits for its end
	 */
	public Prepared prepare(RunRequest request, List<LogSink> consumers, boolean oneShot) {
		String id = (request.id() != null) ? request.id() : generatedId(request);
		Operation operation = ClientOperation.RUN.on(this.engine.client().namespace(), id, null);
		RequestChecks.mounts(request, operation);
		FileTrees.check(request, operation);
		List<DeviceNode> devices = this.engine.simulated() ? List.of() : RequestChecks.devices(request, operation);
		RuntimeChoice runtime = this.engine.runtime(request.isolation().runtime(), operation);
		UserNamespace users = this.engine.userNamespace(request.isolation().userNamespace());
		UserNamespaceRules.check(users, runtime, operation);
		if (!(users instanceof UserNamespace.Host) && !this.engine.simulated()) {
			UserNamespaceRules.check(Path.of("/proc"), operation);
		}
		String profile = this.engine.appArmorProfile(request.isolation().appArmor(), operation);
		Path init = request.init() ? InitProgram.require(this.engine.initProgram(), operation) : null;
		ImageDetails image = null;
		if (request.image() != null) {
			image = new ImageResolver(this.engine.images(), this.engine.client().namespace()).resolve(request.image(),
					request);
		}
		RunSpec spec = new RunSpec(request, (image != null) ? image.config() : null, profile, devices);
		if (spec.args().isEmpty()) {
			throw new InvalidRequestException(operation,
					"neither the request nor the image says what to run; give a command", null);
		}
		Path directory = directory(id, operation);
		Holdings held = null;
		try {
			held = hold(users, request, operation);
			Prepared prepared = prepare(id, request, image, spec, init, directory,
					sinks(request, consumers, directory, oneShot), oneShot, held, operation)
				.on(runtime);
			if (image != null && !oneShot) {
				this.exposedPorts.hint(request, image);
			}
			return prepared;
		}
		catch (RuntimeException ex) {
			if (held != null) {
				held.close();
			}
			this.engine.deleteDirectory(directory);
			throw ex;
		}
	}

	private Holdings hold(UserNamespace users, RunRequest request, Operation operation) {
		IdClaims.Claim claim = this.engine.claimIds(users, operation);
		try {
			return new Holdings(this.engine.volumes().use(request.volumes(), operation), claim);
		}
		catch (RuntimeException ex) {
			if (claim != null) {
				claim.close();
			}
			throw ex;
		}
	}

	private Prepared prepare(String id, RunRequest request, @Nullable ImageDetails image, RunSpec spec,
			@Nullable Path init, Path directory, List<LogSink> sinks, boolean oneShot, Holdings held,
			Operation operation) {
		Ownership ownership = new Ownership(this.engine, held.ids(), operation);
		List<Mount> mounts = new ArrayList<>();
		if (init != null) {
			mounts.add(Mount.bind(init.toString(), RunSpec.INIT).readOnly());
		}
		User user;
		if (image != null) {
			RootFiles.Found found = this.rootFiles.ofImage(image, spec.user(), spec.volumes(), directory,
					request.volumes(), held.volumes(), operation);
			user = found.user();
			ownership.sources(found.volumes());
			mounts.addAll(found.volumes());
		}
		else {
			user = RootFiles.inDirectory(Objects.requireNonNull(request.rootDirectory()), spec.user(), operation);
			RootFiles.begin(null, request.volumes(), held.volumes(), null, operation);
		}
		giveVolumes(request, held, id, operation);
		Attachment network = this.attachments.attach(id, Attachments.wishes(request, image, operation), held.ids(),
				operation);
		try {
			return prepare(id, request, image, spec, user, mounts, directory, sinks, oneShot, network, held, ownership,
					operation);
		}
		catch (RuntimeException ex) {
			this.attachments.detach(network);
			throw ex;
		}
	}

	/**
	 * What is only read need not belong to it.
	 */
	private void giveVolumes(RunRequest request, Holdings held, String id, Operation operation) {
		if (!this.engine.simulated()) {
			request.volumes()
				.stream()
				.filter((mount) -> !mount.readOnly())
				.map(VolumeMount::volume)
				.distinct()
				.forEach((volume) -> this.engine.volumes().give(volume, held.ids(), id, operation));
		}
	}

	private Prepared prepare(String id, RunRequest request, @Nullable ImageDetails image, RunSpec spec, User user,
			List<Mount> mounts, Path directory, List<LogSink> sinks, boolean oneShot, @Nullable Attachment network,
			Holdings held, Ownership ownership, Operation operation) {
		Peer peer = peer(request.network(), operation);
		String hostname = (request.hostname() != null) ? request.hostname()
				: (peer.hostname() != null) ? peer.hostname() : RunSpec.hostname(id);
		List<Mount> files = new ArrayList<>(files(request, directory, operation));
		List<Mount> networkFiles = networkFiles(request, peer, hostname, directory, operation);
		mounts.addAll(networkFiles);
		mounts.addAll(files);
		if (peer.network() == null) {
			files.addAll(networkFiles);
		}
		ownership.sources(files);
		String root = (image != null) ? SNAPSHOT_ROOT : Objects.requireNonNull(request.rootDirectory()).toString();
		Spec made = spec.make(root, user, hostname, mounts,
				request.volumes().stream().map(held.volumes()::mount).toList(), walls(network, peer, held.ids()));
		if (held.ids() != null) {
			UserNamespaceRules.check(made, operation);
		}
		Stdio stdio = new Stdio.ToSinks(sinks, InputFeeder.needsStdin(request.stdin(), request.tty()));
		RestartManager restart = (request.restart().kind() != RestartPolicy.Kind.NO)
				? new RestartManager(request.restart()) : null;
		Lifetime lifetime = new Lifetime(!request.remove(), request.remove() && oneShot, spec.stopSignal(),
				request.stopGrace(), request.timeout(), null, directory);
		HealthCheck health = RequestChecks.health(request, image, oneShot, operation);
		return new Prepared(new ContainerRequest(id, made, stdio, null, restart, spec.labels(),
				(image != null) ? image.image().name() : null,
				(image != null) ? RootSnapshot.unused(id, image.snapshotter(), ownership.root(image)) : null, lifetime,
				network, health, Attachments.wishes(request, image, operation), held.volumes().names()), sinks,
				directory, held);
	}

	private static RunSpec.Walls walls(@Nullable Attachment network, Peer peer, @Nullable IdMap ids) {
		if (network == null) {
			return new RunSpec.Walls(peer.network(), null, ids);
		}
		return new RunSpec.Walls(network.namespace().toString(),
				(network.userNamespace() != null) ? network.userNamespace().toString() : null, ids);
	}

	private static String generatedId(RunRequest request) {
		return generatedId(nameOf(request));
	}

	/**
	 * Return an id that no other container has.
	 * @param name what it begins with
	 */
	public static String generatedId(String name) {
		return name + "-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
	}

	/**
	 * Return what the generated ids of a request begin with.
	 */
	public static String nameOf(RunRequest request) {
		String source = (request.image() != null) ? request.image()
				: String.valueOf(Objects.requireNonNull(request.rootDirectory()).getFileName());
		String name = NOT_NAME.matcher(source).replaceAll("").toLowerCase(Locale.ROOT);
		name = EDGES.matcher(NOT_ID.matcher(name).replaceAll("-")).replaceAll("");
		name = (name.length() > 32) ? EDGES.matcher(name.substring(0, 32)).replaceAll("") : name;
		return name.isEmpty() ? "run" : name;
	}

	private Path directory(String id, Operation operation) {
		try {
			return this.engine.makeDirectory(id);
		}
		catch (IOException ex) {
			throw new DaemonErrorException(operation, "the directory for its files can't be made: " + ex, ex);
		}
	}

	/**
	 * What is to be kept has a log that can be read afterwards.
	 */
	private static List<LogSink> sinks(RunRequest request, List<LogSink> consumers, Path directory, boolean oneShot) {
		List<LogSink> sinks = new ArrayList<>(consumers);
		if (request.logs() != null) {
			sinks.addAll(request.logs());
		}
		else if (!oneShot || !request.remove()) {
			sinks.add(LogSink.file(directory.resolve("log.json")));
		}
		return sinks;
	}

	private Peer peer(NetworkMode network, Operation operation) {
		if (!(network instanceof NetworkMode.OfContainer other)) {
			return Peer.NONE;
		}
		ContainerInfo info;
		try {
			info = this.engine.client().inspect(other.id());
		}
		catch (NotFoundException ex) {
			throw notRunning(other, operation, ex);
		}
		Spec spec = this.engine.spec(other.id()).orElseThrow(() -> notRunning(other, operation, null));
		if (info.status() != ContainerStatus.RUNNING) {
			throw notRunning(other, operation, null);
		}
		// What holds its namespace lasts longer than its process.
		String pinned = this.engine.stored(other.id())
			.map(StoredContainer::network)
			.map((attachment) -> attachment.namespace().toString())
			.orElse("/proc/" + info.pid() + "/ns/net");
		return new Peer(pinned, spec.hostname(), NetworkFiles.of(spec.mounts()));
	}

	private static InvalidRequestException notRunning(NetworkMode.OfContainer other, Operation operation,
			@Nullable Throwable cause) {
		return new InvalidRequestException(operation,
				"the container '" + other.id() + "' whose network it is to share does not run; start it first", cause);
	}

	private static List<Mount> files(RunRequest request, Path directory, Operation operation) {
		try {
			return FileCopies.write(request.files(), directory, operation);
		}
		catch (IOException ex) {
			throw new DaemonErrorException(operation, "could not copy its files: " + ex, ex);
		}
	}

	private static List<Mount> networkFiles(RunRequest request, Peer peer, String hostname, Path directory,
			Operation operation) {
		try {
			Path root = request.rootDirectory();
			// A directory of the user gets no new files to mount upon.
			Predicate<String> wanted = (file) -> root == null
					|| Files.isRegularFile(root.resolve(file.substring(1)), LinkOption.NOFOLLOW_LINKS);
			return (peer.network() != null)
					? peer.files().stream().filter((mount) -> wanted.test(mount.destination())).toList()
					: NetworkFiles.write(directory, request.network(), hostname, wanted);
		}
		catch (IOException ex) {
			throw new DaemonErrorException(operation, "its files can't be written: " + ex, ex);
		}
	}

	/**
	 * The container whose network is shared.
	 *
	 * @param network its network namespace
	 * @param hostname its host name
	 * @param files the mounts of its files
	 */
	private record Peer(@Nullable String network, @Nullable String hostname, List<Mount> files) {

		private static final Peer NONE = new Peer(null, null, List.of());

	}

	/**
	 * A container that can be created.
	 *
	 * @param container the container
	 * @param sinks where its output goes
	 * @param directory its files, to be deleted when it can't be created
	 * @param held what is to be let go when there is a record of it
	 */
	public record Prepared(ContainerRequest container, List<LogSink> sinks, Path directory, Holdings held) {

		Prepared on(RuntimeChoice runtime) {
			return new Prepared(this.container.on(runtime), this.sinks, this.directory, this.held);
		}

		public String id() {
			return this.container.id();
		}

		/**
		 * Tell the others of its networks of it.
		 */
		void introduce(RunEngine engine) {
			Attachment network = this.container.network();
			String hostname = this.container.spec().hostname();
			if (network != null && hostname != null) {
				engine.networks().neighbours().add(network, hostname, this.directory.resolve("hosts"));
			}
		}

		/**
		 * Take back what was made for it, when it can't be created.
		 */
		public void discard(RunEngine engine) {
			new Attachments(engine).detach(this.container.network());
			engine.deleteDirectory(this.directory);
		}

	}

}
