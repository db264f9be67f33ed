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

package io.github.libcontainerd.contract;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.github.libcontainerd.ImageException;
import io.github.libcontainerd.ImageException.Reason;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.image.Image;
import io.github.libcontainerd.image.PullOption;
import io.github.libcontainerd.image.Registry;
import io.github.libcontainerd.test.ImageLeftovers;
import io.github.libcontainerd.test.TestImage;
import io.github.libcontainerd.test.TestRegistry;
import io.github.libcontainerd.test.TestTar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Pulls from real registries that want to know who it is, into a real containerd.
 */
class RealRegistryAccessTests extends ContractTest {

	private static final TestImage IMAGE = TestImage.builder()
		.layer(new TestTar().file("access", "granted").toBytes())
		.build();

	private TestRegistry password;

	private TestRegistry tokens;

	@Override
	protected TestDaemon launch() {
		return TestDaemon.privateContainerd();
	}

	@BeforeAll
	void launchRegistries() {
		this.password = TestRegistry.withPassword();
		this.tokens = TestRegistry.withTokens();
	}

	@AfterAll
	void closeRegistries() {
		this.password.close();
		this.tokens.close();
	}

	@Test
	void passwordOverTls() {
		String reference = this.password.push("app/password", "1", IMAGE);
		configure(settings().withCredentials(TestRegistry.USERNAME, TestRegistry.PASSWORD));
		assertPulled(this.client.images().pull(reference));
	}

	@Test
	void passwordOfThePull() {
		String reference = this.password.push("app/pull", "1", IMAGE);
		configure(settings());
		assertPulled(this.client.images()
			.pull(reference, PullOption.credentials(TestRegistry.USERNAME, TestRegistry.PASSWORD)));
	}

	@Test
	void aPasswordThatIsChangedWorksWithTheNextPull() {
		String reference = this.password.push("app/changed", "1", IMAGE);
		configure(settings().withCredentials(TestRegistry.USERNAME, "outdated-one"));
		assertRefused(reference, "the settings of registry " + this.password.host());
		configure(settings().withCredentials(TestRegistry.USERNAME, TestRegistry.PASSWORD));
		assertPulled(this.client.images().pull(reference));
	}

	@Test
	void tokenForNobody() {
		configure();
		assertPulled(this.client.images().pull(this.tokens.push("public/app", "1", IMAGE)));
		assertRefused(this.tokens.push("private/app", "1", IMAGE), "no credentials were sent");
	}

	@Test
	void tokenForTheUserOfDockersConfiguration() throws Exception {
		String reference = this.tokens.push("private/login", "1", IMAGE);
		Path config = Files.writeString(this.directory.resolve("config.json"),
				"{\"auths\": {\"%s\": {\"username\": \"%s\", \"password\": \"%s\"}}}".formatted(this.tokens.host(),
						TestRegistry.USERNAME, TestRegistry.PASSWORD));
		this.remote.updateOptions(RemoteOption.registries(List.of(), config));
		assertPulled(this.client.images().pull(reference));
	}

	private Registry settings() {
		return Registry.of(this.password.host()).withSslContext(this.password.sslContext());
	}

	/** No configuration of whoever runs the tests. */
	private void configure(Registry... registries) {
		this.remote
			.updateOptions(RemoteOption.registries(List.of(registries), this.directory.resolve("there-is-none.json")));
	}

	private void assertPulled(Image image) {
		assertThat(image.target().digest()).isEqualTo(IMAGE.manifest().digest());
		assertThat(this.client.images().inspect(image.name()).unpacked()).isTrue();
		ImageLeftovers.of(this.daemon.socket(), this.namespace).assertNothingUnfinished();
	}

	private void assertRefused(String reference, String text) {
		assertThatExceptionOfType(ImageException.class).isThrownBy(() -> this.client.images().pull(reference))
			.withMessageContaining(reference)
			.withMessageContaining(text)
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.UNAUTHORIZED))
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("outdated-one"));
		ImageLeftovers.of(this.daemon.socket(), this.namespace).assertNothingUnfinished();
	}

}
