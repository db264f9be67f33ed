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

import java.util.Map;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.test.FakeContainerd;
import io.github.libcontainerd.test.TestTar;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is read of an image once, unless it is large.
 */
class RememberedImageTests extends ImageRunTest {

	private FakeContainerd fake;

	@Override
	protected TestDaemon launch() {
		this.fake = FakeContainerd.builder().version("2.1.9").launch();
		return new FaultyDaemon(this.fake, 0);
	}

	@ParameterizedTest
	@CsvSource({ "1000,true", "200000,false" })
	void documents(int size, boolean remembered) {
		String image = this.registry.push("test/labelled", "1",
				busybox().config("Labels", Map.of("large", "x".repeat(size))).build());
		this.client.images().pull(image);
		assertThat(this.client.images().inspect(image).config().labels().get("large")).hasSize(size);
		int reads = this.fake.calls("Content/Read");
		assertThat(this.client.images().inspect(image).config().labels().get("large")).hasSize(size);
		assertThat(this.fake.calls("Content/Read") == reads).isEqualTo(remembered);
	}

	@ParameterizedTest
	@CsvSource({ "1000,true", "200000,false" })
	void users(int size, boolean remembered) {
		String passwd = "#" + "x".repeat(size) + "\nworker:x:1234:1234::/:/bin/sh\n";
		String image = image(new TestTar().file("etc/passwd", passwd));
		RunRequest request = RunRequest.of(image).command("id", "-u").user("worker").build();
		assertThat(containers().run(request).exitCode()).isZero();
		int views = this.fake.calls("Snapshots/View");
		assertThat(containers().run(request).exitCode()).isZero();
		assertThat(this.fake.calls("Snapshots/View") == views).isEqualTo(remembered);
	}

}
