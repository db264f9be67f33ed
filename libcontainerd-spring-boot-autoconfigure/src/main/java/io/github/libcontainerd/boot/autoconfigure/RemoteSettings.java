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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.util.StringUtils;

import io.github.libcontainerd.client.DaemonMode;
import io.github.libcontainerd.client.RemoteOption;

/**
 * What the properties say about one containerd: where it is, how it is started, and what
 * runs its containers.
 *
 * @param prefix the prefix of its properties, below {@code libcontainerd.}
 * @param location the socket, as it is written; {@code null} when it is not fixed
 * @param mode whether to start one
 * @param stateDirectory the state directory of the remote
 * @param containerdState the state directory of containerd; {@code null} for the default
 * @param runtime the runtime; {@code null} for the default
 * @param runtimeArguments the arguments of the runtime
 * @param snapshotter the snapshotter; {@code null} for the default
 * @param daemon the properties of a managed daemon
 */
record RemoteSettings(String prefix, @Nullable String location, DaemonMode mode, Path stateDirectory,
		@Nullable Path containerdState, @Nullable String runtime, List<String> runtimeArguments,
		@Nullable String snapshotter, Daemon daemon) {

	static RemoteSettings of(LibcontainerdProperties properties, String directoryName) {
		LibcontainerdProperties.Daemon daemon = properties.getDaemon();
		return new RemoteSettings("", properties.getAddress(), daemon.getMode(),
				or(properties.getStateDirectory(), Path.of("/run/libcontainerd", directoryName)),
				properties.getContainerdState(), properties.getRuntime(), properties.getRuntimeArguments(),
				properties.getSnapshotter(),
				new Daemon(daemon.getBinary(), or(daemon.getRoot(), Path.of("/var/lib/libcontainerd", directoryName)),
						daemon.isDebug(), daemon.getOomScore()));
	}

	/**
	 * Return the settings of a further one.
	 * @param name its name
	 * @param own what is set for it
	 * @param common where the rest is taken from
	 * @param directoryName the name of its directories
	 * @return the settings
	 */
	static RemoteSettings of(String name, RemoteProperties own, LibcontainerdProperties common, String directoryName) {
		RemoteProperties.Daemon daemon = own.getDaemon();
		boolean external = StringUtils.hasText(own.getAddress());
		return new RemoteSettings("remotes." + name + ".", own.getAddress(),
				external ? DaemonMode.NEVER : DaemonMode.ALWAYS,
				or(own.getStateDirectory(), Path.of("/run/libcontainerd", directoryName)), own.getContainerdState(),
				StringUtils.hasText(own.getRuntime()) ? own.getRuntime() : common.getRuntime(),
				or(own.getRuntimeArguments(), common.getRuntimeArguments()),
				StringUtils.hasText(own.getSnapshotter()) ? own.getSnapshotter() : common.getSnapshotter(),
				new Daemon(or(daemon.getBinary(), common.getDaemon().getBinary()),
						or(daemon.getRoot(), Path.of("/var/lib/libcontainerd", directoryName)),
						or(daemon.getDebug(), common.getDaemon().isDebug()),
						or(daemon.getOomScore(), common.getDaemon().getOomScore())));
	}

	private static <T> T or(@Nullable T value, T other) {
		return Objects.requireNonNullElse(value, other);
	}

	/**
	 * Return where containerd listens.
	 * @return the path; {@code null} when it is not fixed
	 */
	@Nullable Path address() {
		String address = this.location;
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
		if (this.mode == DaemonMode.ALWAYS) {
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

	/**
	 * Return the options that are this containerd's own.
	 * @return the options
	 */
	List<RemoteOption> options() {
		List<RemoteOption> options = new ArrayList<>();
		PropertyMapper map = PropertyMapper.get();
		map.from(this.containerdState).as(RemoteOption::containerdState).to(options::add);
		map.from(this.runtime).whenHasText().as(RemoteOption::runtimePath).to(options::add);
		map.from(this.runtimeArguments)
			.as(this::checkRuntimeArguments)
			.as(RemoteOption::runtimeArguments)
			.to(options::add);
		map.from(this.snapshotter).whenHasText().as(RemoteOption::snapshotter).to(options::add);
		map.from(this.mode).as(RemoteOption::startDaemon).to(options::add);
		map.from(this.daemon.binary()).whenHasText().as(RemoteOption::daemonBinary).to(options::add);
		map.from(this.daemon.root()).as(RemoteOption::daemonRoot).to(options::add);
		map.from(this.daemon.debug()).as(RemoteOption::debugLog).to(options::add);
		map.from(this.daemon.oomScore()).as(this::checkOomScore).as(RemoteOption::oomScore).to(options::add);
		return options;
	}

	private List<String> checkRuntimeArguments(List<String> arguments) {
		for (String argument : arguments) {
			if (!argument.matches("--systemd-cgroup(=true|=false)?|--root=.+")) {
				throw invalid("runtime-arguments", argument, "containerd can only pass '--systemd-cgroup' and"
						+ " '--root=DIR' on; for others, name a script in 'libcontainerd." + this.prefix + "runtime'");
			}
		}
		return arguments;
	}

	private int checkOomScore(int score) {
		if (score < -1000 || score > 1000) {
			throw invalid("daemon.oom-score", score, "it must be from -1000 to 1000");
		}
		return score;
	}

	private RuntimeException invalid(String property, Object value, String reason) {
		return ContainerdSettings.invalid(this.prefix + property, value, reason);
	}

	/**
	 * How a managed daemon is started.
	 *
	 * @param binary the program
	 * @param root the directory for what must survive a reboot
	 * @param debug whether it logs at level debug
	 * @param oomScore the adjustment of its OOM score
	 */
	record Daemon(String binary, Path root, boolean debug, int oomScore) {
	}

}
