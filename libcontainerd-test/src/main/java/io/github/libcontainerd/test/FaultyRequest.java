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

package io.github.libcontainerd.test;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import com.sun.net.httpserver.HttpExchange;
import org.jspecify.annotations.Nullable;

/**
 * A request that a {@link FaultyRegistry} got.
 *
 * @param method the method
 * @param path the path
 * @param query the query; empty for none
 * @param headers the headers, with names in lower case
 * @param port the port of the client, which is another one for each connection
 */
public record FaultyRequest(String method, String path, String query, Map<String, List<String>> headers, int port) {

	static FaultyRequest of(HttpExchange exchange) {
		Map<String, List<String>> headers = new TreeMap<>();
		exchange.getRequestHeaders()
			.forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
		String query = exchange.getRequestURI().getRawQuery();
		return new FaultyRequest(exchange.getRequestMethod(), exchange.getRequestURI().getPath(),
				(query != null) ? query : "", headers, exchange.getRemoteAddress().getPort());
	}

	/**
	 * One of its headers.
	 * @param name the name
	 * @return the value, or {@code null}
	 */
	public @Nullable String header(String name) {
		List<String> values = this.headers.get(name.toLowerCase(Locale.ROOT));
		return (values != null) ? values.get(0) : null;
	}

	/**
	 * Its credentials.
	 * @return the header, or {@code null}
	 */
	public @Nullable String authorization() {
		return header("Authorization");
	}

}
