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

package io.github.libcontainerd.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.spec.Spec;
import io.github.libcontainerd.test.BusyboxRootfs;
import io.github.libcontainerd.test.LeakCheck;
import io.github.libcontainerd.test.Patience;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Gives every test of the contract a client in a namespace of its own, and looks
 * afterwards whether anything is left.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ContractTest {

	protected static final Duration PATIENCE = Patience.seconds(20);

	protected TestDaemon daemon;

	protected Path directory;

	protected Path rootfs;

	protected String namespace;

	protected Remote remote;

	protected Client client;

	protected RecordingBackend backend;

	private LeakCheck leaks;

	protected abstract TestDaemon launch();

	@BeforeAll
	void launchDaemon() throws IOException {
		this.directory = Files.createTempDirectory(Path.of("/tmp"), "lc-");
		this.rootfs = BusyboxRootfs.create(this.directory.resolve("rootfs"));
		this.daemon = launch();
	}

	@AfterAll
	void closeDaemon() throws IOException {
		this.daemon.close();
		try (Stream<Path> files = Files.walk(this.directory)) {
			for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
				Files.delete(file);
			}
		}
	}

	@BeforeEach
	void openClient() {
		this.namespace = "t-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
		this.leaks = LeakCheck.begin("containerd-")
			.namespace(this.namespace)
			.fifosBelow(this.directory.resolve("state"));
		this.backend = new RecordingBackend();
		open();
	}

	/**
	 * Open the remote and the client, as an application that starts would.
	 */
	protected void open(RemoteOption... options) {
		RemoteOption[] all = Stream
			.of(Stream.of(RemoteOption.address(this.daemon.socket()), RemoteOption.stopGrace(Duration.ofMillis(300))),
					this.daemon.options().stream(), Stream.of(options))
			.flatMap((each) -> each)
			.toArray(RemoteOption[]::new);
		this.remote = Remote.open(this.directory.resolve("state"), all);
		this.client = this.remote.client(this.namespace, this.backend);
	}

	@AfterEach
	void closeClient() {
		this.remote.close();
		this.leaks.assertNothingLeft();
		assertThat(this.directory.resolve("state")).doesNotExist();
	}

	protected Spec spec(String... command) {
		return Spec.defaults()
			.toBuilder()
			.root(this.rootfs.toString())
			.process((process) -> process.args(command))
			.build();
	}

	protected Spec script(String script) {
		return spec("/bin/sh", "-c", script);
	}

	protected static ExitStatus end(CompletableFuture<ExitStatus> exit) {
		return exit.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
	}

}
