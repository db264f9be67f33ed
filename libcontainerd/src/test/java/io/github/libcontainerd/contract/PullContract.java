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

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.github.libcontainerd.ImageException;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.image.Image;
import io.github.libcontainerd.image.ImageDetails;
import io.github.libcontainerd.image.Platform;
import io.github.libcontainerd.image.PullObserver;
import io.github.libcontainerd.image.PullOption;
import io.github.libcontainerd.image.PullProgress;
import io.github.libcontainerd.test.ImageLeftovers;
import io.github.libcontainerd.test.TestImage;
import io.github.libcontainerd.test.TestRegistry;
import io.github.libcontainerd.test.TestTar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Images from a real registry.
 */
abstract class PullContract extends ContractTest {

	private TestRegistry registry;

	@BeforeAll
	void launchRegistry() {
		this.registry = TestRegistry.plain();
	}

	@AfterAll
	void closeRegistry() {
		this.registry.close();
	}

	@AfterEach
	void nothingIsUnfinished() {
		leftovers().assertNothingUnfinished();
	}

	private ImageLeftovers leftovers() {
		return ImageLeftovers.of(this.daemon.socket(), this.namespace);
	}

	private static TestImage layered(int layers) {
		TestImage.Builder builder = TestImage.builder().layer(TestImage.busyboxLayer()).config("Cmd", List.of("sh"));
		for (int i = 1; i < layers; i++) {
			builder.layer(new TestTar().file("data/" + i, random(200_000, i)).toBytes(),
					TestImage.Compression.values()[i % 3]);
		}
		return builder.build();
	}

	private static byte[] random(int size, int seed) {
		byte[] bytes = new byte[size];
		new Random(seed).nextBytes(bytes);
		return bytes;
	}

	@Test
	void imageIsFetchedUnpackedAndNamed() {
		TestImage made = layered(5);
		String reference = this.registry.push("app/web", "1", made);
		Image image = this.client.images().pull(reference);
		assertThat(image.name()).isEqualTo(reference);
		assertThat(image.target().digest()).isEqualTo(made.manifest().digest());
		ImageDetails details = this.client.images().inspect(reference);
		assertThat(details.unpacked()).isTrue();
		assertThat(details.config().cmd()).containsExactly("sh");
		assertThat(details.layers()).hasSize(5);
		assertThat(details.platform()).isEqualTo(Platform.host());
		assertThat(this.client.images().list()).containsExactly(image);
		Ctr ctr = new Ctr(this.daemon, this.namespace);
		assertThat(ctr.run("images", "check")).contains("complete (6/6)").contains("true");
		assertThat(ctr.run("run", "--rm", reference, "one", "/bin/ls", "/data")).contains("1").contains("4");
		this.client.images().remove(reference);
		leftovers().assertNothingLeft();
	}

	@Test
	void pullsAreObservedWithTheirEnd() {
		String reference = this.registry.push("app/observed", "1", layered(2));
		List<String> seen = new CopyOnWriteArrayList<>();
		this.remote.close();
		open(RemoteOption
			.observer((operation) -> (failure) -> seen.add(operation.name() + ((failure != null) ? " failed" : ""))),
				RemoteOption.pullObserver(new PullObserver() {

					@Override
					public void progressed(String of, PullProgress progress) {
						assertThat(progress.image()).isEqualTo(reference);
						if (progress.status() == PullProgress.Status.DOWNLOADED) {
							seen.add("downloaded");
						}
					}

					@Override
					public void pulled(String of, Image image) {
						seen.add("pulled " + image.name());
					}

					@Override
					public void failed(String of, String wanted, Throwable failure) {
						seen.add("failed " + wanted);
						throw new IllegalStateException("on purpose");
					}

				}));
		List<PullProgress> theirs = new CopyOnWriteArrayList<>();
		this.client.images().pull(reference, PullOption.listener(theirs::add));
		assertThat(seen).contains("downloaded").endsWith("pulled " + reference, "pull");
		assertThat(theirs).isNotEmpty();
		seen.clear();
		String missing = this.registry.host() + "/app/missing";
		assertThat(this.client.images().pullAsync(missing)).failsWithin(PATIENCE);
		assertThat(seen).containsExactlyInAnyOrder("failed " + missing + ":latest", "pull failed");
		seen.clear();
		assertThatExceptionOfType(ImageException.class).isThrownBy(() -> this.client.images().pull("No Image"));
		assertThat(seen).containsExactlyInAnyOrder("failed No Image", "pull failed");
		this.client.images().remove(reference);
	}

	@Test
	void secondPullFetchesNothing() {
		String reference = this.registry.push("app/twice", "1", layered(2));
		this.client.images().pull(reference);
		List<PullProgress> progress = new CopyOnWriteArrayList<>();
		this.client.images().pull(reference, PullOption.listener(progress::add));
		assertThat(progress).extracting(PullProgress::status)
			.contains(PullProgress.Status.EXISTS)
			.doesNotContain(PullProgress.Status.DOWNLOADING, PullProgress.Status.DOWNLOADED,
					PullProgress.Status.UNPACKING);
	}

	@Test
	void whoWantsTheSameSharesTheWork() {
		String reference = this.registry.push("app/shared", "1", layered(5));
		List<CompletableFuture<Image>> pulls = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			pulls.add(this.client.images().pullAsync(reference));
		}
		pulls.get(0).cancel(true);
		for (CompletableFuture<Image> pull : pulls.subList(1, 8)) {
			assertThat(pull.join().name()).isEqualTo(reference);
		}
		assertThat(this.client.images().inspect(reference).unpacked()).isTrue();
	}

	@Test
	void unknownImageNamesTheImage() {
		assertThatExceptionOfType(ImageException.class)
			.isThrownBy(() -> this.client.images().pull(this.registry.host() + "/no/such:1"))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(ImageException.Reason.NOT_FOUND))
			.withMessageContaining(this.registry.host() + "/no/such:1");
		leftovers().assertNothingLeft();
	}

}
