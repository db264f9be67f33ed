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
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.util.StringUtils;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.client.ConnectMode;
import io.github.libcontainerd.client.DaemonMode;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.run.UserNamespace;

/**
 * What the properties of one containerd mean to its remote, with their defaults derived
 * and their values checked.
 *
 * @param prefix the prefix of its own properties, below {@code libcontainerd.}
 * @param own its own properties
 * @param common the properties of the default one, and of all
 * @param mode whether to start a containerd
 * @param directoryName the name of its directories
 */
record RemoteOptions(String prefix, ContainerdProperties own, LibcontainerdProperties common, DaemonMode mode,
		String directoryName) {

	static RemoteOptions of(LibcontainerdProperties properties, String directoryName) {
		return new RemoteOptions("", properties, properties, properties.getDaemon().getMode(), directoryName);
	}

	/**
	 * Return the options of a further one.
	 * @param name its name
	 * @param own what is set for it
	 * @param common where the rest is taken from
	 * @param directoryName the name of its directories
	 * @return the options
	 */
	static RemoteOptions of(String name, RemoteProperties own, LibcontainerdProperties common, String directoryName) {
		DaemonMode mode = StringUtils.hasText(own.getAddress()) ? DaemonMode.NEVER : DaemonMode.ALWAYS;
		return new RemoteOptions("remotes." + name + ".", own, common, mode, directoryName);
	}

	/**
	 * Return the state directory of the remote.
	 */
	Path stateDirectory() {
		return Objects.requireNonNullElseGet(this.own.getStateDirectory(),
				() -> Path.of("/run/libcontainerd", this.directoryName));
	}

	/**
	 * Return where containerd listens.
	 * @return the path; {@code null} when it is not fixed
	 */
	@Nullable Path address() {
		String address = this.own.getAddress();
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
	 * Return the options.
	 * @param address where containerd listens; {@code null} when it is not fixed
	 * @return a new list
	 */
	List<RemoteOption> toList(@Nullable Path address) {
		List<RemoteOption> options = new ArrayList<>();
		PropertyMapper map = PropertyMapper.get();
		map.from(address).as(RemoteOption::address).to(options::add);
		map.from(this.own::getContainerdState).as(RemoteOption::containerdState).to(options::add);
		map.from(text(this.own.getRuntime(), this.common.getRuntime())).as(RemoteOption::runtimePath).to(options::add);
		map.from(or(this.own.getRuntimeArguments(), this.common.getRuntimeArguments()))
			.as(this::checkRuntimeArguments)
			.as(RemoteOption::runtimeArguments)
			.to(options::add);
		map.from(or(this.own.getCgroupDriver(), this.common.getCgroupDriver()))
			.as(RemoteOption::cgroupDriver)
			.to(options::add);
		map.from(text(this.own.getUserNamespace(), this.common.getUserNamespace()))
			.as(this::userNamespace)
			.as(RemoteOption::userNamespace)
			.to(options::add);
		map.from(text(this.own.getSnapshotter(), this.common.getSnapshotter()))
			.as(RemoteOption::snapshotter)
			.to(options::add);
		addDaemon(options, this.own.getDaemon(), this.common.getDaemon());
		addCommon(options);
		return options;
	}

	private void addDaemon(List<RemoteOption> options, DaemonProperties daemon, DaemonProperties other) {
		PropertyMapper map = PropertyMapper.get();
		options.add(RemoteOption.startDaemon(this.mode));
		map.from(text(daemon.getBinary(), other.getBinary())).as(RemoteOption::daemonBinary).to(options::add);
		options.add(RemoteOption.daemonRoot(Objects.requireNonNullElseGet(daemon.getRoot(),
				() -> Path.of("/var/lib/libcontainerd", this.directoryName))));
		map.from(or(daemon.getDebug(), other.getDebug())).as(RemoteOption::debugLog).to(options::add);
		map.from(or(daemon.getOomScore(), other.getOomScore()))
			.as(this::checkOomScore)
			.as(RemoteOption::oomScore)
			.to(options::add);
	}

	private void addCommon(List<RemoteOption> options) {
		PropertyMapper map = PropertyMapper.get();
		map.from(this.common::getBootstrapMode).as(RemoteOptions::connect).to(options::add);
		map.from(this.common::isLiveRestore).as(RemoteOption::liveRestore).to(options::add);
		map.from(this.common::getStopGrace)
			.as((grace) -> notNegative("stop-grace", grace))
			.as(RemoteOption::stopGrace)
			.to(options::add);
		map.from(this.common::getStartTimeout)
			.as((timeout) -> positive("start-timeout", timeout))
			.as(RemoteOption::startTimeout)
			.to(options::add);
		map.from(this.common::getDrainLimit)
			.as((limit) -> notNegative("drain-limit", limit))
			.as(RemoteOption::drainLimit)
			.to(options::add);
		map.from(this.common::getInitProgram).as(RemoteOption::initProgram).to(options::add);
		map.from(this.common::getConcurrentDownloads)
			.as(RemoteOptions::checkDownloads)
			.as(RemoteOption::concurrentDownloads)
			.to(options::add);
		options.add(new NetworkOptions(this.common.getNetwork(), this.common.getNetworks()).option());
	}

	private static <T> @Nullable T or(@Nullable T value, @Nullable T other) {
		return (value != null) ? value : other;
	}

	private static @Nullable String text(@Nullable String value, @Nullable String other) {
		return StringUtils.hasText(value) ? value : StringUtils.hasText(other) ? other : null;
	}

	// In the background from the moment when the context is refreshed.
	private static RemoteOption connect(LibcontainerdProperties.BootstrapMode mode) {
		return RemoteOption.connect(switch (mode) {
			case DEFAULT -> ConnectMode.AT_ONCE;
			case DEFERRED -> ConnectMode.ON_DEMAND;
		});
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

	private UserNamespace userNamespace(String text) {
		try {
			return UserNamespace.parse(text);
		}
		catch (InvalidRequestException ex) {
			throw invalid("user-namespace", text, String.valueOf(ex.getMessage()));
		}
	}

	private int checkOomScore(int score) {
		if (score < -1000 || score > 1000) {
			throw invalid("daemon.oom-score", score, "it must be from -1000 to 1000");
		}
		return score;
	}

	private static int checkDownloads(int downloads) {
		if (downloads < 1) {
			throw LibcontainerdSettings.invalid("concurrent-downloads", downloads,
					"at least one layer must be fetched at a time");
		}
		return downloads;
	}

	private static Duration positive(String property, Duration duration) {
		if (duration.isNegative() || duration.isZero()) {
			throw LibcontainerdSettings.invalid(property, duration, "the duration must be positive");
		}
		return duration;
	}

	private static Duration notNegative(String property, Duration duration) {
		if (duration.isNegative()) {
			throw LibcontainerdSettings.invalid(property, duration, "the duration must not be negative");
		}
		return duration;
	}

	private RuntimeException invalid(String property, Object value, String reason) {
		return LibcontainerdSettings.invalid(this.prefix + property, value, reason);
	}

}
