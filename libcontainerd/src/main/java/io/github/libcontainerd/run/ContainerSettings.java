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

package io.github.libcontainerd.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.health.HealthCheck;
import io.github.libcontainerd.log.LogSink;
import io.github.libcontainerd.network.EndpointRequest;
import io.github.libcontainerd.network.PublishedPort;
import io.github.libcontainerd.restart.RestartPolicy;
import io.github.libcontainerd.spec.Capabilities;

/**
 * What can be set for a new container's surroundings: what it sees, may do and may use.
 *
 * @param <B> the builder
 */
abstract sealed class ContainerSettings<B extends ContainerSettings<B>> extends MountSettings<B>
		permits IsolationSettings {

	@Nullable String hostname;

	@Nullable NetworkMode network;

	final List<PublishedPort> ports = new ArrayList<>();

	boolean publishAll;

	Limits limits = Limits.NONE;

	final Map<String, String> labels = new LinkedHashMap<>();

	boolean readOnlyRootfs;

	boolean init;

	List<String> addedCapabilities = List.of();

	List<String> droppedCapabilities = List.of();

	@Nullable Integer stopSignal;

	Duration stopGrace = RunRequest.DEFAULT_STOP_GRACE;

	final List<WaitStrategy> waits = new ArrayList<>();

	@Nullable List<LogSink> logs;

	RestartPolicy restart = RestartPolicy.no();

	boolean remove = true;

	@Nullable HealthCheck health;

	/**
	 * Set all that a request has of this.
	 */
	final void takeOver(RunRequest request) {
		this.command = request.command();
		this.env.putAll(request.env());
		this.user = request.user();
		this.workingDir = request.workingDir();
		this.tty = request.tty();
		this.stdin = request.stdin();
		this.timeout = request.timeout();
		this.output = request.output();
		this.hostname = request.hostname();
		this.network = request.choosesNetwork() ? request.network() : null;
		this.ports.addAll(request.ports());
		this.publishAll = request.publishAll();
		takeOverMounts(request);
		this.limits = request.limits();
		this.labels.putAll(request.labels());
		this.init = request.init();
		this.readOnlyRootfs = request.readOnlyRootfs();
		this.addedCapabilities = request.addedCapabilities();
		this.droppedCapabilities = request.droppedCapabilities();
		this.stopSignal = request.stopSignal();
		this.stopGrace = request.stopGrace();
		this.waits.addAll(request.waits());
		this.logs = request.logs();
		this.restart = request.restart();
		this.remove = request.remove();
		this.health = request.health();
	}

	/**
	 * Set the host name; by default it is made of the container id.
	 * @param hostname at most 64 letters and digits, with {@code -} and {@code .} between
	 * them
	 * @return this builder
	 */
	public B hostname(String hostname) {
		if (!hostname.matches("[A-Za-z0-9]([A-Za-z0-9.-]{0,62}[A-Za-z0-9])?")) {
			throw Checks.invalid("the host name '" + hostname
					+ "' must have at most 64 letters and digits, with '-' and '.' between them");
		}
		this.hostname = hostname;
		return self();
	}

	/**
	 * Set what it sees of the network; by default what is configured for all, which is
	 * loopback only unless {@code RemoteOption.networks} says otherwise.
	 * @param network the network
	 * @return this builder
	 */
	public B network(NetworkMode network) {
		this.network = network;
		return self();
	}

	/**
	 * Put it into a network, besides others that were named before. The first one has the
	 * default route.
	 * @param name the name of the network, which must be there
	 * @return this builder
	 */
	public B network(String name) {
		return network(name, (endpoint) -> {
		});
	}

	/**
	 * Put it into a network, besides others that were named before.
	 * @param name the name of the network, which must be there
	 * @param endpoint sets how it takes part in it
	 * @return this builder
	 */
	public B network(String name, Consumer<EndpointRequest.Builder> endpoint) {
		EndpointRequest.Builder builder = EndpointRequest.of(name);
		endpoint.accept(builder);
		List<EndpointRequest> all = new ArrayList<>();
		if (this.network instanceof NetworkMode.Bridge bridge) {
			all.addAll(bridge.endpoints());
		}
		all.add(builder.build());
		return network(new NetworkMode.Bridge(all));
	}

	/**
	 * Publish a TCP port at a free port of 127.0.0.1, or of another address that is
	 * configured. A container without a network gets the default one.
	 * @param containerPort the port of the container
	 * @return this builder
	 */
	public B publish(int containerPort) {
		return publish(PublishedPort.tcp(containerPort));
	}

	/**
	 * Publish ports, besides others that were named before. A container without a network
	 * gets the default one.
	 * @param published the ports
	 * @return this builder
	 */
	public B publish(PublishedPort... published) {
		this.ports.addAll(List.of(published));
		return self();
	}

	/**
	 * Publish all ports of TCP and UDP that the image exposes, each at a free port of
	 * 127.0.0.1, besides those that are published one by one.
	 * {@link RunningContainer#ports()} tells where they are.
	 * @return this builder
	 */
	public B publishAll() {
		this.publishAll = true;
		return self();
	}

	/**
	 * Limit the memory; by default there is no limit.
	 * @param bytes the limit in bytes, at least 6 MiB
	 * @return this builder
	 */
	public B memory(long bytes) {
		this.limits = this.limits.withMemory(bytes);
		return self();
	}

	/**
	 * Limit the memory.
	 * @param size the limit, such as {@code 512m} or {@code 1.5g}, at least 6 MiB
	 * @return this builder
	 */
	public B memory(String size) {
		return memory(Sizes.parse("memory limit", size));
	}

	/**
	 * Limit memory and swap together; by default to twice the limit of memory, if there
	 * is one. Where the kernel does not count swap only memory is limited.
	 * @param bytes the limit of both in bytes, at least that of memory, which means no
	 * swap; -1 for as much swap as there is
	 * @return this builder
	 */
	public B memorySwap(long bytes) {
		this.limits = this.limits.withMemorySwap(bytes);
		return self();
	}

	/**
	 * Limit memory and swap together.
	 * @param size the limit, such as {@code 512m} or {@code 1.5g}, at least that of
	 * memory
	 * @return this builder
	 */
	public B memorySwap(String size) {
		return memorySwap(Sizes.parse("limit of memory and swap", size));
	}

	/**
	 * Limit the time of processors; by default there is no limit.
	 * @param cpus the limit in processors, such as 1.5, at least 0.01
	 * @return this builder
	 */
	public B cpus(double cpus) {
		this.limits = this.limits.withCpus(cpus);
		return self();
	}

	/**
	 * Limit the number of processes and threads; by default there is no limit.
	 * @param pids the number of both together, at least 1
	 * @return this builder
	 */
	public B pids(long pids) {
		this.limits = this.limits.withPids(pids);
		return self();
	}

	/**
	 * Set a label of the container, besides those of the image.
	 * @param key the key; with its value it may have 4096 bytes
	 * @param value the value
	 * @return this builder
	 */
	public B label(String key, String value) {
		this.labels.put(key, value);
		return self();
	}

	/**
	 * Set whether the root file system can't be written; by default it can.
	 * @param readOnly whether it is read-only
	 * @return this builder
	 */
	public B readOnlyRootfs(boolean readOnly) {
		this.readOnlyRootfs = readOnly;
		return self();
	}

	/**
	 * Set whether its first process is a small init program of the host that starts what
	 * is run, passes signals on to it and reaps orphans; by default there is none. The
	 * kernel ignores a signal for the first process of a container that does not handle
	 * it, so that a shell, say, takes its whole grace period to stop; behind an init
	 * program it ends at once. A command that does not exist is then an end with code
	 * 127.
	 * @param init whether there is one
	 * @return this builder
	 * @see io.github.libcontainerd.client.RemoteOption#initProgram
	 */
	public B init(boolean init) {
		this.init = init;
		return self();
	}

	/**
	 * Give it capabilities besides the default ones.
	 * @param names such as {@code NET_ADMIN}
	 * @return this builder
	 */
	public B addCapabilities(String... names) {
		checkCapabilities(names);
		this.addedCapabilities = List.of(names);
		return self();
	}

	/**
	 * Take capabilities away.
	 * @param names such as {@code NET_RAW}, or {@code ALL}
	 * @return this builder
	 */
	public B dropCapabilities(String... names) {
		if (!List.of(names).contains("ALL")) {
			checkCapabilities(names);
		}
		this.droppedCapabilities = List.of(names);
		return self();
	}

	private static void checkCapabilities(String... names) {
		for (String name : Capabilities.of(List.of(names)).bounding()) {
			if (!Capabilities.all().bounding().contains(name)) {
				throw Checks.invalid("there is no capability '" + name + "'; write it as NET_ADMIN");
			}
		}
	}

	/**
	 * Set the signal that asks it to end; by default the one of the image, else SIGTERM.
	 * @param signal such as {@code SIGQUIT}, or a number
	 * @return this builder
	 */
	public B stopSignal(String signal) {
		this.stopSignal = Signals.parse(signal);
		return self();
	}

	/**
	 * Set how long it may take to end when it is stopped; by default
	 * {@link RunRequest#DEFAULT_STOP_GRACE}. Then it is killed.
	 * @param grace the time, not negative
	 * @return this builder
	 */
	public B stopGrace(Duration grace) {
		if (grace.isNegative()) {
			throw Checks.invalid("the stop grace must not be negative: " + grace);
		}
		this.stopGrace = grace;
		return self();
	}

	/**
	 * Check the health of the container while it runs; see
	 * {@link RunningContainer#health()}. A check that an image brings counts only for
	 * {@link Containers#start}, and is replaced by this one.
	 * @param check the check, or {@link HealthCheck#none()} in spite of the image
	 * @return this
	 */
	public B health(HealthCheck check) {
		this.health = check;
		return self();
	}

	/**
	 * Let {@link Containers#start} wait until the container is ready. All that is said in
	 * several calls has to come true. The time of each is counted from the start of the
	 * container.
	 * @param strategies what makes it ready
	 * @return this
	 */
	public B waitFor(WaitStrategy... strategies) {
		this.waits.addAll(List.of(strategies));
		return self();
	}

	/**
	 * Let {@link Containers#start} wait until the container is ready.
	 * @param strategy what makes it ready
	 * @param timeout how long that may take, counted from the start of the container
	 * @return this
	 */
	public B waitFor(WaitStrategy strategy, Duration timeout) {
		return waitFor(strategy.within(timeout));
	}

	/**
	 * Set where its output goes; several sinks get all of it each. By default, a
	 * container that is started has a file that is removed with it, so that its log can
	 * be read; a run has none, since its output is in the result.
	 * @param sinks the sinks; none to keep nothing
	 * @return this builder
	 */
	public B log(LogSink... sinks) {
		this.logs = List.of(sinks);
		return self();
	}

	/**
	 * Set when it is started again after an end; by default never.
	 * @param restart the policy
	 * @return this builder
	 */
	public B restart(RestartPolicy restart) {
		this.restart = restart;
		return self();
	}

	/**
	 * Set whether nothing is left of it after its end, as is the default. Otherwise its
	 * record, root file system, volumes and log stay until they are removed.
	 * @param remove whether it is removed
	 * @return this builder
	 */
	public B remove(boolean remove) {
		this.remove = remove;
		return self();
	}

}
