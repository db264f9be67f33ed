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

package io.github.libcontainerd.internal.registry.credentials;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.libcontainerd.internal.registry.credentials.CredentialHelper.Outcome;
import io.github.libcontainerd.test.LeakCheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Helpers as real programs.
 */
@Timeout(60)
class CredentialHelperTests {

	@TempDir
	private Path directory;

	@Test
	void aProgramReadsTheAddressAndWritesItsAnswer() throws Exception {
		Outcome outcome = run("read -r url; echo \"$1 $url\"", Duration.ofSeconds(30));
		assertThat(outcome).isEqualTo(new Outcome(0, "get https://example.com\n"));
	}

	@Test
	void itsStatusIsSeen() throws Exception {
		assertThat(run("echo no; exit 3", Duration.ofSeconds(30))).isEqualTo(new Outcome(3, "no\n"));
	}

	@Test
	void oneThatHangsIsKilledWithItsChildren() {
		LeakCheck leaks = LeakCheck.begin("containerd-registry-helper");
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> run("sleep 600 & wait", Duration.ofMillis(200)))
			.withMessageContaining("did not answer");
		leaks.assertNothingLeft();
	}

	@Test
	void oneThatWritesForEverIsKilled() {
		assertThatExceptionOfType(IOException.class).isThrownBy(
				() -> run("while :; do echo 0123456789012345678901234567890123456789; done", Duration.ofSeconds(30)))
			.withMessageContaining("does not come to an end");
	}

	@Test
	void oneThatIsMissingIsNamed() {
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(
					() -> CredentialHelper.processes(Duration.ofSeconds(5)).run("docker-credential-there-is-none", "x"))
			.withMessageContaining("docker-credential-there-is-none cannot be run");
	}

	private Outcome run(String script, Duration limit) throws Exception {
		Path program = Files.writeString(this.directory.resolve("docker-credential-test"),
				"#!/bin/sh\n" + script + "\n");
		Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
		return CredentialHelper.processes(limit).run(program.toString(), "https://example.com\n");
	}

}
