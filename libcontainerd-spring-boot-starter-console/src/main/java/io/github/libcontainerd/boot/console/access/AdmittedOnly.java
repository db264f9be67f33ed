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

package io.github.libcontainerd.boot.console.access;

import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;

import io.github.libcontainerd.boot.console.web.PageController;

/**
 * A second lock: whatever of the console is reached without having come through its
 * filter is refused, so that nothing is open by accident.
 */
public class AdmittedOnly implements HandlerInterceptor, HandshakeInterceptor {

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
			throws Exception {
		if (!(handler instanceof HandlerMethod method) || !method.getBeanType().getPackageName().startsWith(root())
				|| isPublic(method.getBeanType()) || Rights.of(request) != null) {
			return true;
		}
		response.sendError(HttpStatus.UNAUTHORIZED.value());
		return false;
	}

	// By what answers, and not by how the path is written.
	private static boolean isPublic(Class<?> controller) {
		return SessionController.class.isAssignableFrom(controller)
				|| PageController.class.isAssignableFrom(controller);
	}

	private static String root() {
		String name = AdmittedOnly.class.getPackageName();
		return name.substring(0, name.lastIndexOf('.'));
	}

	@Override
	public boolean beforeHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
			Map<String, Object> attributes) {
		if (request instanceof ServletServerHttpRequest servlet && Rights.of(servlet.getServletRequest()) != null) {
			return true;
		}
		response.setStatusCode(HttpStatus.UNAUTHORIZED);
		return false;
	}

	@Override
	public void afterHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
			@Nullable Exception exception) {
	}

}
