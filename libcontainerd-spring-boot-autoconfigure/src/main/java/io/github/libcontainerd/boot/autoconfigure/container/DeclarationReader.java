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

package io.github.libcontainerd.boot.autoconfigure.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

import io.github.libcontainerd.boot.autoconfigure.run.RunReader;
import io.github.libcontainerd.health.HealthCheck;
import io.github.libcontainerd.log.LogSink;
import io.github.libcontainerd.network.EndpointRequest;
import io.github.libcontainerd.network.PublishedPort;
import io.github.libcontainerd.restart.RestartPolicy;
import io.github.libcontainerd.run.HostDevice;
import io.github.libcontainerd.run.NetworkMode;
import io.github.libcontainerd.run.PullPolicy;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.UserNamespace;

/**
 * Makes a declaration of the properties of a container. What can't be right is refused
 * with the name of its property.
 */
final class DeclarationReader {

	private static final String HOST = "host";

	private static final String NONE = "none";

	private static final long LOG_BYTES = 1 << 20;

	private final String name;

	private final String application;

	private final ContainerProperties properties;

	private final Duration stopGrace;

	private final RunReader reader;

	DeclarationReader(String name, String application, ContainerProperties properties, Duration defaultStopGrace) {
		this.name = name;
		this.application = application;
		this.properties = properties;
		this.reader = new RunReader(ContainerDeclarations.PREFIX + name, properties);
		this.stopGrace = (properties.getStopGrace() != null) ? properties.getStopGrace() : defaultStopGrace;
	}

	ContainerDeclaration read() {
		RunRequest.Builder run = this.reader.begin().id(ContainerDeclaration.idPrefix(this.application) + this.name);
		process(run);
		rights(run);
		files(run);
		output(run);
		Map<String, String> env = env();
		this.reader.env(run, env);
		List<PublishedPort> ports = ports();
		List<String> networks = networks(run, ports);
		set("restart", this.properties.getRestart(), (text) -> run.restart(RestartPolicy.parse(text)));
		set("stop-grace", this.stopGrace, run::stopGrace);
		health(run);
		// Its log says why it has ended.
		run.remove(false);
		ReadinessReader readiness = new ReadinessReader(this.name, this.properties, ports);
		run.waitFor(readiness.strategies());
		return new ContainerDeclaration(this.name, this.application, this.reader.image(), this.reader.build(run),
				this.reader.text(), env, ports, networks, this.properties.getPull(), archive(),
				this.properties.getDependsOn(), readiness.ports(), this.properties.getWaitFor().getTimeout(),
				this.stopGrace, this.properties.getServiceConnection(), this.properties.isPrimary());
	}

	private @Nullable Path archive() {
		Path archive = this.properties.getArchive();
		if (archive != null && this.properties.getPull() == PullPolicy.ALWAYS) {
			throw invalid("archive", archive, "with 'pull' set to 'always' the image comes from its registry");
		}
		return archive;
	}

	private void health(RunRequest.Builder run) {
		HealthCheckProperties health = this.properties.getHealth();
		if (!health.isEnabled()) {
			set("health.enabled", false, (no) -> run.health(HealthCheck.none()));
			return;
		}
		AtomicReference<@Nullable HealthCheck> check = new AtomicReference<>();
		set("health.command", health.getCommand(), (command) -> check.set(HealthCheck.of(command)));
		change("health.interval", health.getInterval(), check, HealthCheck::interval);
		change("health.timeout", health.getTimeout(), check, HealthCheck::timeout);
		change("health.start-period", health.getStartPeriod(), check, HealthCheck::startPeriod);
		change("health.start-interval", health.getStartInterval(), check, HealthCheck::startInterval);
		change("health.retries", health.getRetries(), check, HealthCheck::retries);
		HealthCheck made = check.get();
		if (made != null) {
			run.health(made);
		}
	}

	private <T> void change(String property, @Nullable T value, AtomicReference<@Nullable HealthCheck> check,
			BiFunction<HealthCheck, T, HealthCheck> change) {
		HealthCheck before = check.get();
		if (value != null && before == null) {
			throw invalid(property, value, "it needs a check; set 'health.command'");
		}
		if (before != null) {
			set(property, value, (given) -> check.set(change.apply(before, given)));
		}
	}

	private void process(RunRequest.Builder run) {
		String hostname = this.properties.getHostname();
		set("hostname", (hostname != null) ? hostname : this.name, run::hostname);
		set("user-namespace", this.properties.getUserNamespace(),
				(text) -> run.userNamespace(UserNamespace.parse(text)));
		set("init", this.properties.isInit() ? true : null, run::init);
		set("tty", this.properties.isTty() ? true : null, run::tty);
		set("stop-signal", this.properties.getStopSignal(), run::stopSignal);
	}

