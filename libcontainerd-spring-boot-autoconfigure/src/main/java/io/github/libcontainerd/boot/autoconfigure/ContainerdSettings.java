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

package io.github.libcontainerd.boot.autoconfigure;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.StringUtils;

import io.github.libcontainerd.DaemonMode;
import io.github.libcontainerd.RemoteOption;

/**
 * What {@link LibcontainerdProperties} mean, with their defaults derived and their values
 * checked.
 *
 * @param properties the properties
 * @param applicationName the name of the application, as an identifier
 */
record ContainerdSettings(LibcontainerdProperties properties, String applicationName) {

	private static final String DEFAULT_NAME = "libcontainerd";

	private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*");

	private static final int MAX_IDENTIFIER_LENGTH = 76;

	// A unix socket below the state directory must fit into 107 bytes.
	private static final int MAX_DIRECTORY_NAME_LENGTH = 48;

	static ContainerdSettings of(LibcontainerdProperties properties, @Nullable String applicationName) {
		return new ContainerdSettings(properties, toIdentifier(applicationName));
	}

	static String toIdentifier(@Nullable String name) {
		if (name == null) {
			return DEFAULT_NAME;
		}
		String identifier = name.replaceAll("[^A-Za-z0-9._-]", "-")
			.replaceAll("[._-]*-[._-]*", "-")
			.replaceAll("([._])[._]+", "$1");
		if (identifier.length() > MAX_IDENTIFIER_LENGTH) {
			identifier = identifier.substring(0, MAX_IDENTIFIER_LENGTH);
		}
		identifier = StringUtils.trimTrailingCharacter(identifier.replaceAll("^[._-]|[._-]$", ""), '-');
		return (!identifier.isEmpty()) ? identifier : DEFAULT_NAME;
	}

	@Nullable Path address() {
		String address = this.properties.getAddress();
		if (!StringUtils.hasText(address)) {
			return null;
		}
		String path = address.startsWith("unix://") ? address.substring("unix://".length())
				: address.startsWith("unix:") ? address.substring("unix:".length()) : address;
		if (path.contains("://") || path.matches("[^/]+:\\d+")) {
			throw invalid("address", address,
					"only unix sockets are supported, such as" + " '/run/containerd/containerd.sock'");
		}
		if (!path.startsWith("/")) {
			throw invalid("address", address, "the path of a socket must be absolute");
		}
		if (this.properties.getDaemon().getMode() == DaemonMode.ALWAYS) {
			throw invalid("address", address,
					"'libcontainerd.daemon.mode' is 'always', so that an own containerd is started; set only one of them");
		}
		try {
			return Path.of(path);
		}
		catch (InvalidPathException ex) {
			throw invalid("address", address, ex.getReason());
		}
	}

	String namespace() {
		String namespace = this.properties.getNamespace();
		return StringUtils.hasText(namespace) ? checkNamespace("namespace", namespace) : this.applicationName;
	}

	/**
	 * Return the namespaces of the additional clients.
	 * @param defaultNamespace the namespace of the default client
	 * @return the namespaces by name of the client
	 */
	Map<String, String> clientNamespaces(String defaultNamespace) {
		Map<String, String> namespaces = new LinkedHashMap<>();
		this.properties.getClients().forEach((name, client) -> {
			String namespace = StringUtils.hasText(client.getNamespace()) ? client.getNamespace() : name;
			String property = "clients." + name + ".namespace";
			checkNamespace(property, namespace);
			if (namespace.equals(defaultNamespace) || namespaces.containsValue(namespace)) {
				throw invalid(property, namespace, "another client has the same namespace");
			}
			namespaces.put(name, namespace);
		});
		return namespaces;
	}

	Path stateDirectory() {
		Path directory = this.properties.getStateDirectory();
		return (directory != null) ? directory : Path.of("/run/libcontainerd", directoryName());
	}

