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

package io.github.libcontainerd.internal.image.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

import io.github.libcontainerd.ImageException.Reason;
import io.github.libcontainerd.health.HealthCheck;
import io.github.libcontainerd.image.Descriptor;
import io.github.libcontainerd.image.ImageConfig;
import io.github.libcontainerd.image.Platform;
import io.github.libcontainerd.internal.json.GoJson;

/**
 * Reads the JSON parts of images. What is not needed is skipped and never held; what is
 * needed is checked, since it comes from strangers.
 */
public final class ImageJson {

	/** As much as registries and containerd take. */
	public static final int MAX_MANIFEST = 4 * 1024 * 1024;

	public static final int MAX_CONFIG = 8 * 1024 * 1024;

	private static final Pattern DIGEST = Pattern
		.compile("sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128}");

	private ImageJson() {
	}

	public static List<Descriptor> index(byte[] json, String what) {
		Document document = read(json, Document.class, what);
		if (document.schemaVersion != null && document.schemaVersion == 1) {
			throw schema1(what);
		}
		// A document that can be read as both is an attack (CVE-2021-41190).
		if (document.manifests == null || document.config != null || document.layers != null) {
			throw ImageProblem.corrupt("the " + what + " is not an index");
		}
		return descriptors(document.manifests, what);
	}

	static Manifest manifest(byte[] json, String what) {
		Document document = read(json, Document.class, what);
		if (document.schemaVersion != null && document.schemaVersion == 1) {
			throw schema1(what);
		}
		if (document.config == null || document.layers == null || document.manifests != null) {
			throw ImageProblem.corrupt("the " + what + " is not a manifest");
		}
		return new Manifest(document.config.descriptor(what), descriptors(document.layers, what));
	}

	static Config config(byte[] json, String what) {
		ConfigDocument document = read(json, ConfigDocument.class, what);
		if (document.rootfs == null || document.rootfs.diffIds == null) {
			throw ImageProblem.corrupt("the " + what + " names no layers (rootfs.diff_ids)");
		}
		for (String diffId : document.rootfs.diffIds) {
			checkDigest(diffId, what);
		}
		Platform platform = document.platform();
		ConfigDocument.Run run = (document.config != null) ? document.config : ConfigDocument.Run.EMPTY;
		return new Config(platform, run.config(), document.rootfs.diffIds);
	}

	/**
	 * Return the platform that a configuration names.
	 * @param image whether it is one of an image, which has the platform of this host
	 * when it names none
	 */
	static @Nullable Platform platform(byte[] json, String what, boolean image) {
		ConfigDocument document = read(json, ConfigDocument.class, what);
		return (image || (given(document.os) != null && given(document.architecture) != null)) ? document.platform()
				: null;
	}

	private static @Nullable String given(@Nullable String text) {
		return (text != null && !text.isEmpty()) ? text : null;
	}

	public static void checkDigest(@Nullable String digest, String what) {
		if (digest == null || !DIGEST.matcher(digest).matches()) {
			throw ImageProblem.corrupt("the " + what + " has an invalid digest: " + digest);
		}
	}

	private static ImageProblem schema1(String what) {
		return new ImageProblem(Reason.UNSUPPORTED_FORMAT, "the " + what
				+ " is of Docker's schema 1, which is no longer supported; push the image again with a current tool");
	}

	private static List<Descriptor> descriptors(List<DescriptorJson> list, String what) {
		List<Descriptor> descriptors = new ArrayList<>(list.size());
		for (DescriptorJson json : list) {
			if (json == null) {
				throw ImageProblem.corrupt("the " + what + " has a null in a list");
			}
			descriptors.add(json.descriptor(what));
		}
		return descriptors;
	}

	public static <T> T read(byte[] json, Class<T> type, String what) {
		try {
			T value = GoJson.mapper().readValue(json, type);
			if (value == null) {
				throw ImageProblem.corrupt("the " + what + " is empty");
			}
			return value;
		}
		catch (JacksonException ex) {
			throw new ImageProblem(Reason.CORRUPT, "the " + what + " is not valid: " + ex.getOriginalMessage(), ex);
		}
	}

	public static byte[] write(Object value) {
		return GoJson.mapper().writeValueAsBytes(value);
	}

	/**
	 * A manifest.
	 *
	 * @param config the configuration
	 * @param layers the layers, the lowest first
	 */
	public record Manifest(Descriptor config, List<Descriptor> layers) {
	}

	/**
	 * A configuration.
	 *
	 * @param platform what the image was made for
	 * @param config how it wants to be run
	 * @param diffIds the digests of the layers without compression, the lowest first
	 */
	public record Config(Platform platform, ImageConfig config, List<String> diffIds) {
	}

	/** An index or a manifest. */
	private record Document(@Nullable Integer schemaVersion, @Nullable DescriptorJson config,
			@Nullable List<DescriptorJson> layers, @Nullable List<DescriptorJson> manifests) {
	}

