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

import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import io.github.libcontainerd.ImageException;
import io.github.libcontainerd.ImageException.Reason;
import io.github.libcontainerd.image.Images;
import io.github.libcontainerd.image.PullOption;
import io.github.libcontainerd.test.FaultyRegistry;
import io.github.libcontainerd.test.ImageLeftovers;
import io.github.libcontainerd.test.TestImage;
import io.github.libcontainerd.test.TestTar;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the tests of pulls that go wrong have in common: a registry that misbehaves, a
 * real containerd, and after each test nothing unfinished in it.
 */
abstract class PullTest extends ContractTest {

	protected FaultyRegistry registry;

	@Override
	protected TestDaemon launch() {
		return TestDaemon.privateContainerd();
	}

	@BeforeEach
	void launchRegistry() {
		this.registry = FaultyRegistry.start();
	}

	/** Its connections are files of this JVM too. */
	@AfterEach
	void nothingIsUnfinished() {
		this.registry.close();
		leftovers().assertNothingUnfinished();
	}

	protected ImageLeftovers leftovers() {
		return ImageLeftovers.of(this.daemon.socket(), this.namespace);
	}

	protected Images images() {
		return this.client.images();
	}

	/**
	 * Return an image that no other test has: content is shared by all namespaces.
	 */
	protected static TestImage image(int seed) {
		return TestImage.builder()
			.layer(new TestTar().file("base", random(100_000, seed)).toBytes())
			.layer(new TestTar().file("large", random(2_000_000, seed + 1)).toBytes(), TestImage.Compression.NONE)
			.config("Cmd", List.of("sh"))
			.build();
	}

	protected static byte[] random(int size, int seed) {
		byte[] bytes = new byte[size];
		new Random(seed).nextBytes(bytes);
		return bytes;
	}

	protected static String blob(TestImage.Blob blob) {
		return "GET /v2/app/blobs/" + blob.digest();
	}

	protected void fails(String reference, Reason reason, String text, PullOption... options) {
		assertThatExceptionOfType(ImageException.class).isThrownBy(() -> images().pull(reference, options))
			.withMessageContaining(reference)
			.withMessageContaining(text)
			.satisfies((ex) -> org.assertj.core.api.Assertions.assertThat(ex.reason()).isEqualTo(reason));
		leftovers().assertNothingLeft();
	}

}