	private void rights(RunRequest.Builder run) {
		List<String> added = this.properties.getCapAdd();
		set("cap-add", added.isEmpty() ? null : added, (names) -> run.addCapabilities(names.toArray(String[]::new)));
		for (String device : this.properties.getDevices()) {
			set("devices", device, (text) -> run.device(HostDevice.parse(text)));
		}
		this.reader.note("devices", this.properties.getDevices());
	}

	private Map<String, String> env() {
		Map<String, String> env = new LinkedHashMap<>();
		for (Path file : this.properties.getEnvFile()) {
			List<String> lines;
			try {
				lines = Files.readAllLines(file);
			}
			catch (IOException ex) {
				throw invalid("env-file", file, "it can't be read: " + ex);
			}
			for (String line : lines) {
				String variable = line.strip();
				if (variable.isEmpty() || variable.startsWith("#")) {
					continue;
				}
				int end = variable.indexOf('=');
				if (end < 1) {
					throw invalid("env-file", file, "a line is not 'NAME=VALUE': " + variable);
				}
				env.put(variable.substring(0, end), variable.substring(end + 1));
			}
		}
		env.putAll(this.properties.getEnv());
		return env;
	}

	private List<PublishedPort> ports() {
		List<PublishedPort> ports = new ArrayList<>();
		for (String port : this.properties.getPorts()) {
			set("ports", port, (text) -> ports.add(PublishedPort.parse(text)));
		}
		this.reader.note("ports", ports);
		return List.copyOf(ports);
	}

	private List<String> networks(RunRequest.Builder run, List<PublishedPort> ports) {
		List<String> networks = this.properties.getNetworks();
		if (networks.contains(HOST)) {
			host(run, networks, ports);
			return List.of();
		}
		if (networks.contains(NONE)) {
			none(run, networks, ports);
			return List.of();
		}
		if (networks.isEmpty() && !(ports.isEmpty() && this.properties.getAliases().isEmpty())) {
			networks = List.of(NetworkMode.Bridge.DEFAULT);
		}
		List<String> aliases = new ArrayList<>(List.of(this.name));
		aliases.addAll(this.properties.getAliases());
		String[] names = aliases.toArray(String[]::new);
		set("aliases", aliases, (all) -> EndpointRequest.of(NetworkMode.Bridge.DEFAULT).alias(names));
		for (String network : networks) {
			set("networks", network, (text) -> run.network(text, (endpoint) -> endpoint.alias(names)));
		}
		this.reader.note("networks", networks);
		run.publish(ports.toArray(PublishedPort[]::new));
		return List.copyOf(networks);
	}

	private void host(RunRequest.Builder run, List<String> networks, List<PublishedPort> ports) {
		if (networks.size() > 1 || !this.properties.getAliases().isEmpty()) {
			throw invalid("networks", networks,
					"a container in the network of the host is in no other, and has no aliases");
		}
		for (PublishedPort port : ports) {
			if (port.firstHostPort() != 0
					&& (port.firstHostPort() != port.containerPort() || port.lastHostPort() != port.containerPort())) {
				throw invalid("ports", port,
						"in the network of the host, a port is that of the container: '" + port.containerPort() + "'");
			}
		}
		this.reader.note("networks", HOST);
		run.network(NetworkMode.host());
	}

	private void none(RunRequest.Builder run, List<String> networks, List<PublishedPort> ports) {
		if (networks.size() > 1 || !ports.isEmpty() || !this.properties.getAliases().isEmpty()) {
			throw invalid("networks", networks, "a container without a network has no ports and no aliases");
		}
		this.reader.note("networks", NONE);
		run.network(NetworkMode.none());
	}

	private void files(RunRequest.Builder run) {
		this.reader.volumes(run, this.properties.getVolumes());
		int index = 0;
		for (MountProperties mount : this.properties.getMounts()) {
			mount(run, "mounts[" + index++ + "]", mount);
		}
	}

	private void mount(RunRequest.Builder run, String property, MountProperties mount) {
		String target = mount.getTarget();
		if (target == null) {
			throw invalid(property + ".target", "", "a mount needs a place in the container");
		}
		String source = mount.getSource();
		if (source == null) {
			set(property + ".size", mount.getSize(), (size) -> run.tmpfs(target, size.toBytes()));
		}
		else {
			set(property + ".source", source, (path) -> RunReader.bind(run, path, target, mount.isReadOnly()));
		}
		this.reader.note(property, source + " " + target + " " + mount.isReadOnly() + " " + mount.getSize());
	}

	private void output(RunRequest.Builder run) {
		set("log", this.properties.getLog(), (log) -> {
			switch (log) {
				case "file" -> {
				}
				case "none" -> run.log();
				case "logger" -> run.log(LogSink.logger("libcontainerd." + this.name), LogSink.memory(LOG_BYTES));
				default -> run.log(LogSink.file(Path.of(log)));
			}
		});
	}

	private <T> void set(String property, @Nullable T value, Consumer<T> setter) {
		this.reader.set(property, value, setter);
	}

	private InvalidConfigurationPropertyValueException invalid(String property, Object value, String reason) {
		return this.reader.invalid(property, value, reason);
	}

}
