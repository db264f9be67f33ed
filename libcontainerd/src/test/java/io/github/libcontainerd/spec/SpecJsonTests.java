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

import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for the JSON form of {@link Spec}, {@link Process} and {@link LinuxResources}.
 */
class SpecJsonTests {

	@Test
	void everyFieldAndEveryUnknownFieldSurvivesARoundTrip() {
		Spec spec = Spec.fromJson(Fixtures.bytes(Fixtures.EVERYTHING));
		assertThat(Fixtures.tree(spec.toJson())).isEqualTo(Fixtures.tree(Fixtures.EVERYTHING));
		assertThat(Spec.fromJson(spec.toJson())).isEqualTo(spec);
	}

	@Test
	void everyFieldAndEveryUnknownFieldSurvivesTheBuilders() {
		Spec spec = Spec.fromJson(Fixtures.bytes(Fixtures.EVERYTHING));
		Spec rebuilt = spec.toBuilder().process((process) -> {
		}).linux((linux) -> linux.resources((resources) -> {
		})).build();
		assertThat(rebuilt).isEqualTo(spec);
	}

	@Test
	void noFieldOfTheFixtureIsUnknownByMistake() throws Exception {
		List<String> unknown = new ArrayList<>();
		collectUnknown(Spec.fromJson(Fixtures.bytes(Fixtures.EVERYTHING)), unknown);
		assertThat(unknown).filteredOn((name) -> !name.startsWith("x-"))
			.containsExactlyInAnyOrder("netDevices", "solaris", "vm", "zos", "unknown");
		assertThat(unknown).filteredOn((name) -> name.startsWith("x-")).hasSize(44);
	}

	@Test
	void unknownFieldsCanBeRead() {
		Spec spec = Spec.fromJson(Fixtures.bytes(Fixtures.EVERYTHING));
		assertThat(spec.unknown()).containsEntry("x-spec", "kept").containsEntry("unknown", Map.of("unknown", 1));
		assertThat(spec.process()).isNotNull();
		assertThat(spec.process().unknown()).containsKey("x-process").containsEntry("x-process", null);
	}

