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

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.test.Patience;
import io.github.libcontainerd.test.TestImage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The process that pulls an image is killed.
 */
class RealPullDeathTests extends PullTest {

	@Test
	void whatItLeftIsGoneAfterTheNextStart() throws Exception {
		TestImage image = image(400);
		String reference = this.registry.put("app", "death", image);
		this.registry.next(blob(image.layers().get(1)), 1, (answer) -> answer.hangAfter(1_200_000));
		this.remote.close();
		Process process = new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(),
				"-Xmx64m", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
				Application.class.getName(), this.directory.resolve("other").toString(),
				this.daemon.socket().toString(), this.daemon.state().toString(), this.namespace, reference))
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		try {
			Awaitility.await()
				.atMost(PATIENCE)
				.until(() -> leftovers().unfinished().stream().anyMatch((line) -> line.startsWith("ingest layer-")));
		}
		finally {
			process.destroyForcibly();
			assertThat(process.waitFor(Patience.seconds(20).toSeconds(), TimeUnit.SECONDS)).isTrue();
		}
		assertThat(leftovers().unfinished()).isNotEmpty();
		open();
		leftovers().assertNothingLeft();
	}

	/**
	 * What another process does until it is killed.
	 */
	static final class Application {

		private Application() {
		}

		public static void main(String[] arguments) {
			Remote remote = Remote.open(Path.of(arguments[0]), RemoteOption.address(Path.of(arguments[1])),
					RemoteOption.containerdState(Path.of(arguments[2])));
			remote.client(arguments[3], (id, info) -> {
			}).images().pull(arguments[4]);
		}

	}

}
