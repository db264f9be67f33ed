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

package io.github.libcontainerd.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.github.libcontainerd.spec.Linux.Namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for the builders and factories.
 */
class SpecBuilderTests {

	@Test
	void aSpecReadsLikeItsJson() {
		Spec spec = Spec.builder()
			.process(
					(process) -> process.args("/bin/sh", "-c", "echo hi").env("A", "b").user(1000, 1000).terminal(true))
			.root("/srv/rootfs")
			.hostname("box")
			.mount(Mount.bind("/host", "/data").readOnly())
			.mount(Mount.tmpfs("/tmp", 1 << 20))
			.annotation("k", "v")
			.linux((linux) -> linux.cgroupsPath("/ns/id")
				.namespace("pid")
				.namespace("network", "/run/netns/blue")
				.sysctl("net.core.somaxconn", "512")
				.resources((resources) -> resources.memoryLimit(64 << 20)
					.memorySwap(64 << 20)
					.cpuLimit(1.5)
					.cpuShares(512)
					.cpuset("0-1")
					.pidsLimit(100)
					.allowDevice("c", 10, 229, "rwm")
					.hugepageLimit("2MB", 4 << 20)
					.unified("memory.high", "1000")))
			.build();
		assertThat(Fixtures.tree(spec.toJson())).isEqualTo(Fixtures
			.tree("""
					{
					  "ociVersion": "1.0.2",
					  "process": {"terminal": true, "user": {"uid": 1000, "gid": 1000}, "args": ["/bin/sh", "-c", "echo hi"],
					    "env": ["A=b"], "cwd": "/"},
					  "root": {"path": "/srv/rootfs"},
					  "hostname": "box",
					  "mounts": [
					    {"destination": "/data", "type": "bind", "source": "/host", "options": ["rbind", "rprivate", "ro"]},
					    {"destination": "/tmp", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "nodev", "noexec", "size=1048576"]}
					  ],
					  "annotations": {"k": "v"},
					  "linux": {
					    "resources": {
					      "devices": [{"allow": true, "type": "c", "major": 10, "minor": 229, "access": "rwm"}],
					      "memory": {"limit": 67108864, "swap": 67108864},
					      "cpu": {"shares": 512, "quota": 150000, "period": 100000, "cpus": "0-1"},
					      "pids": {"limit": 100},
					      "hugepageLimits": [{"pageSize": "2MB", "limit": 4194304}],
					      "unified": {"memory.high": "1000"}
					    },
					    "cgroupsPath": "/ns/id",
					    "namespaces": [{"type": "pid"}, {"type": "network", "path": "/run/netns/blue"}],
					    "sysctl": {"net.core.somaxconn": "512"}
					  }
					}"""));
	}

	@Test
	void nestedCustomizersKeepWhatWasThere() {
		Spec spec = Spec.builder()
			.process((process) -> process.args("a").env("A", "1"))
			.process((process) -> process.env("B", "2"))
			.linux((linux) -> linux.resources((resources) -> resources.memoryLimit(1)))
			.linux((linux) -> linux.resources((resources) -> resources.memoryReservation(2).pidsLimit(3)))
			.build();
		assertThat(spec.process()).isEqualTo(Process.builder().args("a").env(List.of("A=1", "B=2")).build());
		assertThat(spec.linux()).isNotNull();
		assertThat(spec.linux().resources()).isEqualTo(LinuxResources.builder()
			.memory(LinuxMemory.none().withLimit(1).withReservation(2))
			.pidsLimit(3)
			.build());
	}

	@Test
	void anEnvironmentVariableIsReplacedInItsPlace() {
		Process process = Process.builder()
			.env(List.of("A=1", "AB=2", "C"))
			.env("A", "x=y")
			.env(Map.of("D", "4"))
			.removeEnv("C")
			.build();
		assertThat(process.env()).containsExactly("A=x=y", "AB=2", "D=4");
	}

