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
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import io.github.libcontainerd.boot.test.AutoConfigureFakeContainerd;
import io.github.libcontainerd.run.Containers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Snippet of {@code docs/comparison.md}.
 */
@SpringBootTest
@AutoConfigureFakeContainerd
class CrashTests {

	@Test
	void aCrashIsRemembered(@Autowired Containers containers, @Autowired CrashHandler handler) {
		String id = containers.run("busybox", "sh", "-c", "exit 7").containerId();
		assertThat(handler.crashed()).contains(id + ": 7");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(CrashHandler.class)
	static class Application {

	}

}
