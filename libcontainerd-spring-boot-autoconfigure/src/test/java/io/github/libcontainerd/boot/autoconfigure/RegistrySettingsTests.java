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

package io.github.libcontainerd.boot.autoconfigure;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.mock.env.MockEnvironment;

import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.image.Registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link RegistrySettings} and {@link RegistryProperties}.
 */
class RegistrySettingsTests {

	private final DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry();

	@Test
	void aRegistryIsNamedByItsHostInBrackets() {
		run((option) -> assertThat(option.registries()).containsExactlyInAnyOrder(
				new Registry("registry.example.com:5000", "me", "secret",
						List.of("https://one.example.com", "http://two:80/x"), false, null),
				new Registry("localhost", null, null, List.of(), true, null)),
				"libcontainerd.registries[registry.example.com:5000].username=me",
				"libcontainerd.registries[registry.example.com:5000].password=secret",
				"libcontainerd.registries[registry.example.com:5000].mirrors=https://one.example.com,http://two:80/x",
				"libcontainerd.registries.localhost.plain-http=true");
	}

	@Test
	void withoutPropertiesThereIsNoRegistry() {
		run((option) -> assertThat(option).isEqualTo(RemoteOption.registries(List.of(), null)));
	}

	@Test
	void dockersConfigurationMayBeElsewhere() {
		run((option) -> assertThat(option.dockerConfig()).isEqualTo(Path.of("/etc/docker.json")),
				"libcontainerd.docker-config=/etc/docker.json");
	}

	@Test
	void certificatesComeFromABundle() {
		SSLContext context = bundle("corporate");
		run((option) -> assertThat(option.registries()).singleElement()
			.extracting(Registry::sslContext)
			.isSameAs(context), "libcontainerd.registries[registry.example.com].ssl.bundle=corporate");
	}

	@Test
	void aReloadedBundleIsUsedWithTheNextPull() {
		bundle("corporate");
		Remote remote = mock();
		settings((settings) -> {
			settings.follow(remote);
			this.bundles.updateBundle("corporate", mock(SslBundle.class));
			then(remote).should().updateOptions(any(RemoteOption.Registries.class));
		}, "libcontainerd.registries[registry.example.com].ssl.bundle=corporate");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"registries[http://registry.example.com].plain-http=true | registries[http://registry.example.com] | host",
			"registries.localhost5000.plain-http=true | registries[localhost5000] | environment variable",
			"registries[a.example].username=me | registries[a.example].username | belong together",
			"registries[a.example].mirrors=mirror | registries[a.example].mirrors | URL",
			"registries[a.example].mirrors=ftp://mirror | registries[a.example].mirrors | URL",
			"registries[a.example].ssl.bundle=x | registries[a.example].ssl.bundle | no such bundle" })
	void whatMakesNoSenseIsRefused(String property, String name, String reason) {
		settings((settings) -> assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(settings::option)
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo("libcontainerd." + name);
				assertThat(ex.getReason()).contains(reason);
			}), "libcontainerd." + property);
	}

	@ParameterizedTest
	@ValueSource(strings = { "libcontainerd.registries.registry.example.com.username",
			"libcontainerd.registries[a.example].user", "libcontainerd.registries.localhost" })
	void whatBindingWouldIgnoreIsRefused(String property) {
		MockEnvironment environment = new MockEnvironment().withProperty(property, "me");
		ConfigurationPropertySources.attach(environment);
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> RegistryNames.check(environment))
			.satisfies((ex) -> assertThat(ex.getReason()).contains("brackets"));
	}

	@Test
	void everyPropertyOfARegistryIsKnown() {
		MockEnvironment environment = new MockEnvironment();
		List.of("username", "password", "mirrors[0]", "plain-http", "ssl.bundle")
			.forEach((property) -> environment.setProperty("libcontainerd.registries[a.example:80]." + property, "x"));
		ConfigurationPropertySources.attach(environment);
		assertThatNoException().isThrownBy(() -> RegistryNames.check(environment));
	}

	@Test
	void certificatesWithoutTlsAreRefused() {
		bundle("x");
		settings(
				(settings) -> assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
					.isThrownBy(settings::option)
					.withMessageContaining("plain-http"),
				"libcontainerd.registries[a.example].ssl.bundle=x",
				"libcontainerd.registries[a.example].plain-http=true");
	}

	private SSLContext bundle(String name) {
		SSLContext context = mock();
		SslBundle bundle = mock();
		given(bundle.createSslContext()).willReturn(context);
		this.bundles.registerBundle(name, bundle);
		return context;
	}

	private void run(Consumer<RemoteOption.Registries> check, String... properties) {
		settings((settings) -> check.accept(settings.option()), properties);
	}

	private void settings(Consumer<RegistrySettings> check, String... properties) {
		MockEnvironment environment = new MockEnvironment();
		for (String property : properties) {
			int separator = property.indexOf('=');
			environment.setProperty(property.substring(0, separator), property.substring(separator + 1));
		}
		LibcontainerdProperties bound = Binder.get(environment)
			.bindOrCreate("libcontainerd", LibcontainerdProperties.class);
		check.accept(new RegistrySettings(bound, this.bundles));
	}

}
