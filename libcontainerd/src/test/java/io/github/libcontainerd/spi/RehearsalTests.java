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

package io.github.libcontainerd.spi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.grpc.ManagedChannel;
import org.junit.jupiter.api.Test;

import io.github.libcontainerd.internal.grpc.DaemonApi;
import io.github.libcontainerd.internal.grpc.task.EventsApi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class RehearsalTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	@Test
	void everyCallIsAnswered() throws Exception {
		try (LoopbackPeer peer = LoopbackPeer.open(); ChannelSource source = new UnixSocketChannels()) {
			ManagedChannel channel = source.open(peer.socket(), Runnable::run);
			DaemonApi daemon = new DaemonApi(channel);
			CompletableFuture<Throwable> ended = new CompletableFuture<>();
			new EventsApi(channel, "nobody").subscribe((event, published) -> {
			}, (mark) -> {
			}, ended::complete);
			assertThat(daemon.serving(LIMIT)).succeedsWithin(LIMIT).isEqualTo(false);
			assertThat(daemon.version(LIMIT)).succeedsWithin(LIMIT).isEqualTo("");
			assertThat(daemon.namespaces(LIMIT)).succeedsWithin(LIMIT).isEqualTo(List.of());
			assertThat(ended).succeedsWithin(LIMIT).asString().contains("the event stream ended");
			channel.shutdownNow();
		}
	}

	@Test
	void leavesNothing() throws Exception {
		List<Path> before = temporaryFiles();
		Rehearsal.run();
		assertThat(temporaryFiles()).isSubsetOf(before);
		await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
			.doesNotContain("containerd-loopback", "containerd-rehearsal"));
	}

	private static List<Path> temporaryFiles() throws IOException {
		try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
			return files.filter((file) -> file.getFileName().toString().startsWith("libcontainerd-rehearsal")).toList();
		}
	}

}
