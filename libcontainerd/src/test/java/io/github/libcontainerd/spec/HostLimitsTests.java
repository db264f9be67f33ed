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

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HostLimits}.
 */
class HostLimitsTests {

	private static final String LIMITS = """
			Limit                     Soft Limit           Hard Limit           Units    \s
			Max cpu time              unlimited            unlimited            seconds  \s
			Max core file size        0                    unlimited            bytes    \s
			Max processes             96365                96365                processes\s
			Max open files            1024                 20000                files    \s
			Max nice priority         0                    0                   \s
			Max realtime timeout      unlimited            unlimited            us       \s
			""";

	private static final HostLimits RESTRICTED = HostLimits.parse(status("000001fffeffffff"), LIMITS, "0\n");

	private static final HostLimits FULL = HostLimits.parse(status("000001ffffffffff"), LIMITS, "0\n");

	@Test
	void aSpecWithinTheLimitsIsNotChanged() {
		Spec spec = Spec.defaults();
		HostLimits.Result result = RESTRICTED.apply(spec);
		assertThat(result.spec()).isSameAs(spec);
		assertThat(result.dropped()).isEmpty();
	}

	@Test
	void aSpecWithoutProcessIsNotChanged() {
		Spec spec = Spec.builder().build();
		assertThat(RESTRICTED.apply(spec).spec()).isSameAs(spec);
	}

	@Test
	void capabilitiesBeyondTheBoundingSetAreDroppedFromEverySet() {
		List<String> both = List.of("CAP_SYS_RESOURCE", "CAP_KILL");
		Process process = Process.builder()
			.capabilities(new Capabilities(both, both, both, both, both, Map.of()))
			.build();
		HostLimits.ProcessResult result = RESTRICTED.apply(process);
		assertThat(result.dropped()).containsExactly("CAP_SYS_RESOURCE");
		List<String> kill = List.of("CAP_KILL");
		assertThat(result.process().capabilities()).isEqualTo(new Capabilities(kill, kill, kill, kill, kill, Map.of()));
	}

	@Test
	void aCapabilityThatNobodyKnowsIsLeftToTheRuntime() {
		Process process = Process.builder().addCapabilities("CAP_FUTURE").build();
		assertThat(RESTRICTED.apply(process).dropped()).isEmpty();
	}

	@Test
	void allCapabilitiesBecomeThoseOfTheHost() {
		Spec spec = Spec.builder().process((process) -> process.capabilities(Capabilities.all())).build();
		HostLimits.Result result = RESTRICTED.apply(spec);
		assertThat(result.dropped()).containsExactly("CAP_SYS_RESOURCE");
		assertThat(result.spec().process()).isNotNull();
		assertThat(result.spec().process().capabilities()).isEqualTo(Capabilities.all().without("SYS_RESOURCE"));
		assertThat(FULL.apply(spec).spec()).isSameAs(spec);
	}

	@Test
	void aHardLimitBeyondOursIsLowered() {
		Process process = Process.builder()
			.rlimit(Rlimit.of("RLIMIT_NOFILE", 1024, 1048576))
			.rlimit(Rlimit.of("RLIMIT_NPROC", Rlimit.UNLIMITED, Rlimit.UNLIMITED))
			.rlimit(Rlimit.of("RLIMIT_CORE", Rlimit.UNLIMITED, Rlimit.UNLIMITED))
			.rlimit(Rlimit.of("RLIMIT_FUTURE", 1, 1))
			.build();
		HostLimits.ProcessResult result = RESTRICTED.apply(process);
		assertThat(result.process().rlimits()).containsExactly(Rlimit.of("RLIMIT_NOFILE", 1024, 20000),
				Rlimit.of("RLIMIT_NPROC", 96365, 96365), Rlimit.of("RLIMIT_CORE", Rlimit.UNLIMITED, Rlimit.UNLIMITED),
				Rlimit.of("RLIMIT_FUTURE", 1, 1));
		assertThat(result.dropped()).containsExactly("RLIMIT_NOFILE 1048576 to 20000",
				"RLIMIT_NPROC 18446744073709551615 to 96365");
	}

	@Test
	void aLimitWithoutUnitIsReadToo() {
		Process process = Process.builder().rlimit(Rlimit.of("RLIMIT_NICE", 5, 5)).build();
		assertThat(RESTRICTED.apply(process).process().rlimits()).containsExactly(Rlimit.of("RLIMIT_NICE", 0, 0));
	}

	@Test
	void aNegativeOomScoreBelowOursIsRaised() {
		assertThat(RESTRICTED.apply(oom(-500)).process().oomScoreAdj()).isZero();
		assertThat(RESTRICTED.apply(oom(-500)).dropped()).containsExactly("oomScoreAdj -500 to 0");
		assertThat(RESTRICTED.apply(oom(0)).dropped()).isEmpty();
		assertThat(RESTRICTED.apply(oom(300)).dropped()).isEmpty();
		HostLimits protectedHost = HostLimits.parse(status("000001fffeffffff"), LIMITS, "-900");
		assertThat(protectedHost.apply(oom(-900)).dropped()).isEmpty();
		assertThat(protectedHost.apply(oom(-901)).process().oomScoreAdj()).isEqualTo(-900);
	}

	@Test
	void whoMayRaiseLimitsIsNotHeldToThem() {
		Process process = oom(-1000).toBuilder().rlimit(Rlimit.openFiles(1048576)).build();
		HostLimits.ProcessResult result = FULL.apply(process);
		assertThat(result.process()).isSameAs(process);
		assertThat(result.dropped()).isEmpty();
	}

	@Test
	void whatCannotBeReadIsUnlimited() {
		HostLimits unknown = HostLimits.parse("", "", "");
		Process process = oom(-1000).toBuilder()
			.rlimit(Rlimit.openFiles(1048576))
			.capabilities(Capabilities.all())
			.build();
		assertThat(unknown.apply(process).process()).isSameAs(process);
		assertThat(HostLimits.of(Long.MAX_VALUE).apply(process).process()).isSameAs(process);
	}

	@Test
	void theDefaultSeccompProfileLosesWhatTheCapabilitiesLose() {
		HostLimits noTime = HostLimits.parse(status("000001fffcffffff"), LIMITS, "0");
		Spec spec = Spec.defaults().toBuilder().process((process) -> process.addCapabilities("SYS_TIME")).build();
		HostLimits.Result result = noTime.apply(spec);
		assertThat(result.dropped()).containsExactly("CAP_SYS_TIME");
		assertThat(result.spec()).isEqualTo(Spec.defaults());
	}

	@Test
	void theLimitsOfThisProcessCanBeRead() {
		assertThat(HostLimits.current().apply(Process.builder().build()).dropped()).isEmpty();
		assertThat(HostLimits.of(ProcessHandle.current().pid()).apply(Process.builder().build()).dropped()).isEmpty();
	}

	private static Process oom(int score) {
		return Process.builder().oomScoreAdj(score).build();
	}

	private static String status(String bounding) {
		return """
				Name:	java
				CapInh:	0000000000000000
				CapPrm:	0000000000000000
				CapEff:	0000000000000000
				CapBnd:	%s
				CapAmb:	0000000000000000
				Seccomp:	0
				""".formatted(bounding);
	}

}