	/**
	 * Return the options of the remote.
	 * @param address the socket; {@code null} when it is not fixed
	 * @param holdRestarts whether restart policies have to wait
	 * @return the options
	 */
	List<RemoteOption> remoteOptions(@Nullable Path address, boolean holdRestarts) {
		List<RemoteOption> options = new ArrayList<>();
		LibcontainerdProperties.Daemon daemon = this.properties.getDaemon();
		PropertyMapper map = PropertyMapper.get();
		map.from(address).as(RemoteOption.Address::new).to(options::add);
		map.from(this.properties::getContainerdState).as(RemoteOption.ContainerdState::new).to(options::add);
		map.from(this.properties::isLiveRestore).as(RemoteOption.LiveRestore::new).to(options::add);
		map.from(holdRestarts).as(RemoteOption.HoldRestarts::new).to(options::add);
		map.from(this.properties::getStopGrace)
			.as((grace) -> notNegative("stop-grace", grace))
			.as(RemoteOption.StopGrace::new)
			.to(options::add);
		map.from(this.properties::getStartTimeout)
			.as((timeout) -> positive("start-timeout", timeout))
			.as(RemoteOption.StartTimeout::new)
			.to(options::add);
		map.from(this.properties::getDrainLimit)
			.as((limit) -> notNegative("drain-limit", limit))
			.as(RemoteOption.DrainLimit::new)
			.to(options::add);
		map.from(this.properties::getRuntime).whenHasText().as(RemoteOption.RuntimePath::new).to(options::add);
		map.from(this.properties::getRuntimeArguments)
			.as(this::checkRuntimeArguments)
			.as(RemoteOption.RuntimeArguments::new)
			.to(options::add);
		map.from(this.properties::getSnapshotter).whenHasText().as(RemoteOption.Snapshotter::new).to(options::add);
		map.from(this.properties::getConcurrentDownloads)
			.as(this::checkDownloads)
			.as(RemoteOption.ConcurrentDownloads::new)
			.to(options::add);
		map.from(daemon::getMode).as(RemoteOption.StartDaemon::new).to(options::add);
		map.from(daemon::getBinary).whenHasText().as(RemoteOption.DaemonBinary::new).to(options::add);
		map.from(this::daemonRoot).as(RemoteOption.DaemonRoot::new).to(options::add);
		map.from(daemon::isDebug).as(RemoteOption.DebugLog::new).to(options::add);
		map.from(daemon::getOomScore).as(this::checkOomScore).as(RemoteOption.OomScore::new).to(options::add);
		return options;
	}

	private Path daemonRoot() {
		Path root = this.properties.getDaemon().getRoot();
		return (root != null) ? root : Path.of("/var/lib/libcontainerd", directoryName());
	}

	private String directoryName() {
		return (this.applicationName.length() <= MAX_DIRECTORY_NAME_LENGTH) ? this.applicationName
				: toIdentifier(this.applicationName.substring(0, MAX_DIRECTORY_NAME_LENGTH));
	}

	private static String checkNamespace(String property, String namespace) {
		if (namespace.length() > MAX_IDENTIFIER_LENGTH || !IDENTIFIER.matcher(namespace).matches()) {
			throw invalid(property, namespace, "a namespace has 1 to " + MAX_IDENTIFIER_LENGTH
					+ " letters and digits, with single '.', '_' or '-' between them");
		}
		return namespace;
	}

	private List<String> checkRuntimeArguments(List<String> arguments) {
		for (String argument : arguments) {
			if (!argument.matches("--systemd-cgroup(=true|=false)?|--root=.+")) {
				throw invalid("runtime-arguments", argument, "containerd can only pass '--systemd-cgroup' and"
						+ " '--root=DIR' on; for others, name a script in 'libcontainerd.runtime'");
			}
		}
		return arguments;
	}

	private int checkDownloads(int downloads) {
		if (downloads < 1) {
			throw invalid("concurrent-downloads", downloads, "at least one layer must be fetched at a time");
		}
		return downloads;
	}

	private int checkOomScore(int score) {
		if (score < -1000 || score > 1000) {
			throw invalid("daemon.oom-score", score, "it must be from -1000 to 1000");
		}
		return score;
	}

	private static Duration positive(String property, Duration duration) {
		if (duration.isNegative() || duration.isZero()) {
			throw invalid(property, duration, "the duration must be positive");
		}
		return duration;
	}

	private static Duration notNegative(String property, Duration duration) {
		if (duration.isNegative()) {
			throw invalid(property, duration, "the duration must not be negative");
		}
		return duration;
	}

	private static InvalidConfigurationPropertyValueException invalid(String property, Object value, String reason) {
		return new InvalidConfigurationPropertyValueException("libcontainerd." + property, value, reason);
	}

}
