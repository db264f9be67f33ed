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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.run.RunResult;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.spec.Mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The AppArmor profile of containers, told by the kernel. A host without AppArmor gives
 * none and refuses one.
 */
class RealAppArmorTests extends ImageRunTest {

	private static final String SHOW = "cat /proc/self/attr/current 2>/dev/null || echo none";

	private static final String DEFAULT = "libcontainerd-default (enforce)";

	@Override
	protected TestDaemon launch() {
		return TestDaemon.privateContainerd();
	}

	private static boolean enabled() throws IOException {
		Path parameter = Path.of("/sys/module/apparmor/parameters/enabled");
		return Files.exists(parameter) && Files.readString(parameter).startsWith("Y");
	}

	@Test
	void aContainerAndItsExecsHaveTheDefault() throws IOException {
		String expected = enabled() ? DEFAULT : "none";
		RunningContainer container = containers()
			.start(script(image(), SHOW + "; echo ready; sleep 1000").id("web").build());
		awaitLine(container, "ready");
		assertThat(container.logs().findFirst().orElseThrow().text()).isEqualTo(expected);
		assertThat(container.exec("sh", "-c", SHOW).stdout().text().strip()).isEqualTo(expected);
		// Who started it may send it signals.
		container.signal("SIGKILL");
		assertThat(end(container.exit()).code()).isEqualTo(137);
	}

	@Test
	void theDefaultDeniesWhatDockersDenies() throws IOException {
		String mount = "mount -t tmpfs none /mnt && echo mounted || true";
		RunResult result = containers()
			.run(script(image(), "mkdir -p /mnt; " + mount + "; echo done").addCapabilities("SYS_ADMIN")
				.spec((spec) -> spec.linux((linux) -> linux.seccomp(null)))
				.build());
		assertThat(result.stdout().text().lines())
			.containsExactly(enabled() ? new String[] { "done" } : new String[] { "mounted", "done" });
		result = containers()
			.run(script(image(), "mkdir -p /mnt; " + mount + "; echo done").addCapabilities("SYS_ADMIN")
				.appArmor("unconfined")
				.spec((spec) -> spec.linux((linux) -> linux.seccomp(null)))
				.build());
		assertThat(result.stdout().text().lines()).containsExactly("mounted", "done");
	}

	@Test
	void aProfileThatIsNotLoadedIsToldBeforeAnythingIsPulled() throws IOException {
		String image = this.registry.host() + "/not/there:1";
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> containers().run(script(image, "true").appArmor("no-such-profile").build()))
			.withMessageContaining("AppArmor profile 'no-such-profile'")
			.withMessageContaining(enabled() ? "apparmor_parser -r" : "has no AppArmor");
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> this.client.create("web",
				script("true").toBuilder().process((process) -> process.apparmorProfile("no-such-profile")).build()))
			.withMessageContaining("AppArmor profile 'no-such-profile'");
		assertThat(this.client.restorable()).isEmpty();
	}

	@Test
	void relabellingIsRefused() {
		Mount mount = Mount.bind(this.rootfs.toString(), "/data").withOptions("rbind", "z");
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> containers().run(script(image(), "true").mount(mount).build()))
			.withMessageContaining("relabelled for SELinux")
			.withMessageContaining("chcon");
	}

}
