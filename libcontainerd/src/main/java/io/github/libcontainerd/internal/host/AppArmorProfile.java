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
package io.github.libcontainerd.internal.host;

/**
 * The text of our default profile. Its rules are those of Docker's default: what a
 * container sees of the host in {@code /proc} and {@code /sys} can't be changed, nothing
 * can be mounted, and only who started the container may send it signals. It includes no
 * file, so that it needs none of the distribution.
 */
final class AppArmorProfile {

	private AppArmorProfile() {
	}

	static String text(String name) {
		return """
				profile %1$s flags=(attach_disconnected, mediate_deleted) {
				  capability,
				  network,
				  file,
				  umount,
				  deny mount,

				  # From the host and what starts containers; within the container, all.
				  signal (receive) peer=unconfined,
				  signal (receive) peer=runc,
				  signal (receive) peer=crun,
				  signal (receive) peer=containerd,
				  signal (send, receive) peer=%1$s,
				  ptrace (trace, tracedby, read, readby) peer=%1$s,

				  # Of /proc, only the directories of processes and /proc/sys/kernel/shm* can be written.
				  deny /proc/* w,
				  deny /proc/[^1-9s]*/** w,
				  deny /proc/s[^y]*/** w,
				  deny /proc/sy[^s]*/** w,
				  deny /proc/sys[^/]*/** w,
				  deny /proc/sys/[^k]** w,
				  deny /proc/sys/k[^e]** w,
				  deny /proc/sys/ke[^r]** w,
				  deny /proc/sys/ker[^n]** w,
				  deny /proc/sys/kernel/[^s]** w,
				  deny /proc/sys/kernel/s[^h]** w,
				  deny /proc/sys/kernel/sh[^m]** w,
				  deny /proc/sysrq-trigger rwklx,
				  deny /proc/kcore rwklx,

				  # Of /sys, only /sys/fs/cgroup.
				  deny /sys/[^f]** wklx,
				  deny /sys/f[^s]** wklx,
				  deny /sys/fs/[^c]** wklx,
				  deny /sys/fs/c[^g]** wklx,
				  deny /sys/fs/cg[^r]** wklx,
				  deny /sys/firmware/** rwklx,
				  deny /sys/devices/virtual/powercap/** rwklx,
				  deny /sys/kernel/security/** rwklx,
				}
				""".formatted(name);
	}

}
