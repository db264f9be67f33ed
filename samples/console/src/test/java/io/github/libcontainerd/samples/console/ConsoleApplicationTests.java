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

package io.github.libcontainerd.samples.console;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import io.github.libcontainerd.boot.test.AutoConfigureFakeContainerd;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the sample: the console is there, and not for everybody.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "libcontainerd.console.token=of-the-test")
@AutoConfigureFakeContainerd
class ConsoleApplicationTests {

	@LocalServerPort
	private int port;

	@ParameterizedTest
	@CsvSource({ "wrong, 401", "of-the-test, 200" })
	void theTokenOpensIt(String token, int status) throws Exception {
		assertThat(get("/containerd/api/containers", token).statusCode()).isEqualTo(status);
	}

	@Test
	void thePageIsThere() throws Exception {
		assertThat(get("/containerd/", "none").body()).contains("js/main.js");
	}

	private HttpResponse<String> get(String path, String token) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path))
			.header("Authorization", "Bearer " + token)
			.build();
		return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
	}

}
