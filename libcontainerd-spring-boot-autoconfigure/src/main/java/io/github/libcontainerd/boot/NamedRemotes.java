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
package io.github.libcontainerd.boot;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;

import io.github.libcontainerd.client.Remote;

/**
 * The {@link Remote} beans of an application by the names that health, endpoints and
 * meters show: {@value #DEFAULT} for the one that is injected without a qualifier, and
 * the name in {@code libcontainerd.remotes.*}, or that of the bean, for others.
 *
 * @since 0.1.0
 */
public final class NamedRemotes {

	/** The name of the default one. */
	public static final String DEFAULT = "default";

	/** What the bean of a named one ends with. */
	public static final String BEAN_NAME_SUFFIX = "ContainerdRemote";

	private NamedRemotes() {
	}

	/**
	 * Return the remotes of a bean factory.
	 * @param beanFactory the bean factory
	 * @return the remotes, the default one first
	 */
	public static Map<String, Remote> of(ListableBeanFactory beanFactory) {
		return of(beanFactory, (name, remote) -> remote);
	}

	/**
	 * Return something of each of the remotes.
	 * @param <T> the type of it
	 * @param beanFactory the bean factory
	 * @param mapping gives it for a name and a remote
	 * @return the results by name of the remote, that of the default one first
	 */
	public static <T> Map<String, T> of(ListableBeanFactory beanFactory, BiFunction<String, Remote, T> mapping) {
		Map<String, T> named = new LinkedHashMap<>();
		@Nullable Remote main = beanFactory.getBeanProvider(Remote.class).getIfUnique();
		if (main != null) {
			named.put(DEFAULT, mapping.apply(DEFAULT, main));
		}
		beanFactory.getBeansOfType(Remote.class).forEach((beanName, remote) -> {
			if (remote != main) {
				String name = beanName.endsWith(BEAN_NAME_SUFFIX)
						? beanName.substring(0, beanName.length() - BEAN_NAME_SUFFIX.length()) : beanName;
				named.put(name, mapping.apply(name, remote));
			}
		});
		return Collections.unmodifiableMap(named);
	}

}
