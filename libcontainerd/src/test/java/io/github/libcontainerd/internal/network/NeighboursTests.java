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

package io.github.libcontainerd.internal.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.libcontainerd.IpAddresses;

import static org.assertj.core.api.Assertions.assertThat;

class NeighboursTests {

	@TempDir
	Path directory;

	private final Neighbours neighbours = new Neighbours();

	private Attachment add(String id, Endpoint... endpoints) {
		Attachment attachment = new Attachment(NetworkLab.holder(id), this.directory.resolve("pin-" + id),
				List.of(endpoints), List.of());
		this.neighbours.add(attachment, id + "-host", this.directory.resolve(id));
		return attachment;
	}

	private String hosts(String id) throws IOException {
		return Files.readString(this.directory.resolve(id));
	}

	@Test
	void namesAreOfBothFamilies() throws IOException {
		add("web",
				new Endpoint("backend", IpAddresses.parse("10.90.0.2"), IpAddresses.parse("fd12::2"), List.of("www")));
		Attachment db = add("db",
				new Endpoint("backend", IpAddresses.parse("10.90.0.3"), IpAddresses.parse("fd12::3"), List.of()),
				new Endpoint("plain", IpAddresses.parse("10.90.1.3"), null, List.of("store")));
		assertThat(hosts("web")).contains("::1\tlocalhost ip6-localhost ip6-loopback\n")
			.endsWith("10.90.0.2\tweb web-host www\nfd12::2\tweb web-host www\n"
					+ "10.90.0.3\tdb db-host\nfd12::3\tdb db-host\n");
		assertThat(hosts("db")).contains("10.90.1.3\tdb db-host store\n", "fd12::2\tweb web-host www\n");
		this.neighbours.remove(db);
		assertThat(hosts("web")).doesNotContain("fd12::3");
	}

}
