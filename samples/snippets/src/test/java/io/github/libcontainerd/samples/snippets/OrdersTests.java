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

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;

import io.github.libcontainerd.boot.test.AutoConfigureFakeContainerd;
import io.github.libcontainerd.boot.test.container.ServiceConnection;
import io.github.libcontainerd.boot.test.container.TestContainer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A test with containers, as the guide shows it.
 */
@AutoConfigureFakeContainerd
@SpringBootTest
class OrdersTests {

	@ServiceConnection
	static final TestContainer db = TestContainer.of("postgres:16").env("POSTGRES_PASSWORD", "secret").publish(5432);

	@Test
	void theDatabaseIsTheContainer(@Autowired JdbcConnectionDetails details) {
		assertThat(details.getJdbcUrl()).contains("127.0.0.1:" + db.port(5432));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
