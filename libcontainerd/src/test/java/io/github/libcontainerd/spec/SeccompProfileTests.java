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

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.libcontainerd.spec.Seccomp.Syscall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link SeccompProfile}.
 */
class SeccompProfileTests {

	private static final Host AMD64 = host("SCMP_ARCH_X86_64", 6, 1);

	private static final SeccompProfile EXAMPLE = SeccompProfile.parse(Fixtures.bytes("""
			{
			  "defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 1,
			  "architectures": {"SCMP_ARCH_X86_64": ["SCMP_ARCH_X86"]},
			  "allow": {"one": ["a"], "two": ["b"]},
			  "rules": [
			    {"names": ["two-caps"], "when": {"capabilities": ["CAP_A", "CAP_B"]}},
			    {"names": ["neither-cap"], "unless": {"capabilities": ["CAP_A", "CAP_B"]}},
			    {"names": ["arm"], "when": {"architectures": ["SCMP_ARCH_ARM", "SCMP_ARCH_AARCH64"]}},
			    {"names": ["not-arm"], "unless": {"architectures": ["SCMP_ARCH_ARM", "SCMP_ARCH_AARCH64"]}},
			    {"names": ["new"], "when": {"kernel": "4.8"}},
			    {"names": ["old"], "unless": {"kernel": "4.8"}},
			    {"names": ["both"], "when": {"capabilities": ["CAP_A"]}, "unless": {"kernel": "6.0"}},
			    {"names": ["errno"], "action": "SCMP_ACT_ERRNO", "errnoRet": 38,
			      "args": [{"index": 1, "value": 2, "valueTwo": 3, "op": "SCMP_CMP_MASKED_EQ"}]}
			  ]
			}"""));

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			              | X86_64  | 4.8  | a b neither-cap not-arm new errno
			CAP_A         | X86_64  | 4.8  | a b not-arm new both errno
			CAP_A         | X86_64  | 6.0  | a b not-arm new errno
			CAP_A,CAP_B   | X86_64  | 6.1  | a b two-caps not-arm new errno
			CAP_C         | X86_64  | 4.7  | a b neither-cap not-arm old errno
			              | AARCH64 | 5.0  | a b neither-cap arm new errno
			              | X86_64  | 4.10 | a b neither-cap not-arm new errno
			              | X86_64  | 10.1 | a b neither-cap not-arm new errno
			              | X86_64  | 3.99 | a b neither-cap not-arm old errno
			""")
	void aRuleCountsOnlyUnderItsConditions(String capabilities, String architecture, String kernel, String names) {
		Host host = new Host("SCMP_ARCH_" + architecture, Host.Kernel.parse(kernel), false, List.of());
		List<String> granted = (capabilities != null) ? List.of(capabilities.split(",")) : List.of();
		assertThat(names(EXAMPLE.evaluate(granted, host))).containsExactlyElementsOf(Arrays.asList(names.split(" ")));
	}

	@Test
	void actionErrnoAndArgumentsOfARuleAreKept() {
		Seccomp seccomp = EXAMPLE.evaluate(List.of(), AMD64);
		assertThat(seccomp.defaultAction()).isEqualTo("SCMP_ACT_ERRNO");
		assertThat(seccomp.defaultErrnoRet()).isEqualTo(1);
		Syscall rule = seccomp.syscalls().get(seccomp.syscalls().size() - 1);
		assertThat(rule.action()).isEqualTo("SCMP_ACT_ERRNO");
		assertThat(rule.errnoRet()).isEqualTo(38);
		assertThat(rule.args()).singleElement().satisfies((arg) -> {
			assertThat(arg.value()).isEqualTo(2);
			assertThat(arg.valueTwo()).isEqualTo(3);
		});
	}

	@Test
	void theArchitecturesThatTheHostAlsoRunsAreFiltered() {
		assertThat(EXAMPLE.evaluate(List.of(), AMD64).architectures()).containsExactly("SCMP_ARCH_X86_64",
				"SCMP_ARCH_X86");
		assertThat(EXAMPLE.evaluate(List.of(), host("SCMP_ARCH_PPC64LE", 6, 1)).architectures()).isEmpty();
	}

	@Test
	void aProfileWithoutDefaultActionIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> SeccompProfile.parse(Fixtures.bytes("{}")))
			.withMessageContaining("defaultAction");
	}

	@Test
	void dangerousCallsNeedTheirCapability() {
		Seccomp seccomp = defaults(DefaultSpec.CAPABILITIES.bounding());
		assertThat(allowed(seccomp)).contains("openat", "execve", "futex", "chroot", "ptrace", "arch_prctl", "clone")
			.doesNotContain("mount", "umount2", "unshare", "setns", "bpf", "perf_event_open", "reboot", "init_module",
					"kexec_load", "keyctl", "add_key", "request_key", "userfaultfd", "io_uring_setup", "swapon",
					"settimeofday", "open_by_handle_at", "clone3", "pivot_root", "nfsservctl");
		assertThat(allowed(defaults(List.of("CAP_SYS_ADMIN")))).contains("mount", "unshare", "setns", "clone3")
			.doesNotContain("chroot", "reboot");
		assertThat(allowed(defaults(List.of("CAP_BPF")))).contains("bpf").doesNotContain("mount");
	}

	@Test
	void cloneMayNotMakeNamespacesAndClone3IsNotImplemented() {
		Seccomp seccomp = defaults(List.of());
		assertThat(rules(seccomp, "clone")).singleElement()
			.satisfies((rule) -> assertThat(rule.args()).singleElement().satisfies((arg) -> {
				assertThat(arg.index()).isZero();
				assertThat(arg.value()).isEqualTo(0x7E020000L);
				assertThat(arg.valueTwo()).isZero();
				assertThat(arg.op()).isEqualTo("SCMP_CMP_MASKED_EQ");
			}));
		assertThat(rules(seccomp, "clone3")).singleElement().satisfies((rule) -> {
			assertThat(rule.action()).isEqualTo("SCMP_ACT_ERRNO");
			assertThat(rule.errnoRet()).isEqualTo(38);
		});
		assertThat(rules(defaults(List.of("CAP_SYS_ADMIN")), "clone")).singleElement()
			.satisfies((rule) -> assertThat(rule.args()).isEmpty());
		Seccomp s390 = SeccompProfile.defaults().evaluate(List.of(), host("SCMP_ARCH_S390X", 6, 1));
		assertThat(rules(s390, "clone")).singleElement()
			.satisfies((rule) -> assertThat(rule.args().get(0).index()).isEqualTo(1));
	}

	@Test
	void ptraceNeedsAKernelThatFiltersIt() {
		assertThat(allowed(SeccompProfile.defaults().evaluate(List.of(), host("SCMP_ARCH_X86_64", 4, 7))))
			.doesNotContain("ptrace");
		assertThat(
				allowed(SeccompProfile.defaults().evaluate(List.of("CAP_SYS_PTRACE"), host("SCMP_ARCH_X86_64", 4, 7))))
			.contains("ptrace", "kcmp");
	}

	@Test
	void vsockAndKernelCryptographySocketsAreRefused() {
		assertThat(rules(defaults(List.of()), "socket"))
			.extracting((rule) -> rule.args().get(0).op() + " " + rule.args().get(0).value())
			.containsExactly("SCMP_CMP_LT 38", "SCMP_CMP_EQ 39", "SCMP_CMP_GT 40");
	}

	@Test
	void callsOfAnArchitectureAreOnlyAllowedThere() {
		assertThat(allowed(defaults(List.of()))).contains("modify_ldt").doesNotContain("set_tls", "s390_runtime_instr");
		assertThat(allowed(SeccompProfile.defaults().evaluate(List.of(), host("SCMP_ARCH_AARCH64", 6, 1))))
			.contains("set_tls")
			.doesNotContain("modify_ldt", "arch_prctl");
	}

	@Test
	void theDefaultProfileNamesNoCallTwice() {
		List<String> names = defaults(List.of()).syscalls().get(0).names();
		assertThat(names).doesNotHaveDuplicates().hasSizeGreaterThan(300);
	}

	private static Seccomp defaults(List<String> capabilities) {
		return SeccompProfile.defaults().evaluate(capabilities, AMD64);
	}

	private static List<Syscall> rules(Seccomp seccomp, String name) {
		return seccomp.syscalls().stream().filter((rule) -> rule.names().contains(name)).toList();
	}

	private static Set<String> allowed(Seccomp seccomp) {
		return seccomp.syscalls()
			.stream()
			.filter((rule) -> rule.action().equals("SCMP_ACT_ALLOW"))
			.flatMap((rule) -> rule.names().stream())
			.collect(Collectors.toCollection(LinkedHashSet::new));
	}

	private static List<String> names(Seccomp seccomp) {
		return seccomp.syscalls().stream().flatMap((rule) -> rule.names().stream()).toList();
	}

	private static Host host(String architecture, int major, int minor) {
		return new Host(architecture, new Host.Kernel(major, minor), false, List.of());
	}

}
