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

package io.github.libcontainerd.image;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PlatformTests {

	@ParameterizedTest
	@CsvSource({ "linux/amd64, linux/amd64", "linux/x86_64, linux/amd64", "Linux/X86-64, linux/amd64",
			"linux/amd64/v1, linux/amd64", "linux/amd64/v3, linux/amd64/v3", "linux/i386, linux/386",
			"linux/aarch64, linux/arm64", "linux/arm64/v8, linux/arm64", "linux/arm64/8, linux/arm64",
			"linux/arm64/v9, linux/arm64/v9", "linux/arm, linux/arm/v7", "linux/arm/7, linux/arm/v7",
			"linux/arm/v6, linux/arm/v6", "linux/armhf, linux/arm/v7", "linux/armel, linux/arm/v6",
			"macos/arm64, darwin/arm64", "windows(10.0.17763)/amd64, windows(10.0.17763)/amd64",
			"linux/riscv64, linux/riscv64", "linux/whatever, linux/whatever" })
	void isNormalisedAsContainerdDoesIt(String text, String normal) {
		Platform platform = Platform.parse(text);
		assertThat(platform).hasToString(normal);
		assertThat(platform.normalized()).isEqualTo(platform);
		assertThat(Platform.parse(normal)).isEqualTo(platform);
	}

	@Test
	void theOtherHalfIsTheHosts() {
		Platform host = Platform.host();
		assertThat(Platform.parse("linux").architecture()).isEqualTo(host.architecture());
		assertThat(Platform.parse("arm64")).isEqualTo(new Platform(host.os(), "arm64", null, null));
		assertThat(Platform.parse("armhf")).isEqualTo(new Platform(host.os(), "arm", "v7", null));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "/", "linux/", "/amd64", "linux//v8", "linux/amd64/v1/x", "linux/am d64", "*/amd64",
			"linux/*", "whatever", "windows(/amd64", "linux\n/amd64" })
	void refusesWhatIsNone(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> Platform.parse(text)).withMessageContaining("'" + text);
	}

	@ParameterizedTest
	@CsvSource({ "Linux, amd64, linux/amd64", "Linux, x86_64, linux/amd64", "Linux, i686, linux/386",
			"Linux, x86, linux/386", "Linux, aarch64, linux/arm64", "Linux, ppc64le, linux/ppc64le",
			"Linux, s390x, linux/s390x", "Linux, riscv64, linux/riscv64", "Linux, loongarch64, linux/loong64",
			"Linux, mips64el, linux/mips64le", "Mac OS X, aarch64, darwin/arm64", "Windows 11, amd64, windows/amd64",
			"FreeBSD, amd64, freebsd/amd64" })
	void javasWordsForAHostAreOthers(String os, String arch, String platform) {
		assertThat(HostPlatform.of(os, arch, List.of())).hasToString(platform);
	}

	@ParameterizedTest
	@CsvSource({ "7, ARMv7 Processor rev 3 (v7l), v7", "8, , v8", "AArch64, , v8", "5TEJ, , v5", "6TEJ, , v6",
			"7, ARMv6-compatible processor rev 7 (v6l), v6", "nonsense, , v7" })
	void theKernelKnowsTheVariantOfAnArm(String architecture, String model, String variant) {
		List<String> cpuInfo = List.of("processor\t: 0", "model name\t: " + model, "CPU architecture: " + architecture);
		assertThat(HostPlatform.of("Linux", "arm", cpuInfo)).hasToString("linux/arm/" + variant);
	}

	@ParameterizedTest
	@CsvSource({ "linux/amd64, fpu sse2, linux/amd64",
			"linux/amd64, sse2 cx16 lahf_lm popcnt sse4_1 sse4_2 ssse3, linux/amd64/v2",
			"linux/amd64, cx16 popcnt sse4_1 sse4_2 ssse3 abm avx avx2 bmi1 bmi2 f16c fma movbe, linux/amd64",
			"linux/amd64, cx16 lahf_lm popcnt sse4_1 sse4_2 ssse3 abm avx avx2 bmi1 bmi2 f16c fma movbe, linux/amd64/v3",
			"linux/arm64, fp asimd, linux/arm64", "linux/arm64, fp asimd crc32 atomics asimdrdm, linux/arm64/v8.1",
			"linux/riscv64, cx16, linux/riscv64", "linux/386, sse2 ssse3, linux/386" })
	void theKernelKnowsTheVariantOfTheProcessor(String host, String flags, String machine) {
		List<String> cpuInfo = List.of("processor\t: 0",
				(host.endsWith("64") && host.contains("arm") ? "Features" : "flags") + "\t: " + flags);
		assertThat(HostPlatform.machine(Platform.parse(host), cpuInfo)).isEqualTo(Platform.parse(machine));
	}

	@Test
	void theMachineRunsWhatItsHostRuns() {
		assertThat(Platform.machine().runs(Platform.host())).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "linux/amd64, linux/amd64, true", "linux/amd64, linux/386, true", "linux/386, linux/amd64, false",
			"linux/amd64, linux/amd64/v2, false", "linux/amd64/v3, linux/amd64/v2, true",
			"linux/amd64/v3, linux/amd64, true", "linux/arm64, linux/arm/v7, true", "linux/arm64, linux/arm/v5, true",
			"linux/arm64, linux/arm64/v9, false", "linux/arm64/v9, linux/arm64, true",
			"linux/arm64/v9.1, linux/arm64/v8.6, true", "linux/arm64/v8.2, linux/arm64/v8.1, true",
			"linux/arm64/v8.1, linux/arm64/v8.2, false", "linux/arm/v7, linux/arm/v6, true",
			"linux/arm/v6, linux/arm/v7, false", "linux/arm/v7, linux/arm64, false", "linux/arm, linux/arm, true",
			"linux/amd64, windows/amd64, false", "linux/amd64, unknown/unknown, false",
			"linux/riscv64, linux/riscv64, true", "windows(10.0.17763.1)/amd64, windows(10.0.17763.9)/amd64, true",
			"windows(10.0.17763.1)/amd64, windows(10.0.20348.1)/amd64, false",
			"linux/amd64/v99999999999, linux/amd64, false" })
	void runsWhatContainerdSaysItRuns(String host, String image, boolean runs) {
		assertThat(Platform.parse(host).runs(Platform.parse(image))).isEqualTo(runs);
	}

	@Test
	void ofAnIndexTheBestIsChosenInWhateverOrderItIs() {
		List<String> ranking = List.of("linux/arm64/v8", "linux/arm/v8", "linux/arm/v7", "linux/arm/v6",
				"linux/arm/v5");
		List<String> others = List.of("linux/amd64", "windows/arm64", "unknown/unknown");
		Random random = new Random(1);
		for (int best = 0; best < ranking.size(); best++) {
			List<String> index = new ArrayList<>(ranking.subList(best, ranking.size()));
			index.addAll(others);
			for (int i = 0; i < 50; i++) {
				Collections.shuffle(index, random);
				List<Descriptor> manifests = index.stream().map(PlatformTests::manifest).toList();
				assertThat(Platform.parse("linux/arm64").choose(manifests)).contains(manifest(ranking.get(best)));
			}
		}
	}

	@Test
	void ofTwoAlikeTheFirstIsChosen() {
		Descriptor first = new Descriptor("m", "sha256:1", 1, Map.of(), new Platform("linux", "x86_64", "", ""));
		Descriptor second = new Descriptor("m", "sha256:2", 1, Map.of(), Platform.of("linux", "amd64"));
		assertThat(Platform.parse("linux/amd64").choose(List.of(first, second))).contains(first);
		assertThat(Platform.parse("linux/amd64").choose(List.of(second, first))).contains(second);
	}

	@Test
	void nothingIsChosenWhereNothingSuits() {
		Descriptor without = new Descriptor("m", "sha256:1", 1, Map.of(), null);
		assertThat(Platform.parse("linux/amd64").choose(List.of(without, manifest("linux/arm64")))).isEmpty();
		assertThat(Platform.parse("linux/amd64").choose(List.of())).isEmpty();
	}

	@Test
	void emptyIsNone() {
		assertThat(new Platform("linux", "amd64", "", "")).isEqualTo(new Platform("linux", "amd64", null, null));
	}

	/** As it is written in an index, not normalised. */
	private static Descriptor manifest(String platform) {
		String[] parts = platform.split("/");
		return new Descriptor("m", "sha256:" + platform, 1, Map.of(),
				new Platform(parts[0], parts[1], (parts.length > 2) ? parts[2] : null, null));
	}

}