	/** A descriptor. */
	private record DescriptorJson(@Nullable String mediaType, @Nullable String digest, @Nullable Long size,
			@Nullable Map<String, @Nullable String> annotations, @Nullable PlatformJson platform) {

		Descriptor descriptor(String what) {
			checkDigest(this.digest, what);
			if (this.mediaType == null || this.digest == null || this.size == null || this.size < 0) {
				throw ImageProblem.corrupt("the " + what + " has a part without media type or size: " + this.digest);
			}
			Map<String, String> notes = new java.util.HashMap<>();
			if (this.annotations != null) {
				this.annotations.forEach((key, value) -> notes.put(key, (value != null) ? value : ""));
			}
			return new Descriptor(this.mediaType, this.digest, this.size, notes,
					(this.platform != null) ? this.platform.platform() : null);
		}

	}

	/** A platform. */
	private record PlatformJson(@Nullable String os, @Nullable String architecture, @Nullable String variant,
			@JsonProperty("os.version") @Nullable String osVersion) {

		@Nullable Platform platform() {
			String system = given(this.os);
			String machine = given(this.architecture);
			return (system != null && machine != null) ? new Platform(system, machine, this.variant, this.osVersion)
					: null;
		}

	}

	/** A configuration file. */
	private record ConfigDocument(@Nullable String os, @Nullable String architecture, @Nullable String variant,
			@JsonProperty("os.version") @Nullable String osVersion, @Nullable Run config, @Nullable RootFs rootfs) {

		Platform platform() {
			String system = given(this.os);
			String machine = given(this.architecture);
			return new Platform((system != null) ? system : "linux",
					(machine != null) ? machine : Platform.host().architecture(), this.variant, this.osVersion)
				.normalized();
		}

		/** The layers. */
		private record RootFs(@JsonProperty("diff_ids") @Nullable List<String> diffIds) {
		}

		/** How to run it. Docker wrote the names with capitals first, and so does OCI. */
		private record Run(@JsonProperty("User") @Nullable String user, @JsonProperty("Env") @Nullable List<String> env,
				@JsonProperty("Entrypoint") @Nullable List<String> entrypoint,
				@JsonProperty("Cmd") @Nullable List<String> cmd,
				@JsonProperty("WorkingDir") @Nullable String workingDir,
				@JsonProperty("StopSignal") @Nullable String stopSignal,
				@JsonProperty("Labels") @Nullable Map<String, @Nullable String> labels,
				@JsonProperty("Volumes") @Nullable Map<String, @Nullable Object> volumes,
				@JsonProperty("ExposedPorts") @Nullable Map<String, @Nullable Object> exposedPorts,
				@JsonProperty("Healthcheck") @Nullable Health health) {

			static final Run EMPTY = new Run(null, null, null, null, null, null, null, null, null, null);

			ImageConfig config() {
				Map<String, String> marks = new java.util.HashMap<>();
				if (this.labels != null) {
					this.labels.forEach((key, value) -> marks.put(key, (value != null) ? value : ""));
				}
				return new ImageConfig(given(this.user), list(this.env), list(this.entrypoint), list(this.cmd),
						given(this.workingDir), given(this.stopSignal), marks, keys(this.volumes),
						keys(this.exposedPorts), (this.health != null) ? this.health.check() : null);
			}

			private static List<String> list(@Nullable List<String> value) {
				return (value != null) ? value.stream().filter(java.util.Objects::nonNull).toList() : List.of();
			}

			private static Set<String> keys(@Nullable Map<String, @Nullable Object> value) {
				return (value != null) ? value.keySet() : Set.of();
			}

		}

		/** How to check its health; times in nanoseconds, 0 for the default. */
		private record Health(@JsonProperty("Test") @Nullable List<String> test,
				@JsonProperty("Interval") @Nullable Long interval, @JsonProperty("Timeout") @Nullable Long timeout,
				@JsonProperty("StartPeriod") @Nullable Long startPeriod,
				@JsonProperty("StartInterval") @Nullable Long startInterval,
				@JsonProperty("Retries") @Nullable Integer retries) {

			private static final long SHORTEST = 1_000_000;

			@Nullable HealthCheck check() {
				List<String> words = Run.list(this.test);
				if (words.size() < 2 || words.get(1).isEmpty()) {
					return null;
				}
				HealthCheck check = switch (words.get(0)) {
					case "CMD" -> HealthCheck.of(words.subList(1, words.size()));
					case "CMD-SHELL" -> HealthCheck.shell(words.get(1));
					default -> HealthCheck.none();
				};
				check = with(check, this.interval, HealthCheck::interval);
				check = with(check, this.timeout, HealthCheck::timeout);
				check = with(check, this.startPeriod, HealthCheck::startPeriod);
				check = with(check, this.startInterval, HealthCheck::startInterval);
				check = (this.retries != null && this.retries > 0) ? check.retries(this.retries) : check;
				return check.isNone() ? null : check;
			}

			private static HealthCheck with(HealthCheck check, @Nullable Long nanos,
					BiFunction<HealthCheck, Duration, HealthCheck> change) {
				return (nanos != null && nanos >= SHORTEST) ? change.apply(check, Duration.ofNanos(nanos)) : check;
			}

		}

	}

}
