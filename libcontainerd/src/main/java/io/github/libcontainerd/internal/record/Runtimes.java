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
import java.util.List;
import java.util.regex.Pattern;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.StartFailedException;
import io.github.libcontainerd.client.CgroupDriver;
import io.github.libcontainerd.internal.grpc.container.RuntimeChoice;
import io.github.libcontainerd.internal.host.RuntimePrograms;

/**
 * v1.12.2's runtime path and arguments in terms of today's containerd: the name of a
 * shim, or the options of the runc shim.
 */
final class Runtimes {

	private static final Operation OPERATION = Operation.onDaemon("choose the runtime");

	private static final String KATA = "io.containerd.kata.v2";

	private static final Pattern SCOPE = Pattern.compile("([^:/]+\\.slice)?:[^:/]*:[^:/]+");

	private Runtimes() {
	}

	/**
	 * Choose by name.
	 * @param runtime the name of a shim, or the name or path of a runc-compatible
	 * program; {@code kata} for the shim of Kata Containers
	 * @param defaults where the other options come from
	 */
	static RuntimeChoice choose(String runtime, RuntimeChoice defaults) {
		if (runtime.isBlank()) {
			throw new InvalidRequestException(OPERATION,
					"the runtime is blank; give a name such as " + RuntimeChoice.RUNC + ", or a program", null);
		}
		if (runtime.equals("kata")) {
			return new RuntimeChoice(KATA, null, null, false);
		}
		if (runtime.startsWith("io.containerd.")) {
			boolean runc = runtime.equals(RuntimeChoice.RUNC);
			return new RuntimeChoice(runtime, null, runc ? defaults.root() : null, runc && defaults.systemdCgroup());
		}
		return new RuntimeChoice(RuntimeChoice.RUNC, runtime, defaults.root(), defaults.systemdCgroup());
	}

	/**
	 * Refuse a runtime whose program is not there. runc is left to containerd.
	 * @param managed whether containerd is a child of ours
	 */
	static void requireProgram(RuntimeChoice choice, boolean managed, Operation operation) {
		boolean usual = choice.name().equals(RuntimeChoice.RUNC)
				&& (choice.binary() == null || choice.binary().equals("runc"));
		if (!usual) {
			RuntimePrograms.ofThisHost().problem(choice.name(), choice.binary(), managed).ifPresent((problem) -> {
				throw new StartFailedException(operation, StartFailedException.OTHER, problem, null);
			});
		}
	}

	/**
	 * Let somebody make the control groups.
	 * @param root the root directory of the host
	 */
	static RuntimeChoice withDriver(RuntimeChoice choice, CgroupDriver driver, Path root) {
		boolean running = Files.isDirectory(root.resolve("run/systemd/system"));
		if (driver == CgroupDriver.SYSTEMD && !running) {
			throw new InvalidRequestException(OPERATION,
					"systemd is to make the control groups and does not run on this host; take the driver cgroupfs",
					null);
		}
		boolean systemd = driver == CgroupDriver.SYSTEMD || driver == CgroupDriver.AUTO && running
				&& Files.exists(root.resolve("sys/fs/cgroup/cgroup.controllers"));
		return choice.name().equals(RuntimeChoice.RUNC)
				? new RuntimeChoice(choice.name(), choice.binary(), choice.root(), systemd) : choice;
	}

	/**
	 * Refuse a control group that is not named as its driver has it.
	 */
	static void requireFitting(String cgroup, RuntimeChoice choice, Operation operation) {
		boolean scope = SCOPE.matcher(cgroup).matches();
		if (!choice.name().equals(RuntimeChoice.RUNC) || scope == choice.systemdCgroup()) {
			return;
		}
		throw new InvalidRequestException(operation, "the control group '" + cgroup + "' does not fit, since "
				+ (scope ? "systemd does not make the control groups; write it as a path, or set the driver systemd"
						: "systemd makes the control groups; write it as SLICE:PREFIX:NAME, such as"
								+ " system.slice:app:job-1, or set the driver cgroupfs"),
				null);
	}

	/**
	 * Whether an argument says who makes the control groups.
	 */
	static boolean choosesCgroups(String argument) {
		return argument.startsWith("--systemd-cgroup");
	}

	static RuntimeChoice withArguments(RuntimeChoice choice, List<String> arguments) {
		String root = choice.root();
		boolean systemd = choice.systemdCgroup();
		for (String argument : arguments) {
			if (argument.equals("--systemd-cgroup") || argument.equals("--systemd-cgroup=true")) {
				systemd = true;
			}
			else if (argument.equals("--systemd-cgroup=false")) {
				systemd = false;
			}
			else if (argument.startsWith("--root=") && argument.length() > "--root=".length()) {
				root = argument.substring("--root=".length());
			}
			else {
				throw new InvalidRequestException(OPERATION,
						"containerd can't pass the runtime argument '" + argument
								+ "' on; supported are --systemd-cgroup and --root=DIR, for others name a script as"
								+ " the runtime",
						null);
			}
		}
		return new RuntimeChoice(choice.name(), choice.binary(), root, systemd);
	}

}
