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

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The words of Go for platforms, other words for the same, and what runs what.
 */
final class PlatformNames {

	private static final Set<String> SYSTEMS = Set.of("aix", "android", "darwin", "dragonfly", "freebsd", "hurd",
			"illumos", "ios", "js", "linux", "netbsd", "openbsd", "plan9", "solaris", "windows", "zos");

	private static final Set<String> ARCHITECTURES = Set.of("386", "amd64", "arm", "armbe", "arm64", "arm64be", "ppc64",
			"ppc64le", "loong64", "mips", "mipsle", "mips64", "mips64le", "ppc", "riscv", "riscv64", "s390", "s390x",
			"sparc", "sparc64", "wasm");

	private PlatformNames() {
	}

	static boolean isOs(String name) {
		return SYSTEMS.contains(name);
	}

	static boolean isArchitecture(String name) {
		return ARCHITECTURES.contains(name);
	}

	static String os(String name) {
		String lower = name.toLowerCase(Locale.ROOT);
		return lower.equals("macos") ? "darwin" : lower;
	}

	/**
	 * Return the architecture and variant in Go's words; the operating system is empty.
	 */
	static Platform architecture(String name, @Nullable String variant) {
		return switch (name) {
			case "i386" -> plain("386", null);
			case "x86_64", "x86-64", "amd64" -> plain("amd64", "v1".equals(variant) ? null : variant);
			case "aarch64", "arm64" -> plain("arm64", ("8".equals(variant) || "v8".equals(variant)) ? null : variant);
			case "armhf" -> plain("arm", "v7");
			case "armel" -> plain("arm", "v6");
			case "arm" -> plain("arm", arm(variant));
			default -> plain(name, variant);
		};
	}

	private static String arm(@Nullable String variant) {
		if (variant == null || variant.isEmpty()) {
			return "v7";
		}
		return (variant.length() == 1) ? "v" + variant : variant;
	}

	private static Platform plain(String architecture, @Nullable String variant) {
		return new Platform("", architecture, variant, null);
	}

	/**
	 * Return what else the architecture runs, the best first; each is an architecture and
	 * perhaps a variant. The same rules as containerd's {@code platforms.Only}.
	 */
	static List<String[]> compatible(String architecture, @Nullable String variant) {
		List<String[]> others = new ArrayList<>();
		switch (architecture) {
			case "amd64" -> {
				addDownTo(others, "amd64", number(variant, 1) - 1, 1);
				others.add(new String[] { "386" });
			}
			case "arm" -> addDownTo(others, "arm", number(variant, 7) - 1, 5);
			case "arm64" -> {
				addArm64(others, (variant != null) ? variant : "v8");
				addDownTo(others, "arm", 8, 5);
			}
			default -> {
			}
		}
		return others;
	}

	/** The extensions of v9.x are those of v8.(x+5) and more. */
	private static void addArm64(List<String[]> others, String variant) {
		int dot = variant.indexOf('.');
		int major = number((dot > 0) ? variant.substring(0, dot) : variant, 8);
		int minor = (dot > 0) ? number(variant.substring(dot + 1), 0) : 0;
		int below = minor;
		if (major == 9) {
			addMinors(others, "v9", minor);
			below = minor + 6;
		}
		addMinors(others, "v8", below);
	}

	private static void addMinors(List<String[]> others, String major, int below) {
		for (int minor = below - 1; minor >= 0; minor--) {
			others.add(new String[] { "arm64", (minor > 0) ? major + "." + minor : major });
		}
	}

	private static void addDownTo(List<String[]> others, String architecture, int from, int to) {
		for (int version = from; version >= to; version--) {
			others.add(new String[] { architecture, "v" + version });
		}
	}

	private static int number(@Nullable String variant, int otherwise) {
		if (variant == null) {
			return otherwise;
		}
		String digits = variant.startsWith("v") ? variant.substring(1) : variant;
		// Two digits: nobody may make us count to a billion.
		return digits.matches("[0-9]{1,2}") ? Integer.parseInt(digits) : otherwise;
	}

}
