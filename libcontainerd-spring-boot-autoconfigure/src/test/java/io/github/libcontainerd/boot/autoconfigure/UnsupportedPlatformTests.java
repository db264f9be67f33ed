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

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import io.github.libcontainerd.boot.actuate.ContainersEndpoint;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.spec.Spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * An application with everything of the starter on an operating system other than Linux.
 */
@ExtendWith(OutputCaptureExtension.class)
class UnsupportedPlatformTests {

	@TempDir
	private Path directory;

	@Test
	void applicationStartsWithOneMessageAndFailsWhereItUsesAContainer(CapturedOutput output) {
		new ApplicationContextRunner()
			.withInitializer(
					(context) -> context.getEnvironment().setConversionService(new ApplicationConversionService()))
			.withUserConfiguration(Application.class)
			.withBean("registry", MeterRegistry.class, SimpleMeterRegistry::new)
			.withSystemProperties("os.name=Windows 11")
			.withPropertyValues("libcontainerd.state-directory=" + this.directory.resolve("state"),
					"libcontainerd.clients.other.namespace=other",
					"management.endpoints.web.exposure.include=containers,containerd")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBeansOfType(Client.class)).hasSize(2);
				assertThatExceptionOfType(UnsupportedOperationException.class)
					.isThrownBy(() -> context.getBean(Client.class).create("web", Spec.defaults()))
					.withMessageContaining("need Linux")
					.withMessageContaining("Windows 11");
				assertThat(
						context.getBean("containerdHealthContributor", HealthIndicator.class).health(true).getStatus())
					.isEqualTo(Status.UNKNOWN);
				assertThat(context.getBean(ContainersEndpoint.class).containers(null, null).containers()).isEmpty();
				context.getBean(MeterRegistry.class).getMeters().forEach(Meter::measure);
			});
		assertThat(output.getAll().lines().filter((line) -> line.contains("need Linux"))).singleElement()
			.asString()
			.contains("WARN");
		assertThat(output.getAll().lines()).noneMatch((line) -> line.contains("ERROR") || line.contains("Exception"));
		assertThat(this.directory).isEmptyDirectory();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
