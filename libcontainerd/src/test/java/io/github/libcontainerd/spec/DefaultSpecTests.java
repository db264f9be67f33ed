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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.libcontainerd.spec.Linux.Namespace;
import io.github.libcontainerd.spec.LinuxResources.DeviceRule;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Spec#defaults()} and the {@link Host} it is made for.
 */
class DefaultSpecTests {

	private static final Host LEGACY = new Host("SCMP_ARCH_X86_64", new Host.Kernel(6, 1), false, List.of());

	private static final Host UNIFIED = new Host("SCMP_ARCH_AARCH64", new Host.Kernel(6, 1), true,
			List.of("/sys/devices/system/cpu/cpu0/thermal_throttle"));

	@Test
	void theProcessIsUnprivileged() {
		Process process = DefaultSpec.create(LEGACY).process();
		assertThat(process).isNotNull();
		assertThat(process.noNewPrivileges()).isTrue();
		assertThat(process.cwd()).isEqualTo("/");
		assertThat(process.env()).containsExactly("PATH=" + DefaultSpec.PATH);
		assertThat(process.rlimits()).containsExactly(Rlimit.of("RLIMIT_NOFILE", 1024, 1024));
		Capabilities capabilities = process.capabilities();
		assertThat(capabilities).isNotNull();
		assertThat(capabilities.bounding()).hasSize(14)
			.doesNotContain("CAP_SYS_ADMIN", "CAP_NET_ADMIN", "CAP_SYS_PTRACE");
		assertThat(capabilities.effective()).isEqualTo(capabilities.bounding());
		assertThat(capabilities.permitted()).isEqualTo(capabilities.bounding());
		assertThat(capabilities.inheritable()).isEmpty();
		assertThat(capabilities.ambient()).isEmpty();
	}

	@Test
	void theCgroupNamespaceIsOnlyForUnifiedHosts() {
		assertThat(linux(LEGACY).namespaces()).extracting(Namespace::type)
			.containsExactlyInAnyOrder("pid", "ipc", "uts", "mount", "network");
		assertThat(linux(UNIFIED).namespaces()).extracting(Namespace::type)
			.containsExactlyInAnyOrder("pid", "ipc", "uts", "mount", "network", "cgroup");
	}

	@Test
	void onlyHarmlessDevicesAreAllowed() {
		LinuxResources resources = linux(LEGACY).resources();
		assertThat(resources).isNotNull();
		assertThat(resources.devices().get(0)).isEqualTo(DeviceRule.of(false, null, null, null, "rwm"));
		assertThat(resources.devices()).filteredOn(DeviceRule::allow)
			.extracting((rule) -> rule.type() + " " + rule.major() + ":" + rule.minor())
			.containsExactlyInAnyOrder("c 1:3", "c 1:5", "c 1:8", "c 1:9", "c 5:0", "c 5:1");
	}

	@Test
	void sysAndCgroupAreReadOnlyAndThereIsNoRun() {
		List<Mount> mounts = DefaultSpec.create(LEGACY).mounts();
		assertThat(mounts).extracting(Mount::destination)
			.containsExactly("/proc", "/dev", "/dev/pts", "/dev/shm", "/dev/mqueue", "/sys", "/sys/fs/cgroup");
		assertThat(mounts).filteredOn((mount) -> mount.destination().startsWith("/sys"))
			.allSatisfy((mount) -> assertThat(mount.options()).contains("ro"));
	}

	@Test
	void secretsAndSideChannelsAreMasked() {
		assertThat(linux(LEGACY).maskedPaths()).contains("/proc/kcore", "/proc/keys", "/sys/firmware",
				"/sys/devices/virtual/powercap", "/proc/interrupts");
		assertThat(linux(UNIFIED).maskedPaths()).contains("/sys/devices/system/cpu/cpu0/thermal_throttle");
		assertThat(linux(LEGACY).readonlyPaths()).containsExactly("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys",
				"/proc/sysrq-trigger");
	}

	@Test
	void theSeccompProfileIsThatOfTheHost() {
		assertThat(linux(LEGACY).seccomp())
			.isEqualTo(SeccompProfile.defaults().evaluate(DefaultSpec.CAPABILITIES.bounding(), LEGACY));
		assertThat(linux(UNIFIED).seccomp()).isNotEqualTo(linux(LEGACY).seccomp());
	}

	@Test
	void theDefaultIsStableAndSurvivesARoundTrip() {
		assertThat(Spec.defaults()).isEqualTo(Spec.defaults());
		assertThat(Spec.fromJson(Spec.defaults().toJson())).isEqualTo(Spec.defaults());
	}

	@Test
	void theDefaultSeccompProfileFollowsTheCapabilities() {
		Spec spec = Spec.defaults().toBuilder().process((process) -> process.addCapabilities("SYS_TIME")).build();
		assertThat(spec.linux()).isNotNull();
		assertThat(spec.linux().seccomp()).isNotNull();
		assertThat(spec.linux().seccomp().syscalls()).anyMatch((call) -> call.names().contains("clock_settime"));
		Spec back = spec.toBuilder().process((process) -> process.dropCapabilities("SYS_TIME")).build();
		assertThat(back).isEqualTo(Spec.defaults());
	}

	@Test
	void aSeccompProfileOfTheUserDoesNotFollow() {
		Seccomp own = new Seccomp("SCMP_ACT_LOG", null, List.of(), List.of(), null, null, List.of(), Map.of());
		Spec spec = Spec.defaults()
			.toBuilder()
			.linux((linux) -> linux.seccomp(own))
			.process((process) -> process.addCapabilities("SYS_TIME"))
			.build();
		assertThat(spec.linux()).isNotNull();
		assertThat(spec.linux().seccomp()).isEqualTo(own);
		Spec none = Spec.defaults()
			.toBuilder()
			.linux((linux) -> linux.seccomp(null))
			.process((process) -> process.capabilities(Capabilities.all()))
			.build();
		assertThat(none.linux()).isNotNull();
		assertThat(none.linux().seccomp()).isNull();
	}

	@Test
	void theHostIsReadFromItsFiles(@TempDir Path root) throws IOException {
		Files.createDirectories(root.resolve("proc/sys/kernel"));
		Files.writeString(root.resolve("proc/sys/kernel/osrelease"), "5.10.0-28-amd64\n");
		Files.createDirectories(root.resolve("sys/fs/cgroup"));
		Files.createFile(root.resolve("sys/fs/cgroup/cgroup.controllers"));
		Files.createDirectories(root.resolve("sys/devices/system/cpu/cpu0/thermal_throttle"));
		Files.createDirectories(root.resolve("sys/devices/system/cpu/cpu1/thermal_throttle"));
		Files.createDirectories(root.resolve("sys/devices/system/cpu/cpu2"));
		Files.createDirectories(root.resolve("sys/devices/system/cpu/cpufreq/thermal_throttle"));
		assertThat(Host.read(root, "aarch64"))
			.isEqualTo(new Host("SCMP_ARCH_AARCH64", new Host.Kernel(5, 10), true, List
				.of("/sys/devices/system/cpu/cpu0/thermal_throttle", "/sys/devices/system/cpu/cpu1/thermal_throttle")));
	}

	@Test
	void aHostWithoutFilesIsTheMostRestrictedOne(@TempDir Path root) {
		assertThat(Host.read(root, "amd64"))
			.isEqualTo(new Host("SCMP_ARCH_X86_64", new Host.Kernel(0, 0), false, List.of()));
	}

	private static Linux linux(Host host) {
		Linux linux = DefaultSpec.create(host).linux();
		assertThat(linux).isNotNull();
		return linux;
	}

}
