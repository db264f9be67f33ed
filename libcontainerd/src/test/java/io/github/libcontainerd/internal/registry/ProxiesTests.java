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

package io.github.libcontainerd.internal.registry;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.image.ImageReference;
import io.github.libcontainerd.image.Registry;
import io.github.libcontainerd.internal.registry.http.NoProxy;
import io.github.libcontainerd.internal.registry.http.Proxies;
import io.github.libcontainerd.test.FaultyRegistry;

import static org.assertj.core.api.Assertions.assertThat;

class ProxiesTests extends FaultyRegistryTest {

	private static final Proxy ONE = proxy("one.example.com", 3128);

	private static final Proxy TWO = proxy("two.example.com", 80);

	@Test
	void theEnvironmentNamesAProxyForEachScheme() {
		Proxies proxies = new Proxies(null,
				Map.of("HTTPS_PROXY", "http://one.example.com:3128", "http_proxy", "two.example.com"));
		assertThat(proxies.select(URI.create("https://registry.example.com/v2/"))).containsExactly(ONE);
		assertThat(proxies.select(URI.create("http://registry.example.com/v2/"))).containsExactly(TWO);
	}

	@Test
	void withoutAnyThereIsNone() {
		assertThat(new Proxies(null, Map.of()).select(URI.create("https://example.com")))
			.containsExactly(Proxy.NO_PROXY);
	}

	@Test
	void whatJavaIsToldComesFirst() {
		Proxies proxies = new Proxies(ProxySelector.of(new InetSocketAddress("127.0.0.1", 1)),
				Map.of("HTTPS_PROXY", "http://one.example.com:3128"));
		assertThat(proxies.select(URI.create("https://example.com")))
			.containsExactly(new Proxy(Proxy.Type.HTTP, new InetSocketAddress("127.0.0.1", 1)));
		Proxies direct = new Proxies(ProxySelector.of(null), Map.of("HTTPS_PROXY", "http://one.example.com:3128"));
		assertThat(direct.select(URI.create("https://example.com"))).containsExactly(ONE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "socks5://one.example.com", "https://one.example.com", "http://", "http://a b", "::" })
	void whatIsNoneOfHttpIsNotUsed(String value) {
		assertThat(new Proxies(null, Map.of("HTTPS_PROXY", value)).select(URI.create("https://example.com")))
			.containsExactly(Proxy.NO_PROXY);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "example.com|https://example.com|true", "example.com|https://sub.example.com|true",
					"example.com|https://notexample.com|false", ".example.com|https://sub.example.com|true",
					".example.com|https://example.com|false", "*.example.com|https://sub.example.com|true",
					"EXAMPLE.com|https://Example.COM|true", "example.com:8443|https://example.com:8443|true",
					"example.com:443|https://example.com|true", "example.com:8443|https://example.com|false",
					"a.com, example.com ,|https://example.com|true", "*|https://example.com|true",
					"10.1.2.3|http://10.1.2.3|true", "10.1.2.3|http://10.1.2.30|false",
					"10.0.0.0/8|http://10.1.2.3|true", "10.0.0.0/8|http://11.1.2.3|false",
					"10.0.0.0/9|http://10.200.0.1|false", "10.0.0.0/8|http://ten.example.com|false",
					"0.0.0.0/0|http://8.8.8.8|true", "fd00::/8|http://[fd12::1]:5000|true",
					"fd00::/8|http://10.1.2.3|false", "[fd12::1]:80|http://[fd12::1]|true",
					"fd12::1|http://[fd12::1]|true", "nonsense/x|http://10.1.2.3|false", "|http://localhost:5000|true",
					"|http://127.8.8.8:5000|true", "|http://[::1]:5000|true", "|http://10.1.2.3|false" })
	void someHostsAreAskedDirectly(String value, String uri, boolean direct) {
		assertThat(new NoProxy((value != null) ? value : "").matches(URI.create(uri))).isEqualTo(direct);
	}

	@Test
	void aRegistryIsAskedThroughTheProxy() throws Exception {
		FaultyRegistry proxy = registry();
		proxy.put("app", "1", IMAGE);
		Proxies proxies = new Proxies(null, Map.of("HTTP_PROXY", proxy.url()));
		Registry settings = Registry.of("registry.invalid").withPlainHttp();
		Registries registries = opened(
				new Registries(() -> RemoteOption.registries(List.of(settings), Path.of("/none")), PATIENT, proxies));
		ImageSource source = registries.source(ImageReference.parse("registry.invalid/app:1"), null);
		assertThat(source.resolve()).isEqualTo(descriptor(IMAGE.manifest()));
		assertThat(read(source, LAYER)).isEqualTo(LAYER.bytes());
		assertThat(proxy.requests())
			.allSatisfy((request) -> assertThat(request.header("Host")).isEqualTo("registry.invalid"));
	}

	private static Proxy proxy(String host, int port) {
		return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(host, port));
	}

}
