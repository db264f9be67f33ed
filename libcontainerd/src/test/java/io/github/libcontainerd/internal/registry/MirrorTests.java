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

import java.util.Base64;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.github.libcontainerd.ImageException.Reason;
import io.github.libcontainerd.image.Registry;
import io.github.libcontainerd.test.FaultyRegistry;
import io.github.libcontainerd.test.FaultyRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Mirrors come first, and never last.
 */
class MirrorTests extends FaultyRegistryTest {

	private static final String BASIC = "Basic "
			+ Base64.getEncoder().encodeToString("user:secret".getBytes(java.nio.charset.StandardCharsets.UTF_8));

	private final FaultyRegistry registry = registry();

	private final FaultyRegistry first = registry();

	private final FaultyRegistry second = registry();

	private final String reference = this.registry.put("org/app", "1", IMAGE);

	private final Registry settings = Registry.of(this.registry.host())
		.withMirrors(this.first.url(), this.second.url() + "/");

	@Test
	void theFirstMirrorThatHasItIsUsed() throws Exception {
		this.second.put("org/app", "1", IMAGE);
		ImageSource source = source(this.reference, this.settings);
		assertThat(source.resolve()).isEqualTo(descriptor(IMAGE.manifest()));
		assertThat(read(source, LAYER)).isEqualTo(LAYER.bytes());
		assertThat(asked(this.first)).isNotEmpty();
		assertThat(asked(this.registry)).isEmpty();
	}

	@Test
	void aMirrorIsToldWhoseItIsToBe() throws Exception {
		this.first.put("org/app", "1", IMAGE);
		source(this.reference, this.settings).resolve();
		assertThat(this.first.requests()).extracting(FaultyRequest::query)
			.containsExactly("ns=" + this.registry.host().replace(":", "%3A"));
	}

	@Test
	void theRegistryItselfIsAskedWhenNoMirrorHasIt() throws Exception {
		assertThat(source(this.reference, this.settings).resolve()).isEqualTo(descriptor(IMAGE.manifest()));
		assertThat(this.registry.requests()).extracting(FaultyRequest::query).containsExactly("");
	}

	@Test
	void aMirrorThatFailsOrIsWrongIsPassedOver() throws Exception {
		this.first.always("/", (answer) -> answer.status(500, Map.of(), ""));
		this.second.put("org/app", "1", IMAGE);
		this.second.always("GET /v2/org/app/manifests", (answer) -> answer.corrupt());
		ImageSource source = source(this.reference, this.settings);
		assertThat(read(source, IMAGE.manifest())).isEqualTo(IMAGE.manifest().bytes());
		assertThat(asked(this.first)).hasSize(2);
		assertThat(asked(this.registry)).hasSize(1);
	}

	@Test
	void aMirrorThatIsDownIsTriedOnceOnly() throws Exception {
		FaultyRegistry gone = FaultyRegistry.start();
		gone.close();
		ImageSource source = source(this.reference, Registry.of(this.registry.host()).withMirrors(gone.url()));
		source.resolve();
		assertThat(read(source, LAYER)).isEqualTo(LAYER.bytes());
		assertThat(asked(this.registry)).hasSize(2);
	}

	@Test
	void aMirrorThatBreaksOffIsFollowedByTheRegistry() throws Exception {
		this.first.put("org/app", "1", IMAGE);
		this.first.next("/blobs/", 1, (answer) -> answer.truncate(100_000));
		this.first.always("/blobs/", (answer) -> answer.status(404, Map.of(), ""));
		assertThat(read(source(this.reference, this.settings), LAYER)).isEqualTo(LAYER.bytes());
		assertThat(ranges(this.registry)).singleElement().asString().startsWith("bytes=");
	}

	@Test
	void theLastWordIsTheRegistrys() {
		assertThat(failure(Reason.NOT_FOUND, source(this.registry.host() + "/org/app:2", this.settings)::resolve))
			.startsWith(this.registry.host());
		assertThat(asked(this.first)).isNotEmpty();
		assertThat(asked(this.second)).isNotEmpty();
	}

	@Test
	void aMirrorHasCredentialsOfItsOwn() throws Exception {
		this.registry.require("Basic realm=\"x\"", BASIC);
		this.first.require("Basic realm=\"x\"", "Basic bWlycm9yOm90aGVy");
		this.second.require("Basic realm=\"x\"", BASIC);
		this.first.put("org/app", "1", IMAGE);
		ImageSource own = source(this.reference, this.settings.withCredentials("user", "secret"),
				Registry.of(this.first.host()).withCredentials("mirror", "other"));
		own.resolve();
		assertThat(authorizations(this.first)).containsExactly(null, "Basic bWlycm9yOm90aGVy");
		assertThat(asked(this.registry)).isEmpty();

		ImageSource none = source(this.reference,
				this.settings.withCredentials("user", "secret").withMirrors(this.second.url()));
		none.resolve();
		assertThat(authorizations(this.second)).containsOnlyNulls();
		assertThat(authorizations(this.registry)).containsExactly(null, BASIC);
	}

	@Test
	void aPathIsPutBeforeTheVersionUnlessItHasIt() throws Exception {
		this.first.putAt("/proxy/v2/org/app/manifests/1", IMAGE.manifest());
		source(this.reference, Registry.of(this.registry.host()).withMirrors(this.first.url() + "/proxy/")).resolve();
		this.second.putAt("/v2/hub/org/app/manifests/1", IMAGE.manifest());
		source(this.reference, Registry.of(this.registry.host()).withMirrors(this.second.url() + "/v2/hub")).resolve();
		assertThat(asked(this.first)).containsExactly("HEAD /proxy/v2/org/app/manifests/1");
		assertThat(asked(this.second)).containsExactly("HEAD /v2/hub/org/app/manifests/1");
		assertThat(asked(this.registry)).isEmpty();
	}

	private static List<String> authorizations(FaultyRegistry registry) {
		return registry.requests().stream().map(FaultyRequest::authorization).toList();
	}

	@Test
	void aMirrorThatBreaksOffEachTimeIsFollowedByTheOthers() throws Exception {
		this.first.put("org/app", "1", IMAGE);
		this.first.always("/blobs/", (answer) -> answer.truncate(100_000));
		this.second.put("org/app", "1", IMAGE);
		assertThat(read(source(this.reference, this.settings), LAYER)).isEqualTo(LAYER.bytes());
		assertThat(asked(this.first)).hasSize(1);
		assertThat(ranges(this.second)).singleElement().asString().startsWith("bytes=");
		assertThat(asked(this.registry)).isEmpty();
	}

	@Test
	void aMirrorWhoseContentIsRejectedIsNotAskedForItAgain() throws Exception {
		this.first.put("org/app", "1", IMAGE);
		this.first.always("/blobs/", (answer) -> answer.corrupt());
		ImageSource source = source(this.reference, this.settings);
		assertThat(source.reject(descriptor(LAYER))).isFalse();
		assertThat(read(source, LAYER)).isNotEqualTo(LAYER.bytes());
		assertThat(source.reject(descriptor(LAYER))).isTrue();
		assertThat(read(source, LAYER)).isEqualTo(LAYER.bytes());
		assertThat(source.reject(descriptor(LAYER))).isFalse();
		assertThat(asked(this.first)).hasSize(1);
	}

}
