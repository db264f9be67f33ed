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

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.amqp.core.Queue;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application with a real RabbitMQ and a real Redis, on a real containerd.
 */
@Timeout(value = 240, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BrokerAndCacheTests {

	private static final String BROKER = "--libcontainerd.containers.broker.";

	private static final String CACHE = "--libcontainerd.containers.cache.";

	@Test
	void theBrokerAndTheCacheAreConnected() throws Exception {
		String rabbitmq = ServiceArchives.of("rabbitmq").toString();
		String redis = ServiceArchives.of("redis").toString();
		try (Host host = new Host();
				Host.Application orders = host.start(Orders.class, "--spring.config.location=optional:classpath:/none/",
						"--spring.application.name=orders", BROKER + "image=rabbitmq:local",
						BROKER + "archive=" + rabbitmq, BROKER + "ports=5672",
						BROKER + "env.RABBITMQ_DEFAULT_USER=shop", BROKER + "env.RABBITMQ_DEFAULT_PASS=secret",
						BROKER + "depends-on=cache", CACHE + "image=redis:local", CACHE + "archive=" + redis,
						CACHE + "ports=6379", CACHE + "health.command=redis-cli,ping",
						CACHE + "wait-for.health=true")) {
			assertThat(orders.await()).as(orders.log()).isZero();
			assertThat(orders.log()).contains("the order is dog, sold to Ada");
			assertThat(host.mounts()).isEmpty();
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
	static class Orders {

		public static void main(String[] arguments) {
			new SpringApplicationBuilder(Orders.class).web(WebApplicationType.NONE).run(arguments).close();
		}

		@Bean
		Queue orders() {
			return new Queue("orders", false);
		}

		@Bean
		CommandLineRunner order(RabbitTemplate rabbit, StringRedisTemplate redis) {
			return (arguments) -> {
				redis.opsForValue().set("dog", "sold to Ada");
				rabbit.convertAndSend("orders", "dog");
				Object order = rabbit.receiveAndConvert("orders", TimeUnit.SECONDS.toMillis(20));
				System.out.println("the order is " + order + ", " + redis.opsForValue().get(String.valueOf(order)));
			};
		}

	}

}
