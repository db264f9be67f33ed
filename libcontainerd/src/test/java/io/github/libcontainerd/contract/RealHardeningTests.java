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

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.github.libcontainerd.client.Container;
import io.github.libcontainerd.client.CreateOption;
import io.github.libcontainerd.client.Stdio;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Root in a container with the defaults tries what it must not be able to do. The table
 * of {@code docs/security.md} has the same rows.
 */
class RealHardeningTests extends ContractTest {

	@Override
	protected TestDaemon launch() {
		return TestDaemon.privateContainerd();
	}

	private static Map<String, String> forbidden() {
		Map<String, String> attempts = new LinkedHashMap<>();
		attempts.put("mount", "mkdir -p /m && mount -t tmpfs none /m");
		attempts.put("remount", "mount -o remount,rw /sys");
		attempts.put("namespace", "unshare -U true");
		attempts.put("network namespace", "unshare -n true");
		attempts.put("host namespace", "nsenter -t 1 -m true");
		attempts.put("host name", "hostname evil");
		attempts.put("clock", "date -s 2020-01-01; test $(date +%Y) = 2020");
		attempts.put("kernel log", "dmesg");
		attempts.put("kernel module", "insmod /bin/busybox");
		attempts.put("kernel setting", "echo 1 > /proc/sys/kernel/sysrq");
		attempts.put("kernel memory", "test -s /proc/kcore && head -c 1 /proc/kcore | grep -q .");
		attempts.put("sysrq", "echo b > /proc/sysrq-trigger");
		attempts.put("sysfs", "echo 1 > /sys/kernel/profiling");
		attempts.put("control group", "mkdir /sys/fs/cgroup/memory/evil");
		attempts.put("limit of processes",
				"if test -d /sys/fs/cgroup/pids; then echo 1 > /sys/fs/cgroup/pids/pids.max; "
						+ "else echo 1 > /sys/fs/cgroup/pids.max; fi");
		attempts.put("disk", "mknod /disk b 8 0 && head -c 1 /disk || mknod /disk2 b 254 0 && head -c 1 /disk2");
		attempts.put("memory device", "mknod /mem c 1 1 && head -c 1 /mem");
		attempts.put("network interface", "ip link add evil type dummy");
		attempts.put("reboot", "reboot -f -n");
		attempts.put("swap", "swapoff -a && swapon /bin/busybox");
		attempts.put("root of the system", "pivot_root / /tmp");
		attempts.put("higher limit", "ulimit -n 100000");
		attempts.put("privileges", "grep -q 'NoNewPrivs:[^0-9]*0' /proc/self/status");
		attempts.put("system calls", "grep -q 'Seccomp:[^0-9]*0' /proc/self/status");
		return attempts;
	}

	@Test
	@DisplayName("root in a container with the defaults can do none of what would reach the host")
	void nothingOfTheHostIsReached() {
		String attempts = forbidden().entrySet()
			.stream()
			.map((attempt) -> "if (" + attempt.getValue() + ") >/dev/null 2>&1; then echo '" + attempt.getKey()
					+ "'; fi; ")
			.collect(Collectors.joining());
		Container container = this.client.create("web", script("export PATH=/bin; " + attempts + "echo end"),
				CreateOption.stdio(Stdio.attached()));
		assertThat(end(container.exit()).code()).isZero();
		assertThat(this.backend.output("web")).containsExactly("stdout:end");
	}

	@Test
	@DisplayName("the attempts are ones: a container that may do everything succeeds with them")
	void attemptsAreRealOnes() {
		Container container = this.client.create("web", spec("/bin/sh", "-c",
				"export PATH=/bin; (mkdir -p /m && mount -t tmpfs none /m) && echo mount; unshare -U true && "
						+ "echo namespace; dmesg >/dev/null && echo log; ip link add evil type dummy && echo interface")
			.toBuilder()
			.process((process) -> process.addCapabilities("SYS_ADMIN", "NET_ADMIN", "SYSLOG").noNewPrivileges(false))
			.linux((linux) -> linux.seccomp(null))
			.build(), CreateOption.stdio(Stdio.attached()));
		assertThat(end(container.exit())).isNotNull();
		assertThat(this.backend.output("web")).contains("stdout:mount", "stdout:namespace", "stdout:log");
	}

}
