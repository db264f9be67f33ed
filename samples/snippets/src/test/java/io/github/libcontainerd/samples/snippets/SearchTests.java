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

package io.github.libcontainerd.samples.snippets;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import io.github.libcontainerd.boot.test.AutoConfigureFakeContainerd;
import io.github.libcontainerd.boot.test.container.ImportContainers;
import io.github.libcontainerd.boot.test.container.ServiceConnection;
import io.github.libcontainerd.boot.test.container.TestContainer;
import io.github.libcontainerd.run.WaitStrategy;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A test with the containers of several test classes, as the guide shows it.
 */
@AutoConfigureFakeContainerd
@SpringBootTest
@ImportContainers(SearchTests.ShopContainers.class)
class SearchTests {

	@DynamicPropertySource
	static void properties(DynamicPropertyRegistry registry) {
		registry.add("shop.search-url",
				() -> "http://" + ShopContainers.search.host() + ":" + ShopContainers.search.port(9200));
	}

	@Test
	void theSearchIsTheContainer(@Value("${shop.search-url}") String url) {
		assertThat(url).isEqualTo("http://127.0.0.1:" + ShopContainers.search.port(9200));
	}

	interface ShopContainers {

		@ServiceConnection("postgres")
		TestContainer db = TestContainer.of("registry.acme.example/pg:16")
			.env("POSTGRES_PASSWORD", "secret")
			.publish(5432);

		TestContainer search = TestContainer.of("acme/search:1", (run) -> run.memory("512m").tmpfs("/data", 64 << 20))
			.publish(9200)
			.dependsOn(db)
			.waitFor(WaitStrategy.port(9200));

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
