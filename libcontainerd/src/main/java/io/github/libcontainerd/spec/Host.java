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

package io.github.libcontainerd.spec;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the defaults need to know of the host. A containerd that is reached over a unix
 * socket is on the same host as this process.
 *
 * @param architecture the architecture as libseccomp names it
 * @param kernel the version of the kernel
 * @param unifiedCgroups whether the host has only the cgroup v2 hierarchy
 * @param thermalThrottlePaths the counters of each CPU, a side channel of other tenants
 */
record Host(String architecture, Kernel kernel, boolean unifiedCgroups, List<String> thermalThrottlePaths) {

	Host {
		thermalThrottlePaths = List.copyOf(thermalThrottlePaths);
	}

	static Host current() {
		return Holder.CURRENT;
	}

	static Host read(Path root, String osArch) {
		return new Host(architecture(osArch), Kernel.parse(text(root.resolve("proc/sys/kernel/osrelease"))),
				Files.exists(root.resolve("sys/fs/cgroup/cgroup.controllers")), thermalThrottlePaths(root));
	}

	private static String architecture(String osArch) {
		return switch (osArch.toLowerCase(Locale.ROOT)) {
			case "amd64", "x86_64" -> "SCMP_ARCH_X86_64";
			case "aarch64", "arm64" -> "SCMP_ARCH_AARCH64";
			case "x86", "i386", "i586", "i686" -> "SCMP_ARCH_X86";
			default -> "SCMP_ARCH_" + osArch.toUpperCase(Locale.ROOT);
		};
	}

	private static List<String> thermalThrottlePaths(Path root) {
		List<String> paths = new ArrayList<>();
		try (DirectoryStream<Path> cpus = Files.newDirectoryStream(root.resolve("sys/devices/system/cpu"),
				"cpu[0-9]*")) {
			for (Path cpu : cpus) {
				Path path = cpu.resolve("thermal_throttle");
				if (Files.exists(path)) {
					paths.add("/" + root.relativize(path));
				}
			}
		}
		catch (IOException ignored) {
			// no such directory: there is nothing to mask
		}
		paths.sort(null);
		return paths;
	}

	private static String text(Path path) {
		try {
			return Files.readString(path);
		}
		catch (IOException ex) {
			return "";
		}
	}

	/**
	 * The first two numbers of a kernel's version. An unknown version is 0.0.
	 *
	 * @param major the first number
	 * @param minor the second number
	 */
	record Kernel(int major, int minor) {

		private static final Pattern VERSION = Pattern.compile("^(\\d{1,9})\\.(\\d{1,9})");

		static Kernel parse(String release) {
			Matcher matcher = VERSION.matcher(release.strip());
			return (matcher.find()) ? new Kernel(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)))
					: new Kernel(0, 0);
		}

		boolean isAtLeast(Kernel other) {
			return this.major > other.major || (this.major == other.major && this.minor >= other.minor);
		}

	}

	private static final class Holder {

		private static final Host CURRENT = read(Path.of("/"), System.getProperty("os.arch", ""));

	}

}
