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
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.spec.LinuxResources.DeviceRule;

/**
 * The hardened default, see {@link Spec#defaults()}. Its contents are those of Docker's
 * default, with {@code noNewPrivileges} and a limit of open files added as containerd's
 * own client does.
 */
final class DefaultSpec {

	/**
	 * The oldest released version that has all that is used here. runc ignores the
	 * version, but crun before 1.14.3 refuses what is newer than it knows with "unknown
	 * version specified" (containers/crun#1417).
	 */
	static final String OCI_VERSION = "1.0.2";

	static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

	static final Capabilities CAPABILITIES = Capabilities.of(List.of("CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FSETID",
			"CAP_FOWNER", "CAP_MKNOD", "CAP_NET_RAW", "CAP_SETGID", "CAP_SETUID", "CAP_SETFCAP", "CAP_SETPCAP",
			"CAP_NET_BIND_SERVICE", "CAP_SYS_CHROOT", "CAP_KILL", "CAP_AUDIT_WRITE"));

	private static final long OPEN_FILES = 1024;

	private DefaultSpec() {
	}

	/**
	 * Return the one for this host, which is always the same.
	 */
	static Spec ofThisHost() {
		return Holder.THIS_HOST;
	}

	static Spec create(Host host) {
		return Spec.builder()
			.process((process) -> process.cwd("/")
				.env("PATH", PATH)
				.capabilities(CAPABILITIES)
				.rlimit(Rlimit.openFiles(OPEN_FILES))
				.noNewPrivileges(true))
			.mounts(mounts())
			.linux((linux) -> {
				List.of("pid", "ipc", "uts", "mount", "network").forEach(linux::namespace);
				if (host.unifiedCgroups()) {
					linux.namespace("cgroup");
				}
				linux.resources((resources) -> resources.devices(devices()))
					.seccomp(SeccompProfile.defaults().evaluate(CAPABILITIES.bounding(), host))
					.maskedPaths(maskedPaths(host))
					.readonlyPaths(List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"));
			})
			.build();
	}

	private static List<Mount> mounts() {
		return List.of(Mount.of("/proc", "proc", "proc", "nosuid", "noexec", "nodev"),
				Mount.of("/dev", "tmpfs", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k"),
				Mount.of("/dev/pts", "devpts", "devpts", "nosuid", "noexec", "newinstance", "ptmxmode=0666",
						"mode=0620", "gid=5"),
				Mount.of("/dev/shm", "tmpfs", "shm", "nosuid", "noexec", "nodev", "mode=1777", "size=65536k"),
				Mount.of("/dev/mqueue", "mqueue", "mqueue", "nosuid", "noexec", "nodev"),
				Mount.of("/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", "ro"),
				Mount.of("/sys/fs/cgroup", "cgroup", "cgroup", "nosuid", "noexec", "nodev", "ro"));
	}

	/**
	 * Nothing but zero, null, urandom, random, tty and console; not fuse. The runtime
	 * itself adds full, ptmx and the pseudo terminals.
	 */
	private static List<DeviceRule> devices() {
		return List.of(DeviceRule.of(false, null, null, null, "rwm"), device(true, 1, 5), device(true, 1, 3),
				device(true, 1, 9), device(true, 1, 8), device(true, 5, 0), device(true, 5, 1), device(false, 10, 229));
	}

	private static DeviceRule device(boolean allow, long major, long minor) {
		return DeviceRule.of(allow, "c", major, minor, "rwm");
	}

	/**
	 * Besides what tells secrets of the kernel, these are side channels:
	 * GHSA-jq35-85cj-fj4p (powercap), GHSA-6fw5-f8r9-fgfm (interrupts, thermal_throttle).
	 */
	private static List<String> maskedPaths(Host host) {
		List<String> paths = new ArrayList<>(List.of("/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore",
				"/proc/keys", "/proc/latency_stats", "/proc/sched_debug", "/proc/scsi", "/proc/timer_list",
				"/proc/timer_stats", "/sys/devices/virtual/powercap", "/sys/firmware"));
		paths.addAll(host.thermalThrottlePaths());
		return paths;
	}

	/**
	 * Let the default filter follow a change of the capabilities. A filter that is not
	 * the default one for the capabilities before is left as it is.
	 * @param before the configuration that was changed
	 * @param after the changed configuration
	 * @return the configuration with the right filter
	 */
	static Spec adaptSeccomp(Spec before, Spec after) {
		Linux linux = after.linux();
		Set<String> oldSet = bounding(before.process());
		Set<String> newSet = bounding(after.process());
		if (linux == null || linux.seccomp() == null || oldSet.equals(newSet)) {
			return after;
		}
		SeccompProfile profile = SeccompProfile.defaults();
		if (!profile.forThisHost(oldSet).equals(linux.seccomp())) {
			return after;
		}
		return after.toBuilder().linux((builder) -> builder.seccomp(profile.forThisHost(newSet))).build();
	}

	private static Set<String> bounding(@Nullable Process process) {
		Capabilities capabilities = (process != null) ? process.capabilities() : null;
		return (capabilities != null) ? new HashSet<>(capabilities.bounding()) : Set.of();
	}

	private static final class Holder {

		private static final Spec THIS_HOST = create(Host.current());

	}

}
