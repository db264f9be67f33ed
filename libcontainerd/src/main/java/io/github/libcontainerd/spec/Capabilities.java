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
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The Linux capabilities of a process, <a href=
 * "https://github.com/opencontainers/runtime-spec/blob/v1.2.0/config.md#linux-process">capabilities</a>.
 * Names have the form {@code CAP_NET_ADMIN}.
 *
 * @param bounding the most that the process can ever gain
 * @param effective what is checked
 * @param inheritable what is kept over {@code execve} of a file that asks for it
 * @param permitted the ceiling of the effective set
 * @param ambient what is kept over {@code execve} of any file
 * @param unknown fields that this model does not know
 * @since 0.1.0
 */
public record Capabilities(List<String> bounding, List<String> effective, List<String> inheritable,
		List<String> permitted, List<String> ambient, @Unknown Map<String, @Nullable Object> unknown) {

	/**
	 * The kernel's capabilities in the order of their numbers, {@code capability.h}.
	 */
	static final List<String> NAMES = Stream
		.of("CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID", "SETPCAP",
				"LINUX_IMMUTABLE", "NET_BIND_SERVICE", "NET_BROADCAST", "NET_ADMIN", "NET_RAW", "IPC_LOCK", "IPC_OWNER",
				"SYS_MODULE", "SYS_RAWIO", "SYS_CHROOT", "SYS_PTRACE", "SYS_PACCT", "SYS_ADMIN", "SYS_BOOT", "SYS_NICE",
				"SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "MKNOD", "LEASE", "AUDIT_WRITE", "AUDIT_CONTROL",
				"SETFCAP", "MAC_OVERRIDE", "MAC_ADMIN", "SYSLOG", "WAKE_ALARM", "BLOCK_SUSPEND", "AUDIT_READ",
				"PERFMON", "BPF", "CHECKPOINT_RESTORE")
		.map("CAP_"::concat)
		.toList();

	public Capabilities {
		bounding = Copies.list(bounding, "bounding");
		effective = Copies.list(effective, "effective");
		inheritable = Copies.list(inheritable, "inheritable");
		permitted = Copies.list(permitted, "permitted");
		ambient = Copies.list(ambient, "ambient");
		unknown = Copies.unknown(unknown);
	}

	/**
	 * No capability at all.
	 * @return the empty sets
	 */
	public static Capabilities none() {
		return of(List.of());
	}

	/**
	 * Every capability that this library knows, for a privileged container. Apply
	 * {@link HostLimits} to leave out what the host cannot grant.
	 * @return all capabilities
	 */
	public static Capabilities all() {
		return of(NAMES);
	}

	/**
	 * The names as the bounding, effective and permitted set.
	 * @param names names such as {@code CAP_NET_ADMIN}; the prefix may be left out
	 * @return the sets
	 */
	public static Capabilities of(Collection<String> names) {
		List<String> set = names.stream().map(Capabilities::normalize).distinct().toList();
		return new Capabilities(set, set, List.of(), set, List.of(), Map.of());
	}

	/**
	 * Add to the bounding, effective and permitted set.
	 * @param names names such as {@code CAP_NET_ADMIN}; the prefix may be left out
	 * @return the new sets
	 */
	public Capabilities with(String... names) {
		List<String> added = Stream.of(names).map(Capabilities::normalize).toList();
		UnaryOperator<List<String>> add = (list) -> {
			Set<String> union = new LinkedHashSet<>(list);
			union.addAll(added);
			return new ArrayList<>(union);
		};
		return new Capabilities(add.apply(this.bounding), add.apply(this.effective), this.inheritable,
				add.apply(this.permitted), this.ambient, this.unknown);
	}

	/**
	 * Remove from all sets.
	 * @param names names such as {@code CAP_NET_RAW}; the prefix may be left out
	 * @return the new sets
	 */
	public Capabilities without(String... names) {
		Set<String> removed = new LinkedHashSet<>();
		Stream.of(names).map(Capabilities::normalize).forEach(removed::add);
		return map((list) -> list.stream().filter((name) -> !removed.contains(name)).toList());
	}

	Capabilities map(UnaryOperator<List<String>> mapper) {
		return new Capabilities(mapper.apply(this.bounding), mapper.apply(this.effective),
				mapper.apply(this.inheritable), mapper.apply(this.permitted), mapper.apply(this.ambient), this.unknown);
	}

	private static String normalize(String name) {
		String upper = name.toUpperCase(Locale.ROOT);
		return (upper.startsWith("CAP_")) ? upper : "CAP_" + upper;
	}

}
