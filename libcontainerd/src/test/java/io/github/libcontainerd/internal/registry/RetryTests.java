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

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.libcontainerd.ImageException.Reason;
import io.github.libcontainerd.image.ImageReference;
import io.github.libcontainerd.test.FaultyRegistry;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When a registry is asked again, and when not.
 */
class RetryTests extends FaultyRegistryTest {

	private final FaultyRegistry registry = registry();

	private final String reference = this.registry.put("app", "1", IMAGE);

	private ImageSource source;

	@BeforeEach
	void open() {
		this.source = source(this.reference);
	}

	@ParameterizedTest
	@ValueSource(ints = { 408, 429, 500, 502, 503, 504 })
	void troubleThatMayPassIsWaitedOut(int status) throws Exception {
		this.registry.next("/manifests/", 2, (answer) -> answer.status(status, Map.of(), ""));
		this.registry.next("/blobs/", 2, (answer) -> answer.status(status, Map.of(), ""));
		assertThat(this.source.resolve()).isEqualTo(descriptor(IMAGE.manifest()));
		assertThat(read(this.source, LAYER)).isEqualTo(LAYER.bytes());
		assertThat(this.registry.requests()).hasSize(6);
	}

	@Test
	void aBrokenConnectionIsMadeAgain() throws Exception {
		this.registry.next("GET ", 2, (answer) -> answer.hangUp());
		assertThat(read(this.source, LAYER)).isEqualTo(LAYER.bytes());
	}

	@Test
	void troubleThatDoesNotPassIsAnError() {
		this.registry.always("/", (answer) -> answer.status(503, Map.of(),
				"{\"errors\":[{\"code\":\"UNAVAILABLE\",\"message\":\"try again later\"}]}"));
		assertThat(failure(Reason.REGISTRY_ERROR, () -> read(this.source, LAYER))).contains("503",
				"UNAVAILABLE: try again later", LAYER.digest());
		assertThat(this.registry.requests()).hasSize(PATIENT.attempts());
	}

	@Test
	void whoIsAlwaysAskedForFewerRequestsGivesUp() {
		this.registry.always("/", (answer) -> answer.status(429, Map.of("Retry-After", "0"),
				"{\"errors\":[{\"code\":\"TOOMANYREQUESTS\",\"message\":\"pull rate limit\"}]}"));
		assertThat(failure(Reason.RATE_LIMITED, () -> read(this.source, LAYER))).contains("TOOMANYREQUESTS",
				"docker login");
		assertThat(this.registry.requests()).hasSize(PATIENT.attempts());
	}

	@Test
	void theRegistrySaysHowLongToWait() throws Exception {
		this.registry.next("/manifests/", 1, (answer) -> answer.status(429, Map.of("Retry-After", "1"), ""));
		long begin = System.nanoTime();
		this.source.resolve();
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void aTimeIsAsGoodAsANumber() {
		String time = DateTimeFormatter.RFC_1123_DATE_TIME
			.format(ZonedDateTime.now(ZoneOffset.UTC).plus(Duration.ofHours(2)));
		this.registry.always("/", (answer) -> answer.status(429, Map.of("Retry-After", time), ""));
		assertThat(failure(Reason.RATE_LIMITED, this.source::resolve))
			.containsPattern("come back in 7[0-9]{3} seconds");
		assertThat(this.registry.requests()).hasSize(1);
	}

	@Test
	void nobodyWaitsForHours() {
		this.registry.always("/", (answer) -> answer.status(503, Map.of("Retry-After", "999999999"), ""));
		assertThat(failure(Reason.REGISTRY_ERROR, () -> read(this.source, LAYER))).contains("come back in 999999999");
		assertThat(this.registry.requests()).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "soon", "-1", "99999999999999999999", "" })
	void nonsenseIsNoTime(String time) throws Exception {
		this.registry.next("/manifests/", 1, (answer) -> answer.status(503, Map.of("Retry-After", time), ""));
		assertThat(this.source.resolve()).isEqualTo(descriptor(IMAGE.manifest()));
	}

	@ParameterizedTest
	@ValueSource(ints = { 400, 410, 418, 501 })
	void whatDoesNotPassIsNotTriedAgain(int status) {
		this.registry.always("/", (answer) -> answer.status(status, Map.of(), ""));
		assertThat(failure(Reason.REGISTRY_ERROR, () -> read(this.source, LAYER))).contains(String.valueOf(status));
		assertThat(this.registry.requests()).hasSize(1);
	}

	@Test
	void whatIsMissingIsNotTriedAgain() {
		this.registry.always("/blobs/", (answer) -> answer.status(404, Map.of(), ""));
		assertThat(failure(Reason.NOT_FOUND, () -> read(this.source, LAYER))).contains(LAYER.digest());
		assertThat(this.registry.requests()).hasSize(1);
	}

	@Test
	void whatOnlyTheHostOfTheRedirectRefusesIsAskedForAgain() throws Exception {
		FaultyRegistry storage = registry();
		storage.putAt("/layer", LAYER);
		storage.next("/layer", 1, (answer) -> answer.status(403, Map.of(), "<Error>expired</Error>"));
		this.registry.always("/blobs/", (answer) -> answer.redirect(storage.url() + "/layer"));
		assertThat(read(this.source, LAYER)).isEqualTo(LAYER.bytes());
		assertThat(asked(this.registry)).hasSize(2);
	}

	@Test
	void nobodyListens() {
		FaultyRegistry gone = FaultyRegistry.start();
		gone.close();
		assertThat(failure(Reason.NETWORK, source(gone.host() + "/app:1")::resolve)).contains(gone.url(),
				"nobody answers there");
	}

	@Test
	void noSuchHost() {
		assertThat(failure(Reason.NETWORK, source("registry.invalid/app:1")::resolve)).contains("registry.invalid",
				"not known");
	}

	@Test
	void nothingIsLeftOfAnInterruptedPause() throws Exception {
		this.registry.always("/", (answer) -> answer.status(503, Map.of("Retry-After", "50"), ""));
		ImageSource waiting = registries(PATIENT).source(ImageReference.parse(this.reference), null);
		Thread.currentThread().interrupt();
		assertThat(org.assertj.core.api.Assertions.catchThrowable(waiting::resolve))
			.isInstanceOf(InterruptedException.class);
		assertThat(Thread.interrupted()).isFalse();
	}

}
