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
package io.github.libcontainerd.internal.host;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.Operation;

/**
 * The AppArmor of the kernel: whether there is one, which profiles are loaded, and a
 * default profile of our own, which is loaded when it is first needed.
 */
public final class AppArmor {

	/** The profile that containers get by default. */
	public static final String DEFAULT_PROFILE = "libcontainerd-default";

	/** What stands for no profile. */
	public static final String UNCONFINED = "unconfined";

	private static final Logger logger = LoggerFactory.getLogger(AppArmor.class);

	private static final List<Path> PROGRAMS = List.of(Path.of("/usr/sbin"), Path.of("/sbin"), Path.of("/usr/bin"),
			Path.of("/usr/local/sbin"));

	private static final AppArmor HOST = new AppArmor(Path.of("/sys"), PROGRAMS);

	private static final int PARSER_SECONDS = 10;

	private final Path enabled;

	private final Path control;

	private final List<Path> programs;

	// Held while the profile is looked for and loaded.
	private final Lock lock = new ReentrantLock();

	// It was tried, so that there is one warning only.
	private boolean failed;

	AppArmor(Path sys, List<Path> programs) {
		this.enabled = sys.resolve("module/apparmor/parameters/enabled");
		this.control = sys.resolve("kernel/security/apparmor");
		this.programs = programs;
	}

	/**
	 * Return that of this host.
	 * @return the one
	 */
	public static AppArmor ofThisHost() {
		return HOST;
	}

	boolean enabled() {
		return text(this.enabled).map((text) -> text.startsWith("Y")).orElse(false);
	}

	/**
	 * Return the profile of containers that don't choose one, loaded.
	 * @return the name; empty where there is no AppArmor, or we may not load a profile
	 */
	public Optional<String> defaultProfile() {
		return (enabled() && loadDefault()) ? Optional.of(DEFAULT_PROFILE) : Optional.empty();
	}

	/**
	 * Refuse a profile that a process can't get. Our own is loaded if it is not yet, as
	 * after a reboot.
	 * @param profile the name; {@code null} or empty for none
	 * @param operation what it is part of
	 * @throws InvalidRequestException if it is not loaded
	 */
	public void require(@Nullable String profile, Operation operation) {
		if (profile == null || profile.isEmpty() || profile.equals(UNCONFINED)) {
			return;
		}
		if (!enabled()) {
			throw new InvalidRequestException(operation, "it is to have the AppArmor profile '" + profile
					+ "', and this host has no AppArmor; leave the profile out", null);
		}
		boolean missing = profile.equals(DEFAULT_PROFILE) ? !loadDefault() : !loaded(profile).orElse(true);
		if (missing) {
			throw new InvalidRequestException(operation,
					"the AppArmor profile '" + profile
							+ "' is not loaded; load it (apparmor_parser -r FILE), or take another or 'unconfined'",
					null);
		}
	}

	/**
	 * Return whether a profile is loaded; empty when that can't be seen.
	 */
	private Optional<Boolean> loaded(String profile) {
		return text(this.control.resolve("profiles"))
			.map((text) -> text.lines().anyMatch((line) -> line.startsWith(profile + " (")));
	}

	private boolean loadDefault() {
		this.lock.lock();
		try {
			return loaded(DEFAULT_PROFILE).orElse(false) || load();
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean load() {
		if (this.failed) {
			return false;
		}
		Optional<Path> parser = this.programs.stream()
			.map((directory) -> directory.resolve("apparmor_parser"))
			.filter(Files::isExecutable)
			.findFirst();
		if (parser.isEmpty() || !Files.isWritable(this.control.resolve(".replace"))) {
			return fail(parser.isEmpty() ? "there is no apparmor_parser (apt-get install apparmor)"
					: "this process may not load profiles");
		}
		try {
			String complaint = load(parser.get());
			return complaint.isEmpty() || fail(complaint);
		}
		catch (IOException | UncheckedIOException ex) {
			return fail(String.valueOf(ex));
		}
	}

	private boolean fail(String reason) {
		this.failed = true;
		logger.warn("Containers run without an AppArmor profile, since it can't be loaded: {}", reason);
		return false;
	}

	/**
	 * Load the default profile.
	 * @return what is wrong; empty if it was loaded
	 */
	private static String load(Path parser) throws IOException {
		Path errors = Files.createTempFile("apparmor", ".txt");
		try {
			Process process = new ProcessBuilder(parser.toString(), "--replace", "--skip-cache")
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.redirectError(errors.toFile())
				.start();
			try (OutputStream stdin = process.getOutputStream()) {
				stdin.write(AppArmorProfile.text(DEFAULT_PROFILE).getBytes(StandardCharsets.UTF_8));
			}
			if (!process.waitFor(PARSER_SECONDS, TimeUnit.SECONDS)) {
				process.destroyForcibly();
				return parser + " did not end in " + PARSER_SECONDS + " s";
			}
			return (process.exitValue() == 0) ? ""
					: parser + " ended with code " + process.exitValue() + ": " + Files.readString(errors).strip();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return "interrupted";
		}
		finally {
			Files.deleteIfExists(errors);
		}
	}

	private static Optional<String> text(Path file) {
		// Most hosts have none, and an exception costs more than to look.
		if (!file.toFile().exists()) {
			return Optional.empty();
		}
		try {
			return Optional.of(Files.readString(file));
		}
		catch (IOException ex) {
			return Optional.empty();
		}
	}

}
