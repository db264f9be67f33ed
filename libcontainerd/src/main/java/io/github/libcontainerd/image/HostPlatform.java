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

package io.github.libcontainerd.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * What Java says of this host, in Go's words.
 */
final class HostPlatform {

	private static final Platform HOST = of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""),
			readCpuInfo());

	// What the x86-64 psABI asks for, in the kernel's words; abm is lzcnt.
	private static final List<Level> AMD64 = List.of(new Level("v2", "cx16 lahf_lm popcnt sse4_1 sse4_2 ssse3"),
			new Level("v3", "abm avx avx2 bmi1 bmi2 f16c fma movbe"),
			new Level("v4", "avx512bw avx512cd avx512dq avx512f avx512vl"));

	// What an extension of the architecture always has and the kernel tells.
	private static final List<Level> ARM64 = List.of(new Level("v8.1", "asimdrdm atomics crc32"),
			new Level("v8.2", "dcpop"), new Level("v8.3", "fcma jscvt lrcpc"),
			new Level("v8.4", "asimddp dit flagm ilrcpc uscat"), new Level("v8.5", "flagm2 frint sb"),
			new Level("v9", "sve2"));

	private static final Platform MACHINE = machine(HOST, readCpuInfo());

	private HostPlatform() {
	}

	static Platform get() {
		return HOST;
	}

	static Platform machine() {
		return MACHINE;
	}

	/**
	 * Return a host with the latest variant that its processor is of.
	 */
	static Platform machine(Platform host, List<String> cpuInfo) {
		List<Level> levels = switch (host.architecture()) {
			case "amd64" -> AMD64;
			case "arm64" -> ARM64;
			default -> List.of();
		};
		String flags = value(cpuInfo, host.architecture().equals("amd64") ? "flags" : "features");
		List<String> words = List.of(((flags != null) ? flags : "").split(" "));
		String variant = host.variant();
		for (Level level : levels) {
			if (!words.containsAll(List.of(level.flags().split(" ")))) {
				break;
			}
			variant = level.variant();
		}
		return new Platform(host.os(), host.architecture(), variant, host.osVersion()).normalized();
	}

	static Platform of(String osName, String osArch, List<String> cpuInfo) {
		String arch = osArch.toLowerCase(Locale.ROOT);
		String architecture = switch (arch) {
			case "x86", "i386", "i486", "i586", "i686" -> "386";
			case "loongarch64" -> "loong64";
			case "mips64el" -> "mips64le";
			case "mipsel" -> "mipsle";
			default -> (arch.startsWith("arm") && !arch.startsWith("arm64")) ? "arm" : arch;
		};
		String variant = architecture.equals("arm") ? armVariant(cpuInfo) : null;
		return new Platform(os(osName.toLowerCase(Locale.ROOT)), architecture, variant, null).normalized();
	}

	private static String os(String name) {
		if (name.startsWith("windows")) {
			return "windows";
		}
		return name.startsWith("mac") ? "darwin" : name.replace(" ", "");
	}

	/** The same as containerd reads, which knows that early Raspberry Pis lie. */
	private static @Nullable String armVariant(List<String> cpuInfo) {
		String architecture = value(cpuInfo, "cpu architecture");
		if (architecture == null) {
			return null;
		}
		String model = value(cpuInfo, "model name");
		if (architecture.equals("7") && model != null
				&& model.toLowerCase(Locale.ROOT).startsWith("armv6-compatible")) {
			return "v6";
		}
		return switch (architecture.toLowerCase(Locale.ROOT)) {
			case "8", "aarch64" -> "v8";
			case "7", "7m", "?(12)", "?(13)", "?(14)", "?(15)", "?(16)", "?(17)" -> "v7";
			case "6", "6tej" -> "v6";
			case "5", "5t", "5te", "5tej" -> "v5";
			default -> null;
		};
	}

	private static @Nullable String value(List<String> cpuInfo, String key) {
		for (String line : cpuInfo) {
			int colon = line.indexOf(':');
			if (colon > 0 && line.substring(0, colon).strip().equalsIgnoreCase(key)) {
				return line.substring(colon + 1).strip();
			}
		}
		return null;
	}

	private static List<String> readCpuInfo() {
		try {
			return Files.readAllLines(Path.of("/proc/cpuinfo"));
		}
		catch (IOException ex) {
			return List.of();
		}
	}

	/**
	 * A variant of an architecture.
	 *
	 * @param variant its name
	 * @param flags what a processor of it has beside what the one before has
	 */
	private record Level(String variant, String flags) {
	}

}