	@Test
	void aMountReplacesTheOneAtTheSameDestination() {
		Spec spec = Spec.builder()
			.mount(Mount.tmpfs("/a", 1))
			.mount(Mount.tmpfs("/b", 1))
			.mount(Mount.bind("/x", "/a"))
			.removeMount("/c")
			.build();
		assertThat(spec.mounts()).containsExactly(Mount.bind("/x", "/a"), Mount.tmpfs("/b", 1));
	}

	@Test
	void readOnlyReplacesRwAndIsNotAddedTwice() {
		Mount mount = Mount.of("/a", "bind", "/b", "rbind", "rw").readOnly();
		assertThat(mount.options()).containsExactly("rbind", "ro");
		assertThat(mount.readOnly()).isSameAs(mount);
	}

	@Test
	void aNamespaceIsReplacedOrRemovedByType() {
		Linux linux = Linux.builder()
			.namespace("pid")
			.namespace("network")
			.namespace("pid", "/proc/1/ns/pid")
			.removeNamespace("network")
			.build();
		assertThat(linux.namespaces()).containsExactly(Namespace.of("pid", "/proc/1/ns/pid"));
	}

	@Test
	void anRlimitReplacesTheOneOfTheSameType() {
		Process process = Process.builder().rlimit(Rlimit.openFiles(1)).rlimit(Rlimit.openFiles(2)).build();
		assertThat(process.rlimits()).containsExactly(Rlimit.openFiles(2));
	}

	@Test
	void capabilitiesAreNormalizedAddedAndDropped() {
		Capabilities capabilities = Capabilities.of(List.of("chown", "CAP_KILL", "KILL"))
			.with("net_admin", "CAP_CHOWN")
			.without("kill");
		assertThat(capabilities.bounding()).containsExactly("CAP_CHOWN", "CAP_NET_ADMIN")
			.isEqualTo(capabilities.effective())
			.isEqualTo(capabilities.permitted());
		assertThat(capabilities.inheritable()).isEmpty();
		assertThat(capabilities.ambient()).isEmpty();
		assertThat(Capabilities.all().bounding()).hasSize(41).contains("CAP_CHECKPOINT_RESTORE");
	}

	@Test
	void theRootKeepsItsModeWhenItsPathIsSet() {
		Spec spec = Spec.builder().root(Root.of("a").readOnly()).root("b").build();
		assertThat(spec.root()).isEqualTo(Root.of("b").readOnly());
	}

	@Test
	void recordsDoNotShareTheListsTheyWereMadeFrom() {
		List<String> args = new ArrayList<>(List.of("a"));
		Process process = Process.builder().args(args).build();
		args.add("b");
		assertThat(process.args()).containsExactly("a");
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> process.args().add("c"));
	}

	@Test
	void idsBeyond32BitsAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> User.of(1L << 32, 0)).withMessageContaining("'uid'");
		assertThatIllegalArgumentException().isThrownBy(() -> User.of(0, 0).withUmask(-1))
			.withMessageContaining("'umask'");
		assertThatIllegalArgumentException().isThrownBy(() -> User.of(0, 0).withAdditionalGids(List.of(-1L)))
			.withMessageContaining("'additionalGids'");
		assertThatIllegalArgumentException().isThrownBy(() -> IdMapping.of(0, 0, 1L << 32))
			.withMessageContaining("'size'");
	}

	@Test
	void hooksAreAppended() {
		Hooks hooks = Hooks.none()
			.withCreateRuntime(Hooks.Hook.of("/a", "a").withTimeout(5))
			.withCreateRuntime(Hooks.Hook.of("/b"))
			.withPoststop(Hooks.Hook.of("/c"));
		assertThat(hooks.createRuntime()).extracting(Hooks.Hook::path).containsExactly("/a", "/b");
		assertThat(hooks.createRuntime().get(0).timeout()).isEqualTo(5);
		assertThat(hooks.poststop()).hasSize(1);
	}

}
