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

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class ResolverFileTests {

	@TempDir
	private Path directory;

	private Path resolved;

	@BeforeEach
	void resolved() {
		this.resolved = this.directory.resolve("resolved.conf");
	}

	@Test
	void serversOfTheHostAreTaken() throws IOException {
		assertThat(text("search example.org\nnameserver 192.0.2.53\noptions edns0\n"))
			.isEqualTo("search example.org\nnameserver 192.0.2.53\noptions edns0\n");
	}

	@Test
	void theServersBehindTheStubOfSystemdResolvedAreTaken() throws IOException {
		Files.writeString(this.resolved, "nameserver 192.0.2.53\nnameserver 2001:db8::53\nsearch example.org\n");
		assertThat(text("nameserver 127.0.0.53\noptions edns0 trust-ad\nsearch .\n"))
			.isEqualTo("nameserver 192.0.2.53\nnameserver 2001:db8::53\nsearch example.org\n");
	}

	@Test
	void serversAtTheHostsLoopbackAreLeftOut() throws IOException {
		Files.writeString(this.resolved, "nameserver 198.51.100.53\n");
		assertThat(text("nameserver 127.0.0.1\nnameserver ::1\n  nameserver\t127.0.1.1\nnameserver 192.0.2.53\n"))
			.isEqualTo("nameserver 192.0.2.53\n");
		assertThat(text("nameserver ::1 # local\nnameserver 192.0.2.53\n")).isEqualTo("nameserver 192.0.2.53\n");
	}

	@Test
	void withoutAnyServerThatIsReachedPublicOnesAreTaken() throws IOException {
		assertThat(text("search example.org\nnameserver 127.0.0.1\nnameserver ::1\n"))
			.isEqualTo("search example.org\nnameserver 8.8.8.8\nnameserver 8.8.4.4\n");
		assertThat(text("")).isEqualTo("nameserver 8.8.8.8\nnameserver 8.8.4.4\n");
		Files.delete(this.directory.resolve("resolv.conf"));
		assertThat(ResolverFile.text(this.directory, this.resolved))
			.isEqualTo("nameserver 8.8.8.8\nnameserver 8.8.4.4\n");
	}

	@Test
	void commentsAreNoServers() throws IOException {
		assertThat(text("# nameserver 127.0.0.1\nnameserver 192.0.2.53\n"))
			.isEqualTo("# nameserver 127.0.0.1\nnameserver 192.0.2.53\n");
	}

	private String text(String host) throws IOException {
		Files.writeString(this.directory.resolve("resolv.conf"), host);
		return ResolverFile.text(this.directory, this.resolved);
	}

}