	@Test
	void unknownFieldsAreImmutableAtEveryLevel() {
		Spec spec = Spec.fromJson(Fixtures.bytes("""
				{"ociVersion": "1.0.2", "x": {"y": [1]}}"""));
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> spec.unknown().clear());
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> ((Map<?, ?>) spec.unknown().get("x")).clear());
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> ((List<?>) ((Map<?, ?>) spec.unknown().get("x")).get("y")).clear());
	}

	@Test
	void integersStayIntegersInUnknownFields() {
		String json = """
				{"ociVersion":"1.0.2","x":{"a":1024,"b":9007199254740993,"c":18446744073709551615,"d":[0,-1]}}""";
		assertThat(Spec.fromJson(Fixtures.bytes(json)).toJson()).asString(StandardCharsets.UTF_8).isEqualTo(json);
	}

	@Test
	void decimalsKeepTheirDigitsInUnknownFields() {
		String json = """
				{"ociVersion":"1.0.2","x":[1.10,0.1234567890123456789]}""";
		assertThat(Spec.fromJson(Fixtures.bytes(json)).toJson()).asString(StandardCharsets.UTF_8).isEqualTo(json);
	}

	@Test
	void fieldsAreWrittenInTheOrderOfTheSpecification() {
		String json = """
				{"ociVersion":"1.0.2","process":{"terminal":true,"user":{"uid":0,"gid":0},"args":["b","a"],"cwd":"/"},\
				"root":{"path":"r"},"annotations":{"z":"1","a":"2"}}""";
		assertThat(Spec.fromJson(Fixtures.bytes(json)).toJson()).asString(StandardCharsets.UTF_8).isEqualTo(json);
	}

	@Test
	void whatIsAbsentStaysAbsent() {
		assertThat(Spec.builder().build().toJson()).asString(StandardCharsets.UTF_8)
			.isEqualTo("{\"ociVersion\":\"1.0.2\"}");
		assertThat(LinuxResources.builder().build().toJson()).asString(StandardCharsets.UTF_8).isEqualTo("{}");
		assertThat(Process.builder().build().toJson()).asString(StandardCharsets.UTF_8)
			.isEqualTo("{\"user\":{\"uid\":0,\"gid\":0},\"cwd\":\"/\"}");
	}

	@Test
	void zeroAndFalseThatWereSetAreWritten() {
		LinuxResources resources = LinuxResources.builder()
			.memory(LinuxMemory.none().withSwappiness(0).withDisableOomKiller(false))
			.pidsLimit(0)
			.build();
		assertThat(resources.toJson()).asString(StandardCharsets.UTF_8)
			.isEqualTo("{\"memory\":{\"swappiness\":0,\"disableOOMKiller\":false},\"pids\":{\"limit\":0}}");
		assertThat(Process.builder().terminal(false).oomScoreAdj(0).build().toJson()).asString(StandardCharsets.UTF_8)
			.contains("\"terminal\":false")
			.contains("\"oomScoreAdj\":0");
	}

	@Test
	void emptyListsAndMapsAreLeftOut() {
		Spec spec = Spec.fromJson(Fixtures
			.bytes("""
					{"ociVersion": "1.0.2", "mounts": [], "annotations": {}, "linux": {"sysctl": null, "maskedPaths": []}}"""));
		assertThat(spec.mounts()).isEmpty();
		assertThat(spec.annotations()).isEmpty();
		assertThat(spec.toJson()).asString(StandardCharsets.UTF_8).isEqualTo("{\"ociVersion\":\"1.0.2\",\"linux\":{}}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "1", "9223372036854775807", "9223372036854775808", "18446744073709551615" })
	void unsigned64BitIntegersKeepTheirValue(String value) {
		String json = "{\"cpu\":{\"shares\":" + value + "}}";
		LinuxResources resources = LinuxResources.fromJson(Fixtures.bytes(json));
		assertThat(resources.toJson()).asString(StandardCharsets.UTF_8).isEqualTo(json);
		assertThat(resources.cpu()).isNotNull();
		assertThat(resources.cpu().shares()).isEqualTo(Long.parseUnsignedLong(value));
	}

	@Test
	void anUnlimitedRlimitIsTheGreatestUnsignedInteger() {
		Process process = Process.builder().rlimit(Rlimit.of("RLIMIT_CORE", 0, Rlimit.UNLIMITED)).build();
		assertThat(process.toJson()).asString(StandardCharsets.UTF_8).contains("\"hard\":18446744073709551615");
		assertThat(Process.fromJson(process.toJson())).isEqualTo(process);
	}

	@Test
	void absentRequiredNumbersAreZeroAsInGo() {
		Process process = Process.fromJson(Fixtures.bytes("""
				{"cwd": "/", "user": {"gid": null}, "rlimits": [{"type": "RLIMIT_CORE"}]}"""));
		assertThat(process.user()).isEqualTo(User.ROOT);
		assertThat(process.rlimits()).containsExactly(Rlimit.of("RLIMIT_CORE", 0, 0));
		assertThat(Process.fromJson(Fixtures.bytes("{\"cwd\": \"/\"}")).user()).isEqualTo(User.ROOT);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					{"ociVersion": 1}                                                      | ociVersion
					{"ociVersion": "1", "hostname": true}                                  | hostname
					{"ociVersion": "1", "mounts": [{"destination": "/a"}, {"type": "x"}]}  | mounts[1].destination
					{"ociVersion": "1", "mounts": {}}                                      | mounts
					{"ociVersion": "1", "root": ""}                                        | root
					{"ociVersion": "1", "annotations": {"a": null}}                        | annotations
					{"ociVersion": "1", "annotations": {"a": 1}}                           | annotations.a
					{"ociVersion": "1", "process": {"cwd": "/", "args": ["a", null]}}      | process.args
					{"ociVersion": "1", "process": {"cwd": "/", "args": "a"}}              | process.args
					{"ociVersion": "1", "process": {"cwd": "/", "terminal": "true"}}       | process.terminal
					{"ociVersion": "1", "process": {"cwd": "/", "oomScoreAdj": 1.0}}       | process.oomScoreAdj
					{"ociVersion": "1", "process": {"cwd": "/", "oomScoreAdj": 4294967296}}| process.oomScoreAdj
					{"ociVersion": "1", "process": {"cwd": "/", "user": {"uid": "0"}}}     | process.user.uid
					{"ociVersion": "1", "process": {"cwd": "/", "user": {"uid": 1024.0}}}  | process.user.uid
					{"ociVersion": "1", "process": {"cwd": "/", "user": {"uid": -1}}}      | process.user.uid
					{"ociVersion": "1", "process": {"cwd": "/", "user": {"uid": 4294967296}}}                     | process.user.uid
					{"ociVersion": "1", "process": {"cwd": "/", "rlimits": [{"type": "T", "hard": -1}]}}          | process.rlimits[0].hard
					{"ociVersion": "1", "process": {"cwd": "/", "rlimits": [{"type": "T", "hard": "1"}]}}         | process.rlimits[0].hard
					{"ociVersion": "1", "process": {"cwd": "/", "rlimits": [{"type": "T", "soft": 1.5}]}}         | process.rlimits[0].soft
					{"ociVersion": "1", "process": {"cwd": "/", "rlimits": [{"type": "T", "soft": 18446744073709551616}]}} | process.rlimits[0].soft
					{"ociVersion": "1", "linux": {"resources": {"memory": {"limit": 9223372036854775808}}}}       | linux.resources.memory.limit
					{"ociVersion": "1", "linux": {"seccomp": {"syscalls": []}}}                                   | linux.seccomp.defaultAction
					""")
	void aWrongFieldIsNamed(String json, String path) {
		assertThatIllegalArgumentException().isThrownBy(() -> Spec.fromJson(Fixtures.bytes(json)))
			.withMessageStartingWith("Invalid Spec JSON at '" + path + "': ");
	}

	@Test
	void aMissingRequiredFieldIsNamed() {
		assertThatIllegalArgumentException().isThrownBy(() -> Spec.fromJson(Fixtures.bytes("{}")))
			.withMessageContaining("at 'ociVersion': is required");
		assertThatIllegalArgumentException().isThrownBy(() -> Process.fromJson(Fixtures.bytes("{}")))
			.withMessageContaining("at 'cwd': is required");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "", "null", "[]", "1", "{", "{\"ociVersion\": \"1\"} {}", "{'ociVersion': '1'}", "\u0000" })
	void whatIsNoJsonObjectIsRefused(String json) {
		assertThatIllegalArgumentException().isThrownBy(() -> Spec.fromJson(Fixtures.bytes(json)))
			.withMessageStartingWith("Invalid Spec JSON");
	}

	@Test
	void brokenTextAndBottomlessNestingAreRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> Spec.fromJson(new byte[] { '{', '"', (byte) 0xff, (byte) 0xfe, '"', ':', '1', '}' }));
		String deep = "{\"ociVersion\": \"1\", \"x\": " + "[".repeat(100_000);
		assertThatIllegalArgumentException().isThrownBy(() -> Spec.fromJson(Fixtures.bytes(deep)));
		String digits = "{\"ociVersion\": \"1\", \"x\": " + "9".repeat(100_000) + "}";
		assertThatIllegalArgumentException().isThrownBy(() -> Spec.fromJson(Fixtures.bytes(digits)));
	}

	@Test
	void anUnknownFieldThatIsNoJsonIsRefused() {
		Spec.Builder builder = Spec.builder().unknown("x", Map.of("y", List.of(new Object())));
		assertThatIllegalArgumentException().isThrownBy(builder::build)
			.withMessage("'x' must be a JSON value but is of class java.lang.Object");
	}

	private static void collectUnknown(Object value, List<String> unknown) throws Exception {
		if (value instanceof List<?> list) {
			for (Object element : list) {
				collectUnknown(element, unknown);
			}
		}
		else if (value instanceof Map<?, ?> map) {
			for (Object element : map.values()) {
				collectUnknown(element, unknown);
			}
		}
		else if (value instanceof Record) {
			for (RecordComponent component : value.getClass().getRecordComponents()) {
				Object field = component.getAccessor().invoke(value);
				if (component.getName().equals("unknown")) {
					((Map<?, ?>) field).keySet().forEach((key) -> unknown.add((String) key));
				}
				else if (field != null) {
					collectUnknown(field, unknown);
				}
			}
		}
	}

}
