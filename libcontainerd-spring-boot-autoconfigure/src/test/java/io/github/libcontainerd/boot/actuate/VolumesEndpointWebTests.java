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

package io.github.libcontainerd.boot.actuate;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.libcontainerd.DaemonUnavailableException;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.test.FakeContainerd;
import io.github.libcontainerd.volume.Volume;
import io.github.libcontainerd.volume.Volumes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link VolumesEndpoint} and {@link VolumesEndpointWebExtension} over HTTP.
 */
class VolumesEndpointWebTests extends AbstractEndpointWebTests {

	private static final String UNRESTRICTED = "management.endpoint.volumes.access=unrestricted";

	private static final String SHOW = "management.endpoint.volumes.show-values=always";

	private final FakeContainerd containerd = FakeContainerd.launch();

	private Remote opened;

	private Client user;

	private Volumes volumes;

	@BeforeEach
	void open(@TempDir Path directory) {
		this.containerd.image("busybox");
		this.opened = Remote.open(directory.resolve("state"), RemoteOption.address(this.containerd.socket()));
		this.user = this.opened.client("default", (id, info) -> {
		});
		this.volumes = this.user.volumes();
		this.client.with(this.volumes);
		this.other.with(this.opened.client("other", (id, info) -> {
		}).volumes());
	}

	@AfterEach
	void close() {
		this.opened.close();
		this.containerd.close();
	}

	private void use(String volume) {
		this.user.containers()
			.start(RunRequest.of("busybox").id("db").command("sleep", "100").volume(volume, "/data").build());
	}

	@Test
	void volumesAreListedWithTheirUsers() {
		Volume made = this.volumes.create("data", Map.of("purpose", "shop", "password", "x"));
		this.volumes.create("cache");
		use("data");
		run((web) -> get(web, "/actuator/volumes").hasStatusOk().bodyJson().isLenientlyEqualTo("""
				{
					"namespace": "default",
					"volumes": [
						{ "name": "cache", "labels": {}, "containers": [] },
						{
							"name": "data", "createdAt": "%s", "directory": "%s", "containers": ["db"],
							"labels": { "purpose": "******", "password": "******" }
						}
					]
				}
				""".formatted(made.createdAt(), made.directory())).doesNotHavePath("$.volumes[0].size"));
		run((web) -> json(web, "/actuator/volumes").contains("\"purpose\":\"shop\"", "\"password\":\"******\""), SHOW);
	}

	@Test
	void oneVolumeIsShownWithItsSize() throws Exception {
		Files.write(this.volumes.create("data").directory().resolve("large"), new byte[256 * 1024]);
		run((web) -> {
			get(web, "/actuator/volumes/data").hasStatusOk()
				.bodyJson()
				.extractingPath("$.size")
				.asNumber()
				.satisfies((size) -> assertThat(size.longValue()).isGreaterThanOrEqualTo(256 * 1024));
			get(web, "/actuator/volumes/nothing").hasStatus(404)
				.bodyText()
				.contains("There is no volume 'nothing' in namespace 'default'");
			get(web, "/actuator/volumes/-").hasStatus(404);
		});
	}

	@Test
	void nothingIsRemovedUnlessItIsAllowed() {
		this.volumes.create("data");
		run((web) -> {
			assertThat(web.delete().uri("/actuator/volumes/data")).hasStatus(405);
			post(web, "/actuator/volumes/prune", "{}").hasStatus(405);
		});
		assertThat(this.volumes.list()).hasSize(1);
	}

	@Test
	void aVolumeIsRemovedUnlessItIsInUse() {
		this.volumes.create("cache");
		use("data");
		run((web) -> {
			assertThat(web.delete().uri("/actuator/volumes/data")).hasStatus(409)
				.bodyText()
				.contains("The volume 'data' is in use by containers [db]");
			assertThat(web.delete().uri("/actuator/volumes/cache")).hasStatus(204);
			assertThat(web.delete().uri("/actuator/volumes/cache")).hasStatus(404)
				.bodyText()
				.contains("There is no volume 'cache'");
		}, UNRESTRICTED);
		assertThat(this.volumes.list()).extracting(Volume::name).containsExactly("data");
	}

	@Test
	void thoseThatNobodyUsesArePruned() {
		this.volumes.create("cache");
		use("data");
		run((web) -> {
			post(web, "/actuator/volumes/prune", "{}").hasStatusOk()
				.bodyJson()
				.isLenientlyEqualTo("{\"removed\": [\"cache\"]}");
			post(web, "/actuator/volumes/explode", "{}").hasStatus(400)
				.bodyText()
				.contains("'explode' is no action; there is prune");
		}, UNRESTRICTED);
	}

	@Test
	void eachNamespaceHasItsOwn() {
		this.volumes.create("data");
		this.other.volumes().create("spare");
		run((web) -> {
			json(web, "/actuator/volumes?namespace=other").contains("\"namespace\":\"other\"", "spare")
				.doesNotContain("data\"");
			get(web, "/actuator/volumes/data?namespace=other").hasStatus(404);
			get(web, "/actuator/volumes?namespace=nowhere").hasStatus(404)
				.bodyText()
				.contains("There is no client for namespace 'nowhere'; there are [default, other]");
			post(web, "/actuator/volumes/prune", "{\"namespace\": \"other\"}").hasStatusOk();
			assertThat(web.delete().uri("/actuator/volumes/data?namespace=nowhere")).hasStatus(404);
		}, UNRESTRICTED);
		assertThat(this.volumes.list()).hasSize(1);
		assertThat(this.other.volumes().list()).isEmpty();
	}

	@Test
	void containerdThatIsAwayIsNotHidden() {
		Volumes away = mock();
		given(away.list()).willThrow(new DaemonUnavailableException(null, "secret words", null));
		this.client.with(away);
		run((web) -> get(web, "/actuator/volumes").hasStatus(503)
			.bodyText()
			.contains("containerd does not answer")
			.doesNotContain("secret"));
	}

}
