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

package io.github.libcontainerd.internal.shim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What containerd writes about its shims.
 */
class ShimAddressTests {

	private static final Path SOCKET = Path.of("/run/containerd/s/abc");

	@TempDir
	private Path state;

	private Path bundle;

	@BeforeEach
	void makeBundle() throws IOException {
		this.bundle = Files.createDirectories(this.state.resolve("io.containerd.runtime.v2.task/ns/c1"));
	}

	@Test
	void nothingThere() {
		assertThat(ShimAddress.read(this.state, "ns", "c1")).isEmpty();
		assertThat(ShimAddress.read(this.state, "ns", "other")).isEmpty();
		assertThat(ShimAddress.read(Path.of("/nowhere"), "ns", "c1")).isEmpty();
	}

	@Test
	void address() throws IOException {
		write("address", "unix:///run/containerd/s/abc\n");
		assertThat(ShimAddress.read(this.state, "ns", "c1")).contains(new ShimAddress(SOCKET, 2));
	}

	@Test
	void bootstrap() throws IOException {
		write("bootstrap.json",
				"{\"version\":3,\"address\":\"unix:///run/containerd/s/abc\",\"protocol\":\"ttrpc\",\"env\":{}}");
		assertThat(ShimAddress.read(this.state, "ns", "c1")).contains(new ShimAddress(SOCKET, 3));
	}

	@Test
	void bootstrapIsPreferred() throws IOException {
		write("address", "unix:///run/containerd/s/other");
		write("bootstrap.json", "{\"version\":2,\"address\":\"unix:///run/containerd/s/abc\",\"protocol\":\"ttrpc\"}");
		assertThat(ShimAddress.read(this.state, "ns", "c1")).contains(new ShimAddress(SOCKET, 2));
	}

	@Test
	void emptyBootstrapIsNotThereYet() throws IOException {
		write("bootstrap.json", "");
		write("address", "unix:///run/containerd/s/abc");
		assertThat(ShimAddress.read(this.state, "ns", "c1")).contains(new ShimAddress(SOCKET, 2));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"version\":3,\"address\":\"unix:///s\",\"protocol\":\"grpc\"}",
			"{\"version\":3,\"address\":\"vsock://3:1024\",\"protocol\":\"ttrpc\"}", "{\"version\":3}", "{", "null",
			"[]", "7", "\u0001" })
	void bootstrapOfOthers(String json) throws IOException {
		write("bootstrap.json", json);
		assertThat(ShimAddress.read(this.state, "ns", "c1")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "unix://", "unix://relative", "/run/containerd/s/abc", "unix:///a\0b", "x" })
	void addressOfOthers(String address) throws IOException {
		write("address", address);
		assertThat(ShimAddress.read(this.state, "ns", "c1")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ".", "..", "../ns/c1", "c1/", "a\0b" })
	void namesThatAreNone(String name) throws IOException {
		write("address", "unix:///run/containerd/s/abc");
		assertThat(ShimAddress.read(this.state, "ns", name)).isEmpty();
		assertThat(ShimAddress.read(this.state, name, "c1")).isEmpty();
	}

	private void write(String name, String text) throws IOException {
		Files.writeString(this.bundle.resolve(name), text);
	}

}
