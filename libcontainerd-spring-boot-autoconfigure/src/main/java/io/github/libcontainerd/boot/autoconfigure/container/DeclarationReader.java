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
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.StringUtils;

import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.health.HealthCheck;
import io.github.libcontainerd.image.ImageReference;
import io.github.libcontainerd.log.LogSink;
import io.github.libcontainerd.network.EndpointRequest;
import io.github.libcontainerd.network.PublishedPort;
import io.github.libcontainerd.restart.RestartPolicy;
import io.github.libcontainerd.run.HostDevice;
import io.github.libcontainerd.run.NetworkMode;
import io.github.libcontainerd.run.PullPolicy;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.UserNamespace;
import io.github.libcontainerd.volume.VolumeMount;

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

	// What is set, in an order that does not change.
	private final Map<String, String> text = new TreeMap<>();

	DeclarationReader(String name, String application, ContainerProperties properties, Duration defaultStopGrace) {
		this.name = name;
		this.application = application;
		this.properties = properties;
		this.stopGrace = (properties.getStopGrace() != null) ? properties.getStopGrace() : defaultStopGrace;
	}

	ContainerDeclaration read() {
		String image = this.properties.getImage();
		if (!StringUtils.hasText(image)) {
			throw invalid("image", "", "every container needs an image");
		}
		set("image", image, ImageReference::parse);
		RunRequest.Builder run = RunRequest.of(image).id(ContainerDeclaration.idPrefix(this.application) + this.name);
		process(run);
		limits(run);
		rights(run);
		files(run);
		output(run);
		Map<String, String> env = env();
		env.forEach((variable, value) -> set("env." + variable, value, (text) -> run.env(variable, text)));
		List<PublishedPort> ports = ports();
		List<String> networks = networks(run, ports);
		this.properties.getLabels()
			.forEach((key, value) -> set("labels." + key, value, (text) -> run.label(key, text)));
		set("restart", this.properties.getRestart(), (text) -> run.restart(RestartPolicy.parse(text)));
		set("stop-grace", this.stopGrace, run::stopGrace);
		health(run);
		// Its log says why it has ended.
		run.remove(false);
		ReadinessReader readiness = new ReadinessReader(this.name, this.properties, ports);
		run.waitFor(readiness.strategies());
		return new ContainerDeclaration(this.name, this.application, image, build(run), this.text.toString(), env,
				ports, networks, this.properties.getPull(), archive(), this.properties.getDependsOn(),
				readiness.ports(), this.properties.getWaitFor().getTimeout(), this.stopGrace,
				this.properties.getServiceConnection(), this.properties.isPrimary());
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

	private RunRequest build(RunRequest.Builder run) {
		try {
			return run.build();
		}
		catch (ContainerdException ex) {
			throw new InvalidConfigurationPropertyValueException(ContainerDeclarations.PREFIX + this.name, "...",
					String.valueOf(ex.getMessage()));
		}
	}

	private void process(RunRequest.Builder run) {
		set("command", this.properties.getCommand(), (command) -> run.command(command.toArray(String[]::new)));
		set("entrypoint", this.properties.getEntrypoint(),
				(entrypoint) -> run.entrypoint(entrypoint.toArray(String[]::new)));
		set("user", this.properties.getUser(), run::user);
		set("working-dir", this.properties.getWorkingDir(), run::workingDir);
		String hostname = this.properties.getHostname();
		set("hostname", (hostname != null) ? hostname : this.name, run::hostname);
		set("runtime", this.properties.getRuntime(), run::runtime);
		set("user-namespace", this.properties.getUserNamespace(),
				(text) -> run.userNamespace(UserNamespace.parse(text)));
		set("init", this.properties.isInit() ? true : null, run::init);
		set("tty", this.properties.isTty() ? true : null, run::tty);
		set("stop-signal", this.properties.getStopSignal(), run::stopSignal);
	}

	private void rights(RunRequest.Builder run) {
		set("read-only", this.properties.isReadOnly() ? true : null, run::readOnlyRootfs);
		List<String> added = this.properties.getCapAdd();
		set("cap-add", added.isEmpty() ? null : added, (names) -> run.addCapabilities(names.toArray(String[]::new)));
		for (String device : this.properties.getDevices()) {
			set("devices", device, (text) -> run.device(HostDevice.parse(text)));
		}
		this.text.put("devices", this.properties.getDevices().toString());
		List<String> dropped = this.properties.getCapDrop();
		set("cap-drop", dropped.isEmpty() ? null : dropped,
				(names) -> run.dropCapabilities(names.toArray(String[]::new)));
	}

	private void limits(RunRequest.Builder run) {
		set("memory", this.properties.getMemory(), (size) -> run.memory(size));
		set("cpus", this.properties.getCpus(), run::cpus);
		set("pids", this.properties.getPids(), run::pids);
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
		this.text.put("ports", ports.toString());
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
		this.text.put("networks", networks.toString());
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
		this.text.put("networks", HOST);
		run.network(NetworkMode.host());
	}

	private void none(RunRequest.Builder run, List<String> networks, List<PublishedPort> ports) {
		if (networks.size() > 1 || !ports.isEmpty() || !this.properties.getAliases().isEmpty()) {
			throw invalid("networks", networks, "a container without a network has no ports and no aliases");
		}
		this.text.put("networks", NONE);
		run.network(NetworkMode.none());
	}

	private void files(RunRequest.Builder run) {
		for (String volume : this.properties.getVolumes()) {
			set("volumes", volume, (text) -> volume(run, text));
		}
		this.text.put("volumes", this.properties.getVolumes().toString());
		int index = 0;
		for (MountProperties mount : this.properties.getMounts()) {
			mount(run, "mounts[" + index++ + "]", mount);
		}
	}

	/**
	 * As with Docker, what begins with neither a slash nor a dot is the name of a volume.
	 */
	private static void volume(RunRequest.Builder run, String volume) {
		String[] parts = volume.split(":", -1);
		boolean readOnly = parts.length == 3 && parts[2].equals("ro");
		if (parts.length == 3 && parts[2].toLowerCase(Locale.ROOT).matches("(r[ow],)?z(,r[ow])?")) {
			throw new IllegalArgumentException("directories are not relabelled for SELinux here; label '" + parts[0]
					+ "' yourself (chcon -R -t container_file_t DIRECTORY), and leave ':" + parts[2] + "' out");
		}
		if (parts.length < 2 || parts.length > 3 || (parts.length == 3 && !readOnly && !parts[2].equals("rw"))) {
			throw new IllegalArgumentException(
					"write it as 'NAME:CONTAINER', 'HOST:CONTAINER' or with ':ro' at its end");
		}
		if (!parts[0].startsWith("/") && !parts[0].startsWith(".")) {
			if (!VolumeMount.isName(parts[0])) {
				throw new IllegalArgumentException("'" + parts[0]
						+ "' is neither the name of a volume, which has two to 128 letters, digits, '_', '.' or '-', nor"
						+ " a path of the host; begin the latter with '/', or with './' for one of the working"
						+ " directory of the application");
			}
			run.volume(new VolumeMount(parts[0], parts[1], readOnly));
			return;
		}
		bind(run, parts[0], parts[1], readOnly);
	}

	private static void bind(RunRequest.Builder run, String path, String target, boolean readOnly) {
		Path source = Path.of(path).toAbsolutePath().normalize();
		if (readOnly) {
			run.bindReadOnly(source, target);
		}
		else {
			run.bind(source, target);
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
			set(property + ".source", source, (path) -> bind(run, path, target, mount.isReadOnly()));
		}
		this.text.put(property, source + " " + target + " " + mount.isReadOnly() + " " + mount.getSize());
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
		if (value == null) {
			return;
		}
		try {
			setter.accept(value);
			this.text.put(property, value.toString());
		}
		catch (ContainerdException | IllegalArgumentException ex) {
			// The value of a variable may be a secret.
			throw invalid(property, property.startsWith("env.") ? "..." : value, String.valueOf(ex.getMessage()));
		}
	}

	private InvalidConfigurationPropertyValueException invalid(String property, Object value, String reason) {
		return ContainerDeclarations.invalid(this.name, property, value, reason);
	}

}
