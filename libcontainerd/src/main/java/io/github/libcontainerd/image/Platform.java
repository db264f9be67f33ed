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
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What an image was made for (OCI image index, {@code platform}). Immutable.
 *
 * @param os the operating system, such as {@code linux}
 * @param architecture the architecture in Go's words, such as {@code amd64}
 * @param variant the variant of the architecture, such as {@code v8}; {@code null} for
 * none
 * @param osVersion the version of the operating system; {@code null} for none
 * @since 0.1.0
 */
public record Platform(String os, String architecture, @Nullable String variant, @Nullable String osVersion) {

	private static final Pattern OS = Pattern.compile("([A-Za-z0-9_-]+)(?:\\(([A-Za-z0-9_.-]*)\\))?");

	private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.-]+");

	/**
	 * Create a platform; empty text is the same as none.
	 */
	public Platform {
		Objects.requireNonNull(os, "os");
		Objects.requireNonNull(architecture, "architecture");
		variant = (variant != null && !variant.isEmpty()) ? variant : null;
		osVersion = (osVersion != null && !osVersion.isEmpty()) ? osVersion : null;
	}

	/**
	 * Return a platform without variant and version.
	 * @param os the operating system
	 * @param architecture the architecture
	 * @return the platform, normalised
	 */
	public static Platform of(String os, String architecture) {
		return new Platform(os, architecture, null, null).normalized();
	}

	/**
	 * Return the platform of this host.
	 * @return the platform, normalised
	 */
	public static Platform host() {
		return HostPlatform.get();
	}

	/**
	 * Return the platform of this host with the latest variant of its architecture that
	 * the processor is of, such as {@code linux/amd64/v3}: images for it run here, though
	 * images are usually made for {@link #host()}.
	 * @return the platform, normalised; the same as {@link #host()} when the variant is
	 * not known
	 */
	public static Platform machine() {
		return HostPlatform.machine();
	}

	/**
	 * Parse a platform as Docker and containerd take it on their command lines:
	 * {@code os/arch/variant}, {@code os/arch}, or one of both, and then the other is
	 * this host's.
	 * @param text the platform, such as {@code linux/arm64} or {@code linux/arm/v7}
	 * @return the platform, normalised
	 * @throws IllegalArgumentException when it is not one
	 */
	public static Platform parse(String text) {
		String[] parts = text.split("/", -1);
		Matcher system = OS.matcher(parts[0]);
		if (parts.length > 3 || !system.matches()) {
			throw new IllegalArgumentException(notOne(text));
		}
		for (int i = 1; i < parts.length; i++) {
			if (!WORD.matcher(parts[i]).matches()) {
				throw new IllegalArgumentException(notOne(text));
			}
		}
		if (parts.length > 1) {
			return new Platform(system.group(1), parts[1], (parts.length > 2) ? parts[2] : null, system.group(2))
				.normalized();
		}
		Platform host = host();
		if (PlatformNames.isOs(PlatformNames.os(system.group(1)))) {
			return new Platform(system.group(1), host.architecture(), host.variant(), system.group(2)).normalized();
		}
		Platform architecture = new Platform(host.os(), parts[0], null, null).normalized();
		if (!PlatformNames.isArchitecture(architecture.architecture())) {
			throw new IllegalArgumentException(
					"'" + text + "' is neither an operating system nor an architecture that Go knows");
		}
		return architecture;
	}

	private static String notOne(String text) {
		return "'" + text + "' is not a platform; write it as os/arch or os/arch/variant, such as linux/arm64";
	}

	/**
	 * Return the same platform in Go's words, as containerd compares it: {@code x86_64}
	 * is {@code amd64}, {@code aarch64} and {@code arm64/v8} are {@code arm64},
	 * {@code arm} is {@code arm/v7}.
	 * @return the platform
	 */
	public Platform normalized() {
		String arch = this.architecture.toLowerCase(Locale.ROOT);
		String version = (this.variant != null) ? this.variant.toLowerCase(Locale.ROOT) : null;
		Platform plain = PlatformNames.architecture(arch, version);
		return new Platform(PlatformNames.os(this.os), plain.architecture(), plain.variant(), this.osVersion);
	}

	/**
	 * Whether an image for another platform runs on this one, as containerd judges it:
	 * {@code amd64} runs {@code 386}, {@code arm64} runs {@code arm}, and a later variant
	 * runs the earlier ones.
	 * @param image the platform of the image
	 * @return whether it does
	 */
	public boolean runs(Platform image) {
		return rank(image) >= 0;
	}

	/**
	 * Choose what runs best on this platform: its own architecture and variant before
	 * those that it can run too, and the first of several alike.
	 * @param manifests what there is, such as the manifests of an index; those without a
	 * platform are never chosen
	 * @return the best one, or empty
	 */
	public Optional<Descriptor> choose(List<Descriptor> manifests) {
		Descriptor best = null;
		int bestRank = Integer.MAX_VALUE;
		for (Descriptor manifest : manifests) {
			int rank = (manifest.platform() != null) ? rank(manifest.platform()) : -1;
			if (rank >= 0 && rank < bestRank) {
				best = manifest;
				bestRank = rank;
			}
		}
		return Optional.ofNullable(best);
	}

	/**
	 * Return 0 for what suits best, more for what suits less, and -1 for what doesn't.
	 */
	private int rank(Platform image) {
		Platform normal = image.normalized();
		if (!versionSuits(normal)) {
			return -1;
		}
		List<Platform> runnable = normalized().runnable();
		for (int i = 0; i < runnable.size(); i++) {
			Platform candidate = runnable.get(i);
			if (candidate.os().equals(normal.os()) && candidate.architecture().equals(normal.architecture())
					&& Objects.equals(candidate.variant(), normal.variant())) {
				return i;
			}
		}
		return -1;
	}

	/** Windows runs images of its own build only. */
	private boolean versionSuits(Platform image) {
		if (this.osVersion == null || image.osVersion == null || !image.os.equals("windows")) {
			return true;
		}
		return build(this.osVersion).equals(build(image.osVersion));
	}

	private static List<String> build(String version) {
		String[] parts = version.split("\\.");
		return List.of(parts).subList(0, Math.min(parts.length, 3));
	}

	/**
	 * Return what this platform runs, the best first.
	 */
	private List<Platform> runnable() {
		List<Platform> all = new ArrayList<>();
		all.add(this);
		for (String[] other : PlatformNames.compatible(this.architecture, this.variant)) {
			all.add(new Platform(this.os, other[0], (other.length > 1) ? other[1] : null, null).normalized());
		}
		return all;
	}

	/**
	 * Return the platform as it is written on command lines.
	 */
	@Override
	public String toString() {
		return this.os + ((this.osVersion != null) ? "(" + this.osVersion + ")" : "") + "/" + this.architecture
				+ ((this.variant != null) ? "/" + this.variant : "");
	}

}
