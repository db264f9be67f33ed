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

package io.github.libcontainerd.boot.test.container;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A test as users have it, which is run in a process of its own.
 */
@SpringBootTest(properties = { "spring.application.name=orders",
		"spring.datasource.type=org.springframework.jdbc.datasource.SimpleDriverDataSource" })
class OrdersExample {

	/** The property that lets the test go on until its process is killed. */
	static final String HOLD = "orders.hold";

	@ServiceConnection
	static final TestContainer db = TestContainer.of("postgres:16").env("POSTGRES_PASSWORD", "secret").publish(5432);

	@Test
	void anOrderIsStored(@Autowired DataSource source) throws InterruptedException {
		JdbcClient jdbc = JdbcClient.create(source);
		jdbc.sql("create table orders (article text)").update();
		jdbc.sql("insert into orders values ('chair')").update();
		assertThat(jdbc.sql("select article from orders").query(String.class).single()).isEqualTo("chair");
		System.out.println("stored in " + db.running().id());
		if (Boolean.getBoolean(HOLD)) {
			new CountDownLatch(1).await(60, TimeUnit.SECONDS);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(DataSourceAutoConfiguration.class)
	static class Application {

	}

}
