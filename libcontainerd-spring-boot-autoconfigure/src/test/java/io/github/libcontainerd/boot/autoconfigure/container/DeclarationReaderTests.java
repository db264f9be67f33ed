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
package io.github.libcontainerd.boot.autoconfigure.container;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.mock.env.MockEnvironment;

import io.github.libcontainerd.run.NetworkMode;
import io.github.libcontainerd.run.RunRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DeclarationReader}.
 */
class DeclarationReaderTests {

	private static final String DB = "libcontainerd.containers.db.";

	private final MockEnvironment environment = new MockEnvironment().withProperty(DB + "image", "postgres:16");

	private ContainerDeclaration read(Map<String, String> properties) {
		properties.forEach((name, value) -> this.environment.setProperty(DB + name, value));
		return ContainerDeclarations.of(this.environment).get("db");
	}

	@Test
	void rightsAndProcessAreSet() {
		RunRequest request = read(Map.of("read-only", "true", "cap-add", "NET_ADMIN", "cap-drop", "ALL", "init", "true",
				"tty", "true", "stop-signal", "SIGINT"))
			.request();
		assertThat(request.readOnlyRootfs()).isTrue();
		assertThat(request.addedCapabilities()).containsExactly("NET_ADMIN");
		assertThat(request.droppedCapabilities()).containsExactly("ALL");
		assertThat(request.init()).isTrue();
		assertThat(request.tty()).isTrue();
		assertThat(request.stopSignal()).isEqualTo(2);
	}

	@Test
	void aPropertyWithItsDefaultChangesNothing() {
		String text = read(Map.of()).text();
		assertThat(read(Map.of("read-only", "false", "init", "false", "tty", "false", "cap-add", "", "cap-drop", ""))
			.text()).isEqualTo(text);
		assertThat(read(Map.of("read-only", "true")).text()).isNotEqualTo(text);
	}

	@Test
	void aContainerCanHaveNoNetwork() {
		RunRequest request = read(Map.of("networks", "none")).request();
		assertThat(request.network()).isEqualTo(NetworkMode.none());
		assertThat(request.choosesNetwork()).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "cap-add,NET_EVERYTHING", "cap-drop,x", "stop-signal,SIGNOTHING" })
	void whatCanNotBeRightIsRefused(String property, String value) {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> read(Map.of(property, value)))
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo(DB + property));
	}

	@ParameterizedTest
	@CsvSource({ "ports,5432", "aliases,data", "'networks[1]',backend" })
	void withoutANetworkThereIsNothingOfOne(String property, String value) {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> read(Map.of("networks[0]", "none", property, value)))
			.withMessageContaining(DB + "networks");
	}

}
