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

import org.springframework.web.method.HandlerTypePredicate;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.PathMatchConfigurer;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;

import io.github.libcontainerd.boot.console.access.AdmittedOnly;
import io.github.libcontainerd.boot.console.stream.LogSocket;
import io.github.libcontainerd.boot.console.stream.TerminalSocket;
import io.github.libcontainerd.boot.console.web.PageController;

/**
 * Puts the controllers, the parts of the page and the WebSockets below the console's
 * path.
 */
class ConsoleWebConfigurer implements WebMvcConfigurer, WebSocketConfigurer {

	private final String path;

	private final LogSocket logs;

	private final TerminalSocket terminals;

	private final AdmittedOnly admittedOnly = new AdmittedOnly();

	ConsoleWebConfigurer(String path, LogSocket logs, TerminalSocket terminals) {
		this.path = path;
		this.logs = logs;
		this.terminals = terminals;
	}

	@Override
	public void configurePathMatch(PathMatchConfigurer configurer) {
		configurer.addPathPrefix(this.path,
				HandlerTypePredicate.forBasePackage("io.github.libcontainerd.boot.console"));
	}

	@Override
	public void addInterceptors(InterceptorRegistry registry) {
		registry.addInterceptor(this.admittedOnly).addPathPatterns(this.path + "/**");
	}

	@Override
	public void addResourceHandlers(ResourceHandlerRegistry registry) {
		registry.addResourceHandler(this.path + "/**")
			.addResourceLocations("classpath:/" + PageController.LOCATION)
			.setUseLastModified(true);
	}

	@Override
	public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
		// The filter has compared the origin already, also behind a proxy.
		registry.addHandler(this.logs, this.path + "/api/containers/*/logs")
			.addInterceptors(this.admittedOnly)
			.setAllowedOriginPatterns("*");
		registry.addHandler(this.terminals, this.path + "/api/containers/*/terminal")
			.addInterceptors(this.admittedOnly)
			.setAllowedOriginPatterns("*");
	}

}
