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

package io.github.libcontainerd.boot.test;

import java.nio.file.Path;
import java.time.Duration;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

import io.github.libcontainerd.boot.autoconfigure.LibcontainerdProperties;
import io.github.libcontainerd.client.DaemonMode;

/**
 * Replaces those properties that a test can't share with production: where the state is,
 * and that a daemon is started. All remotes are the one containerd of the test. Unless
 * told, does not wait long for containers that are left, since the JVM of the tests may
 * be killed meanwhile.
 *
 * @param beanFactory where to find the test's files
 * @param environment the properties
 */
record TestPropertiesPostProcessor(ConfigurableListableBeanFactory beanFactory,
		Environment environment) implements BeanPostProcessor {

	private static final Duration STOP_GRACE = Duration.ofSeconds(1);

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof LibcontainerdProperties properties) {
			replace(properties);
			for (String files : this.beanFactory.getBeanNamesForType(TestFiles.class, false, false)) {
				// The files go last.
				this.beanFactory.registerDependentBean(files, beanName);
			}
		}
		return bean;
	}

	private static Path sibling(Path path, String name) {
		return path.resolveSibling(path.getFileName() + "@" + name);
	}

	private void replace(LibcontainerdProperties properties) {
		TestFiles files = this.beanFactory.getBean(TestFiles.class);
		properties.setStateDirectory(files.stateDirectory());
		properties.getDaemon().setRoot(files.root());
		properties.getRemotes().forEach((name, remote) -> {
			remote.setStateDirectory(sibling(files.stateDirectory(), name));
			remote.getDaemon().setRoot(sibling(files.root(), name));
		});
		TestConnectionDetails details = this.beanFactory.getBeanProvider(TestConnectionDetails.class).getIfAvailable();
		if (details != null) {
			properties.setContainerdState(files.containerdState());
			properties.getDaemon().setMode(DaemonMode.NEVER);
			properties.getRemotes().values().forEach((remote) -> {
				remote.setAddress(details.getAddress().toString());
				remote.setContainerdState(files.containerdState());
			});
		}
		if (!Binder.get(this.environment).bind("libcontainerd.stop-grace", String.class).isBound()) {
			properties.setStopGrace(STOP_GRACE);
		}
	}

}
