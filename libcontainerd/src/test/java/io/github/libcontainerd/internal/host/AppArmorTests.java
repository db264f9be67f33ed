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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.Operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link AppArmor}, on the files of a kernel that has it, made by hand.
 */
class AppArmorTests {

	private static final Operation OPERATION = Operation.onContainer("run", "ns", "web");

	@TempDir
	Path sys;

	private Path control;

	private AppArmor appArmor;

	@BeforeEach
	void files() throws IOException {
		this.control = Files.createDirectories(this.sys.resolve("kernel/security/apparmor"));
		Files.createDirectories(this.sys.resolve("module/apparmor/parameters"));
		Files.writeString(this.control.resolve(".replace"), "");
		profiles("docker-default (enforce)\n");
		this.appArmor = new AppArmor(this.sys, List.of(this.sys.resolve("sbin")));
	}

	private void enabled(String value) throws IOException {
		Files.writeString(this.sys.resolve("module/apparmor/parameters/enabled"), value + "\n");
	}

	private void profiles(String text) throws IOException {
		Files.writeString(this.control.resolve("profiles"), text);
	}

	/** What notes what it was given, and does as if it had been loaded. */
	private void parser(String end) throws IOException {
		Path parser = Files.createDirectories(this.sys.resolve("sbin")).resolve("apparmor_parser");
		Files.writeString(parser, "#!/bin/sh\ncat > " + this.sys + "/loaded\n" + end + "\n");
		assertThat(parser.toFile().setExecutable(true)).isTrue();
	}

	private String loadedAtOnce() {
		return "echo '" + AppArmor.DEFAULT_PROFILE + " (enforce)' >> " + this.control.resolve("profiles");
	}

	@Test
	void withoutItNothingChanges() throws IOException {
		parser(loadedAtOnce());
		assertThat(this.appArmor.defaultProfile()).isEmpty();
		enabled("N");
		assertThat(this.appArmor.defaultProfile()).isEmpty();
		assertThat(this.sys.resolve("loaded")).doesNotExist();
	}

	@Test
	void theDefaultIsLoadedOnce() throws IOException {
		enabled("Y");
		parser(loadedAtOnce());
		assertThat(this.appArmor.defaultProfile()).contains("libcontainerd-default");
		assertThat(Files.readString(this.sys.resolve("loaded"))).startsWith("profile libcontainerd-default flags=(")
			.contains("peer=libcontainerd-default,", "deny mount,")
			.endsWith("}\n");
		Files.delete(this.sys.resolve("loaded"));
		assertThat(this.appArmor.defaultProfile()).isPresent();
		assertThat(this.sys.resolve("loaded")).doesNotExist();

		// As after a reboot.
		profiles("");
		this.appArmor.require("libcontainerd-default", OPERATION);
		assertThat(this.sys.resolve("loaded")).exists();
	}

	@Test
	void whatCantBeLoadedIsNotNamed() throws IOException {
		enabled("Y");
		assertThat(this.appArmor.defaultProfile()).isEmpty();
		parser(loadedAtOnce());
		// It was said once, and is not tried again and again.
		assertThat(this.appArmor.defaultProfile()).isEmpty();
		AppArmor other = new AppArmor(this.sys, List.of(this.sys.resolve("sbin")));
		parser("echo 'syntax error' >&2; exit 1");
		assertThat(other.defaultProfile()).isEmpty();
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> other.require(AppArmor.DEFAULT_PROFILE, OPERATION))
			.withMessageContaining("is not loaded");
	}

	@Test
	void aProfileHasToBeLoaded() throws IOException {
		this.appArmor.require(null, OPERATION);
		this.appArmor.require("unconfined", OPERATION);
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> this.appArmor.require("docker-default", OPERATION))
			.withMessageContaining("'docker-default', and this host has no AppArmor");
		enabled("Y");
		this.appArmor.require("docker-default", OPERATION);
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> this.appArmor.require("docker", OPERATION))
			.withMessageContaining("the AppArmor profile 'docker' is not loaded; load it (apparmor_parser -r FILE)");
		// Who can't see the list leaves it to the runtime.
		Files.delete(this.control.resolve("profiles"));
		assertThatNoException().isThrownBy(() -> this.appArmor.require("docker", OPERATION));
	}

}
