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
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The default filter of system calls: it allows what Docker's default profile allows.
 * Which calls are allowed depends on the capabilities of the container, on the
 * architecture and on the kernel, so that a filter is made for each container.
 *
 * @since 0.1.0
 */
public final class SeccompProfile {

	private static final String ALLOW = "SCMP_ACT_ALLOW";

	private final Definition definition;

	private SeccompProfile(Definition definition) {
		this.definition = definition;
	}

	/**
	 * The default profile.
	 * @return the profile
	 */
	public static SeccompProfile defaults() {
		return Holder.DEFAULTS;
	}

	static SeccompProfile parse(byte[] json) {
		return new SeccompProfile(SpecJson.read(json, Definition.class));
	}

	/**
	 * Make the filter for a container on this host.
	 * @param capabilities the bounding set of the container, such as {@code CAP_CHOWN}
	 * @return the filter
	 */
	public Seccomp forThisHost(Collection<String> capabilities) {
		return evaluate(capabilities, Host.current());
	}

	Seccomp evaluate(Collection<String> capabilities, Host host) {
		Set<String> granted = Set.copyOf(capabilities);
		List<Seccomp.Syscall> syscalls = new ArrayList<>();
		List<String> always = this.definition.allow.values().stream().flatMap(List::stream).toList();
		if (!always.isEmpty()) {
			syscalls.add(new Seccomp.Syscall(always, ALLOW, null, List.of(), Map.of()));
		}
		for (Rule rule : this.definition.rules) {
			if (rule.applies(granted, host)) {
				syscalls.add(rule.toSyscall());
			}
		}
		return new Seccomp(this.definition.defaultAction, this.definition.defaultErrnoRet, architectures(host),
				List.of(), null, null, syscalls, Map.of());
	}

	/**
	 * The native architecture and those whose programs it runs as well. None means the
	 * native one, as the runtime knows it.
	 */
	private List<String> architectures(Host host) {
		List<String> others = this.definition.architectures.get(host.architecture());
		if (others == null) {
			return List.of();
		}
		List<String> architectures = new ArrayList<>();
		architectures.add(host.architecture());
		architectures.addAll(others);
		return architectures;
	}

	/**
	 * The file that holds the profile.
	 *
	 * @param defaultAction the action for calls that nothing names
	 * @param defaultErrnoRet the error number of the default action
	 * @param architectures other architectures that an architecture runs
	 * @param allow calls that are always allowed, by topic
	 * @param rules the other calls
	 */
	record Definition(String defaultAction, @Nullable Integer defaultErrnoRet, Map<String, List<String>> architectures,
			Map<String, List<String>> allow, List<Rule> rules) {

		Definition {
			defaultAction = Copies.required(defaultAction, "defaultAction");
			architectures = Copies.map(architectures, "architectures");
			allow = Copies.map(allow, "allow");
			rules = Copies.list(rules, "rules");
		}

	}

	/**
	 * A rule that only counts under a condition.
	 *
	 * @param names the calls
	 * @param action the action; allow if absent
	 * @param errnoRet the error number of the action
	 * @param args conditions on the arguments
	 * @param when the rule counts only if all parts of this hold
	 * @param unless the rule does not count if any part of this holds
	 */
	record Rule(List<String> names, @Nullable String action, @Nullable Integer errnoRet, List<Seccomp.Arg> args,
			@Nullable Condition when, @Nullable Condition unless) {

		Rule {
			names = Copies.list(names, "names");
			args = Copies.list(args, "args");
		}

		boolean applies(Set<String> granted, Host host) {
			return (this.when == null || this.when.all(granted, host))
					&& (this.unless == null || !this.unless.any(granted, host));
		}

		Seccomp.Syscall toSyscall() {
			return new Seccomp.Syscall(this.names, (this.action != null) ? this.action : ALLOW, this.errnoRet,
					this.args, Map.of());
		}

	}

	/**
	 * A condition. A part that is absent does not count.
	 *
	 * @param capabilities capabilities that the container has: all of them for
	 * {@code when}, any for {@code unless}
	 * @param architectures the architectures, one of which is the native one
	 * @param kernel the lowest version of the kernel
	 */
	record Condition(List<String> capabilities, List<String> architectures, @Nullable String kernel) {

		Condition {
			capabilities = Copies.list(capabilities, "capabilities");
			architectures = Copies.list(architectures, "architectures");
		}

		boolean all(Set<String> granted, Host host) {
			return granted.containsAll(this.capabilities)
					&& (this.architectures.isEmpty() || this.architectures.contains(host.architecture()))
					&& (this.kernel == null || host.kernel().isAtLeast(Host.Kernel.parse(this.kernel)));
		}

		boolean any(Set<String> granted, Host host) {
			return this.capabilities.stream().anyMatch(granted::contains)
					|| this.architectures.contains(host.architecture())
					|| (this.kernel != null && host.kernel().isAtLeast(Host.Kernel.parse(this.kernel)));
		}

	}

	private static final class Holder {

		private static final SeccompProfile DEFAULTS = load();

		private static SeccompProfile load() {
			try (InputStream stream = SeccompProfile.class.getResourceAsStream("seccomp.json")) {
				if (stream == null) {
					throw new IllegalStateException("seccomp.json is not on the class path");
				}
				return parse(stream.readAllBytes());
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
