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

package io.github.libcontainerd.boot.actuate;

import java.util.function.Consumer;

import org.assertj.core.api.AbstractStringAssert;

import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResultAssert;

import io.github.libcontainerd.boot.StubClient;
import io.github.libcontainerd.boot.StubRemote;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the tests of endpoints over HTTP share: a context as an application has it.
 */
abstract class AbstractEndpointWebTests {

	final StubClient client = new StubClient("default");

	final StubClient other = new StubClient("other");

	final StubRemote remote = new StubRemote(this.client, this.other);

	final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withInitializer((context) -> context.getEnvironment().setConversionService(new ApplicationConversionService()))
		.withUserConfiguration(Application.class)
		.withBean("client", Client.class, () -> this.client)
		.withBean("remote", Remote.class, () -> this.remote)
		.withPropertyValues("libcontainerd.enabled=false", "libcontainerd.metrics.enabled=false",
				"management.endpoints.web.exposure.include=*", "management.health.containerd.enabled=false");

	void run(Consumer<MockMvcTester> test, String... properties) {
		this.runner.withPropertyValues(properties).run((context) -> {
			assertThat(context).hasNotFailed();
			test.accept(MockMvcTester.from(context));
		});
	}

	static MvcTestResultAssert get(MockMvcTester web, String uri) {
		return assertThat(web.get().uri(uri));
	}

	static AbstractStringAssert<?> json(MockMvcTester web, String uri) {
		return assertThat(web.get().uri(uri).accept(MediaType.APPLICATION_JSON)).bodyText();
	}

	static MvcTestResultAssert post(MockMvcTester web, String uri, String body) {
		return assertThat(web.post().uri(uri).contentType(MediaType.APPLICATION_JSON).content(body));
	}

	/**
	 * An application.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		SanitizingFunction sanitizingFunction() {
			return SanitizingFunction.sanitizeValue().ifLikelySensitive();
		}

	}

}
