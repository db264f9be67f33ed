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

package io.github.libcontainerd.boot.console.autoconfigure;

import java.util.regex.Pattern;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletPath;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.web.socket.config.annotation.EnableWebSocket;

import io.github.libcontainerd.boot.autoconfigure.LibcontainerdAutoConfiguration;
import io.github.libcontainerd.boot.console.access.AccessFilter;
import io.github.libcontainerd.boot.console.access.AccessSettings;
import io.github.libcontainerd.boot.console.access.SessionController;
import io.github.libcontainerd.boot.console.access.Token;
import io.github.libcontainerd.boot.console.container.Board;
import io.github.libcontainerd.boot.console.container.ContainersController;
import io.github.libcontainerd.boot.console.container.DetailsController;
import io.github.libcontainerd.boot.console.image.ImagesController;
import io.github.libcontainerd.boot.console.live.Feed;
import io.github.libcontainerd.boot.console.live.LiveController;
import io.github.libcontainerd.boot.console.resource.QueueController;
import io.github.libcontainerd.boot.console.resource.ResourcesController;
import io.github.libcontainerd.boot.console.stream.LogSocket;
import io.github.libcontainerd.boot.console.stream.TerminalSocket;
import io.github.libcontainerd.boot.console.web.Json;
import io.github.libcontainerd.boot.console.web.PageController;
import io.github.libcontainerd.boot.console.web.Problems;
import io.github.libcontainerd.boot.container.DeclaredContainers;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.queue.ContainerQueue;
import io.github.libcontainerd.queue.engine.QueueEngine;
import io.github.libcontainerd.run.ContainerPool;

/**
 * Auto-configuration of the console.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = LibcontainerdAutoConfiguration.class,
		afterName = { "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration",
				"io.github.libcontainerd.queue.autoconfigure.ContainerQueueAutoConfiguration" })
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnBooleanProperty(name = "libcontainerd.console.enabled", matchIfMissing = true)
@ConditionalOnBean({ Client.class, Remote.class })
@EnableConfigurationProperties(ConsoleProperties.class)
@EnableWebSocket
public final class ConsoleAutoConfiguration {

	private static final String SECURITY = "springSecurityFilterChain";

	private static final String QUEUE = "libcontainerdConsoleQueueController";

	private static final Pattern PATH = Pattern.compile("(/[a-zA-Z0-9._-]+)+");

	// After Spring Security's, which knows who somebody is.
	private static final int FILTER_ORDER = 0;

	@Bean
	ConsoleSettings libcontainerdConsoleSettings(ConsoleProperties properties, BeanFactory beans,
			Environment environment, ObjectProvider<DispatcherServletPath> servlet) {
		String path = properties.getPath();
		if (!PATH.matcher(path).matches()) {
			throw new IllegalArgumentException("'" + path
					+ "' is no path for 'libcontainerd.console.path', such as '/containerd': it begins with a slash and ends with none");
		}
		String inServer = servlet.stream().findFirst().map((each) -> each.getRelativePath(path)).orElse(path);
		AccessSettings access = new AccessSettings(inServer, beans.containsBean(SECURITY),
				Token.of(properties.getToken()), properties.getHosts(), properties.isReadOnly(),
				properties.isTerminal(), properties.getRoles(), properties.getActionRoles(),
				properties.getTerminalRoles());
		return new ConsoleSettings(path, environment.getProperty("server.servlet.context-path", ""), access);
	}

	@Bean
	FilterRegistrationBean<AccessFilter> libcontainerdConsoleAccessFilter(ConsoleSettings settings) {
		FilterRegistrationBean<AccessFilter> registration = new FilterRegistrationBean<>(
				new AccessFilter(settings.access()));
		registration.addUrlPatterns(settings.access().path(), settings.access().path() + "/*");
		registration.setOrder(FILTER_ORDER);
		registration.setAsyncSupported(true);
		return registration;
	}

	@Bean
	ConsoleWebConfigurer libcontainerdConsoleWebConfigurer(ConsoleSettings settings, LogSocket logs,
			TerminalSocket terminals) {
		return new ConsoleWebConfigurer(settings.path(), logs, terminals);
	}

	@Bean
	Json libcontainerdConsoleJson() {
		return new Json();
	}

	@Bean
	Problems libcontainerdConsoleProblems(Json json) {
		return new Problems(json);
	}

	@Bean
	PageController libcontainerdConsolePageController(ConsoleSettings settings) {
		return new PageController(settings.contextPath() + settings.access().path() + "/");
	}

	@Bean
	SessionController libcontainerdConsoleSessionController(ConsoleSettings settings, Json json) {
		return new SessionController(settings.access(), json, settings.contextPath());
	}

	@Bean
	Board libcontainerdConsoleBoard(Client client, ConsoleProperties properties) {
		return new Board(client, properties.getRootfs());
	}

	@Bean
	ContainersController libcontainerdConsoleContainersController(Board board, Json json) {
		return new ContainersController(board, json);
	}

	@Bean
	DetailsController libcontainerdConsoleDetailsController(Board board, Client client, Json json) {
		return new DetailsController(board, client, json);
	}

	@Bean
	ImagesController libcontainerdConsoleImagesController(Client client, Json json) {
		return new ImagesController(client, json);
	}

	@Bean
	ResourcesController libcontainerdConsoleResourcesController(Client client,
			ObjectProvider<DeclaredContainers> declared, ObjectProvider<ContainerPool> pools, BeanFactory beans,
			Json json) {
		return new ResourcesController(client, declared, pools, () -> beans.containsBean(QUEUE), json);
	}

	@Bean
	Feed libcontainerdConsoleFeed(Remote remote, Client client, Board board, Json json) {
		return new Feed(remote, client, board, json);
	}

	@Bean
	LiveController libcontainerdConsoleLiveController(Feed feed, Json json) {
		return new LiveController(feed, json);
	}

	@Bean
	LogSocket libcontainerdConsoleLogSocket(Board board, Json json) {
		return new LogSocket(board, json);
	}

	@Bean
	TerminalSocket libcontainerdConsoleTerminalSocket(Board board) {
		return new TerminalSocket(board);
	}

	/**
	 * For applications with a queue.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ContainerQueue.class)
	@ConditionalOnBean({ ContainerQueue.class, QueueEngine.class })
	static class QueueConfiguration {

		@Bean(QUEUE)
		QueueController libcontainerdConsoleQueueController(QueueEngine engine, ContainerQueue queue, Json json) {
			return new QueueController(engine, queue, json);
		}

	}

}
