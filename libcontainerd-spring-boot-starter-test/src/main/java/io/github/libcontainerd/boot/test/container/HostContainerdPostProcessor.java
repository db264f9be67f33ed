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

import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

import io.github.libcontainerd.boot.autoconfigure.LibcontainerdProperties;
import io.github.libcontainerd.boot.autoconfigure.RemoteProperties;
import io.github.libcontainerd.client.DaemonMode;

/**
 * Lets tests use the containerd that runs on this host: apart from the application that
 * may run there as well, and several contexts and processes at the same time. They share
 * a namespace, so that an image is pulled once; each has a state directory of its own.
 */
final class HostContainerdPostProcessor implements BeanPostProcessor, DisposableBean {

	private static final String INSTANCE = "test";

	private static final Path SYSTEM_SOCKET = Path.of("/run/containerd/containerd.sock");

	// Of the fake and of the private real one, which bring all of that.
	private static final String TEST_CONTAINERD = "containerdTestPropertiesPostProcessor";

	private static final int MAX_NAME_LENGTH = 40;

	private final ConfigurableListableBeanFactory beanFactory;

	private final Environment environment;

	private @Nullable StateSlot slot;

	HostContainerdPostProcessor(ConfigurableListableBeanFactory beanFactory, Environment environment) {
		this.beanFactory = beanFactory;
		this.environment = environment;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof LibcontainerdProperties properties && !this.beanFactory.containsBean(TEST_CONTAINERD)) {
			separate(properties);
		}
		return bean;
	}

	private void separate(LibcontainerdProperties properties) {
		if (!StringUtils.hasText(properties.getInstance())) {
			properties.setInstance(INSTANCE);
		}
		// One that is started is found again by its directory.
		if (properties.getStateDirectory() == null && isThere(properties)) {
			String name = this.environment.getProperty("spring.application.name", "libcontainerd")
				.replaceAll("[^A-Za-z0-9]+", "-");
			name = name.substring(0, Math.min(MAX_NAME_LENGTH, name.length()));
			StateSlot taken = StateSlot.take(name + "-" + properties.getInstance());
			if (taken != null) {
				this.slot = taken;
				properties.setStateDirectory(taken.directory());
				properties.getRemotes().forEach((remote, own) -> separate(own, taken.directory() + "@" + remote));
			}
		}
	}

	private static void separate(RemoteProperties remote, String directory) {
		if (remote.getStateDirectory() == null && StringUtils.hasText(remote.getAddress())) {
			remote.setStateDirectory(Path.of(directory));
		}
	}

	private static boolean isThere(LibcontainerdProperties properties) {
		DaemonMode mode = properties.getDaemon().getMode();
		return mode != DaemonMode.ALWAYS && (StringUtils.hasText(properties.getAddress()) || mode == DaemonMode.NEVER
				|| Files.exists(SYSTEM_SOCKET));
	}

	@Override
	public void destroy() {
		StateSlot taken = this.slot;
		if (taken != null) {
			taken.close();
		}
	}

}
