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

package io.github.libcontainerd.boot.autoconfigure.actuate;

import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import io.github.libcontainerd.boot.StubClient;
import io.github.libcontainerd.boot.StubRemote;
import io.github.libcontainerd.boot.actuate.ContainerdEndpoint;
import io.github.libcontainerd.boot.actuate.ContainerdInfoContributor;
import io.github.libcontainerd.boot.actuate.ContainersEndpoint;
import io.github.libcontainerd.boot.actuate.ContainersEndpointWebExtension;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the auto-configurations of the actuator endpoints.
 */
class ActuatorAutoConfigurationTests {

	private final StubClient client = new StubClient("default");

	private final ApplicationContextRunner bare = new ApplicationContextRunner()
		.withInitializer((context) -> context.getEnvironment().setConversionService(new ApplicationConversionService()))
		.withConfiguration(AutoConfigurations.of(ContainersEndpointAutoConfiguration.class,
				ContainerdEndpointAutoConfiguration.class, ContainerdInfoContributorAutoConfiguration.class));

	private final ApplicationContextRunner runner = this.bare
		.withConfiguration(AutoConfigurations.of(EndpointAutoConfiguration.class))
		.withBean("client", Client.class, () -> this.client)
		.withBean("remote", Remote.class, () -> new StubRemote(this.client));

	@Test
	void endpointsAreThereWhenExposed() {
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=containers,containerd")
			.run((context) -> assertThat(context).hasSingleBean(ContainersEndpoint.class)
				.hasSingleBean(ContainersEndpointWebExtension.class)
				.hasSingleBean(ContainerdEndpoint.class));
	}

	@Test
	void endpointsAreNotThereUnlessExposed() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(ContainersEndpoint.class)
			.doesNotHaveBean(ContainersEndpointWebExtension.class)
			.doesNotHaveBean(ContainerdEndpoint.class));
	}

	@Test
	void endpointsAreNotThereWithoutAccess() {
		this.runner
			.withPropertyValues("management.endpoints.web.exposure.include=*",
					"management.endpoint.containers.access=none", "management.endpoint.containerd.access=none")
			.run((context) -> assertThat(context).doesNotHaveBean(ContainersEndpoint.class)
				.doesNotHaveBean(ContainerdEndpoint.class));
	}

	@Test
	void webExtensionIsNotThereWithoutWebExposure() {
		this.runner
			.withPropertyValues("management.endpoints.jmx.exposure.include=containers", "spring.jmx.enabled=true")
			.run((context) -> assertThat(context).hasSingleBean(ContainersEndpoint.class)
				.doesNotHaveBean(ContainersEndpointWebExtension.class));
	}

	@Test
	void primaryClientIsTheDefaultOfSeveral() {
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=containers")
			.withBean("aaa", Client.class, () -> new StubClient("aaa"))
			.withInitializer((context) -> context
				.addBeanFactoryPostProcessor((factory) -> factory.getBeanDefinition("client").setPrimary(true)))
			.run((context) -> {
				ContainersEndpoint endpoint = context.getBean(ContainersEndpoint.class);
				assertThat(endpoint.containers(null, null)).isNotNull()
					.satisfies((containers) -> assertThat(containers.namespace()).isEqualTo("default"));
				assertThat(endpoint.containers("aaa", null)).isNotNull();
				assertThat(endpoint.containers("bbb", null)).isNull();
			});
	}

	@Test
	void firstClientIsTheDefaultOfSeveralWithoutAPrimaryOne() {
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=containers")
			.withBean("other", Client.class, () -> new StubClient("other"))
			.run((context) -> assertThat(context.getBean(ContainersEndpoint.class).containers(null, null)).isNotNull()
				.satisfies((containers) -> assertThat(containers.namespace()).isEqualTo("default")));
	}

	@Test
	void endpointsBackOffForBeansOfTheApplication() {
		ContainerdEndpoint containerd = new ContainerdEndpoint(new StubRemote());
		ContainersEndpoint containers = new ContainersEndpoint(this.client, List::of, List.of(), Show.NEVER);
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=*")
			.withBean("myContainerd", ContainerdEndpoint.class, () -> containerd)
			.withBean("myContainers", ContainersEndpoint.class, () -> containers)
			.run((context) -> {
				assertThat(context.getBean(ContainerdEndpoint.class)).isSameAs(containerd);
				assertThat(context.getBean(ContainersEndpoint.class)).isSameAs(containers);
			});
	}

	@Test
	void endpointsNeedAClientAndARemote() {
		this.bare.withPropertyValues("management.endpoints.web.exposure.include=*")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(ContainersEndpoint.class)
				.doesNotHaveBean(ContainerdEndpoint.class));
	}

	@Test
	void nothingIsThereWithoutActuator() {
		new ApplicationContextRunner().withUserConfiguration(Application.class)
			.withBean("client", Client.class, () -> this.client)
			.withBean("remote", Remote.class, () -> new StubRemote(this.client))
			.withPropertyValues("management.endpoints.web.exposure.include=*",
					"management.info.containerd.enabled=true")
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(ContainersEndpointAutoConfiguration.class)
				.doesNotHaveBean(ContainerdEndpointAutoConfiguration.class)
				.doesNotHaveBean(ContainerdInfoContributorAutoConfiguration.class));
	}

	@Test
	void infoContributorIsOffByDefault() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(ContainerdInfoContributor.class));
		this.runner.withPropertyValues("management.info.defaults.enabled=true")
			.run((context) -> assertThat(context).doesNotHaveBean(ContainerdInfoContributor.class));
	}

	@Test
	void infoContributorTellsVersionAndAddress() {
		this.runner.withPropertyValues("management.info.containerd.enabled=true").run((context) -> {
			Info.Builder builder = new Info.Builder();
			context.getBean(ContainerdInfoContributor.class).contribute(builder);
			assertThat(builder.build().getDetails().get("containerd")).asString()
				.isEqualTo("{version=1.7.2, address=/run/containerd/containerd.sock, managed=false}");
		});
	}

	/**
	 * An application. Its imports are read without being loaded, as they are for real.
	 */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ ContainersEndpointAutoConfiguration.class, ContainerdEndpointAutoConfiguration.class,
			ContainerdInfoContributorAutoConfiguration.class })
	static class Application {

	}

}
