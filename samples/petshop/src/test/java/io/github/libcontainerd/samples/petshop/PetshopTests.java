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
package io.github.libcontainerd.samples.petshop;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The shop on a real containerd with a real PostgreSQL.
 */
@Timeout(value = 240, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PetshopTests {

	private static final Duration LONG = Duration.ofSeconds(90);

	@Test
	void theShopKeepsItsPetsWhoeverDies() throws Exception {
		String archive = ServiceArchives.of("postgres").toString();
		try (Host host = new Host()) {
			try (Host.Application shop = start(host, archive)) {
				awaitPets(host, shop, "[]");
				assertThat(host.inside("curl", "-sS", "-f", "-m", "10", "-H", "Content-Type: application/json", "-d",
						"{\"name\":\"Rex\",\"species\":\"dog\"}", "http://127.0.0.1:8080/pets"))
					.isEqualTo("{\"id\":1,\"name\":\"Rex\",\"species\":\"dog\"}");
				assertThat(get(host, "actuator/containers")).contains("\"declaration\":\"db\"");

				// The database is killed: it is started again, and the pool connects
				// anew.
				kill(pid(host));
				awaitPets(host, shop, "[{\"id\":1,\"name\":\"Rex\",\"species\":\"dog\"}]");

				// So is the shop, which is then started with another declaration.
				shop.kill();
			}
			try (Host.Application shop = start(host, archive, "--libcontainerd.containers.db.memory=512m")) {
				awaitPets(host, shop, "[{\"id\":1,\"name\":\"Rex\",\"species\":\"dog\"}]");
				assertThat(shop.log()).contains("Container 'db' is not as declared any more and is replaced");
				assertThat(shop.stop()).as(shop.log()).isEqualTo(143);
			}
			assertThat(host.mounts()).isEmpty();
		}
	}

	private static Host.Application start(Host host, String archive, String... more) throws Exception {
		String[] arguments = { "--libcontainerd.live-restore=true",
				"--libcontainerd.containers.db.image=postgres:local",
				"--libcontainerd.containers.db.archive=" + archive };
		String[] all = new String[arguments.length + more.length];
		System.arraycopy(arguments, 0, all, 0, arguments.length);
		System.arraycopy(more, 0, all, arguments.length, more.length);
		return host.start(PetshopApplication.class, all);
	}

	private static void awaitPets(Host host, Host.Application shop, String pets) {
		await().atMost(LONG)
			.failFast(() -> assertThat(shop.isAlive()).as(shop.log()).isTrue())
			.ignoreExceptions()
			.untilAsserted(() -> assertThat(get(host, "pets")).isEqualTo(pets));
	}

	private static String get(Host host, String path) throws Exception {
		return host.inside("curl", "-sS", "-f", "-m", "10", "http://127.0.0.1:8080/" + path);
	}

	private static long pid(Host host) throws Exception {
		String containers = get(host, "actuator/containers");
		return Long.parseLong(containers.replaceAll("(?s).*?\"pid\":(\\d+).*", "$1"));
	}

	private static void kill(long pid) {
		assertThat(ProcessHandle.of(pid)).hasValueSatisfying(ProcessHandle::destroyForcibly);
	}

}
