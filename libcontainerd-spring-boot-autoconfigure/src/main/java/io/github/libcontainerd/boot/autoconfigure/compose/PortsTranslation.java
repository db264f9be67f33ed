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
package io.github.libcontainerd.boot.autoconfigure.compose;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.boot.autoconfigure.compose.YamlNode.Kind;
import io.github.libcontainerd.network.PublishedPort;

/**
 * Translates the ports of a service, whose ranges become single ports.
 */
final class PortsTranslation {

	private static final int MAX_PORTS = 1000;

	private static final Pattern SHORT = Pattern.compile("(?:(.*):)?([0-9-]+)(?:/([a-z]+))?");

	private static final Pattern RANGE = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?");

	private static final Pattern HOST_PORTS = Pattern.compile("\\d{1,5}(?:-\\d{1,5})?");

	private static final Set<String> KEYS = Set.of("target", "published", "host_ip", "protocol", "mode", "name",
			"app_protocol");

	private final List<YamlNode> ports = new ArrayList<>();

	private PortsTranslation() {
	}

	/**
	 * Return the ports in the notation of declared containers.
	 */
	static List<YamlNode> translate(YamlNode node) {
		PortsTranslation translation = new PortsTranslation();
		for (YamlNode port : node.list()) {
			if (port.is(Kind.MAP)) {
				translation.longForm(port);
			}
			else {
				translation.shortForm(port);
			}
		}
		return translation.ports;
	}

	private void shortForm(YamlNode node) {
		Matcher matcher = SHORT.matcher(node.scalar());
		if (!matcher.matches()) {
			throw invalid(node);
		}
		String host = matcher.group(1);
		String address = null;
		if (host != null && !HOST_PORTS.matcher(host).matches()) {
			int end = host.lastIndexOf(':');
			if (end < 0) {
				throw invalid(node);
			}
			address = host.substring(0, end);
			host = host.substring(end + 1);
		}
		add(node, address, host, matcher.group(2), matcher.group(3));
	}

	private void longForm(YamlNode node) {
		Map<String, YamlNode> entries = node.map();
		UnsupportedKeys.check(node, KEYS);
		YamlNode target = entries.get("target");
		if (target == null) {
			throw node.refuse("'" + node.path() + "' has no 'target'", "add the port of the container");
		}
		YamlNode mode = entries.get("mode");
		if (mode != null && !Set.of("host", "ingress").contains(mode.scalar())) {
			throw mode.invalid("write 'host'");
		}
		add(node, text(entries.get("host_ip")), text(entries.get("published")), target.scalar(),
				text(entries.get("protocol")));
	}

	private static @Nullable String text(@Nullable YamlNode node) {
		return (node != null && !node.scalar().isEmpty()) ? node.scalar() : null;
	}

	private void add(YamlNode node, @Nullable String address, @Nullable String published, String target,
			@Nullable String protocol) {
		int[] container = range(node, target);
		int[] host = (published != null && !published.isEmpty()) ? range(node, published) : null;
		boolean pairs = host != null && host[1] - host[0] == container[1] - container[0];
		if (host != null && !pairs && container[0] != container[1]) {
			throw node.refuse("'" + node.path() + "' has two ranges of different lengths", "make them the same length");
		}
		for (int i = 0; i <= container[1] - container[0]; i++) {
			StringBuilder port = new StringBuilder();
			if (address != null) {
				boolean bare = address.indexOf(':') >= 0 && !address.startsWith("[");
				port.append(bare ? "[" + address + "]" : address).append(':');
			}
			if (host != null) {
				port.append(pairs ? String.valueOf(host[0] + i) : host[0] + "-" + host[1]);
			}
			if (host != null || address != null) {
				port.append(':');
			}
			port.append(container[0] + i);
			if (protocol != null) {
				port.append('/').append(protocol);
			}
			add(node, port.toString());
		}
	}

	private void add(YamlNode node, String port) {
		if (this.ports.size() >= MAX_PORTS) {
			throw node.refuse("with '" + node.path() + "' there are more than " + MAX_PORTS + " ports",
					"publish fewer");
		}
		try {
			PublishedPort.parse(port);
		}
		catch (InvalidRequestException ex) {
			throw invalid(node);
		}
		this.ports.add(node.withText(port));
	}

	private static int[] range(YamlNode node, String text) {
		Matcher matcher = RANGE.matcher(text);
		if (!matcher.matches()) {
			throw invalid(node);
		}
		int first = Integer.parseInt(matcher.group(1));
		int last = (matcher.group(2) != null) ? Integer.parseInt(matcher.group(2)) : first;
		if (last < first) {
			throw invalid(node);
		}
		return new int[] { first, last };
	}

	private static RuntimeException invalid(YamlNode node) {
		String what = node.is(Kind.SCALAR) ? "'" + node.path() + "' can't be '" + node.text() + "'"
				: "'" + node.path() + "' is no port to publish";
		return node.refuse(what, "write it as '5432', '8080:80', '127.0.0.1:8080:80', '8000-8010:8000-8010' or"
				+ " '5353:53/udp', with ports from 1 to 65535");
	}

}
