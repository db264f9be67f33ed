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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.libcontainerd.ContainerInfo;
import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.DaemonUnavailableException;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.client.Container;
import io.github.libcontainerd.client.CreateOption;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.restart.RestartManager;
import io.github.libcontainerd.restart.RestartPolicy;
import io.github.libcontainerd.spec.LinuxResources;
import io.github.libcontainerd.spec.Spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Changes of the limits of a container, seen in its control group.
 */
class RealResourceTests extends ContractTest {

	private static final long MIB = 1L << 20;

	private static final List<String> ALL = List.of("memory", "cpu.shares", "cpu.quota", "cpu.period", "cpuset",
			"pids");

	@Override
	protected TestDaemon launch() {
		return TestDaemon.privateContainerd();
	}

	private Spec limited(String script) {
		return script(script).toBuilder()
			.linux((linux) -> linux.resources((resources) -> resources.memoryLimit(64 * MIB)
				.cpuShares(512)
				.cpuQuota(50_000, 100_000)
				.pidsLimit(100)))
			.build();
	}

	/**
	 * Read one limit, as cgroup v1 or v2 has it.
	 */
	private String limit(String name) {
		return switch (name) {
			case "memory" -> read("memory", "memory.limit_in_bytes", "memory.max");
			case "cpu.shares" -> read("cpu", "cpu.shares", "cpu.weight");
			case "cpu.quota" -> read("cpu", "cpu.cfs_quota_us", "cpu.max");
			case "cpu.period" -> read("cpu", "cpu.cfs_period_us", "cpu.max");
			case "cpuset" -> read("cpuset", "cpuset.cpus", "cpuset.cpus");
			case "pids" -> read("pids", "pids.max", "pids.max");
			default -> throw new IllegalArgumentException(name);
		};
	}

	private String read(String controller, String v1, String v2) {
		Path own = Path.of("/sys/fs/cgroup", controller, this.namespace, "web");
		Path file = Files.isDirectory(own) ? own.resolve(v1)
				: Path.of("/sys/fs/cgroup", this.namespace, "web").resolve(v2);
		try {
			return Files.readString(file).strip();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Map<String, String> limits() {
		Map<String, String> limits = new TreeMap<>();
		ALL.forEach((name) -> limits.put(name, limit(name)));
		return limits;
	}

	private static LinuxResources json(String json) {
		return LinuxResources.fromJson(json.getBytes(StandardCharsets.UTF_8));
	}

	@Test
	@DisplayName("S24: a new limit is in force, the others are untouched")
	void onlyTheNewLimitChanges() {
		this.client.create("web", limited("sleep 1000"));
		Map<String, String> before = limits();
		this.client.updateResources("web", LinuxResources.builder().memoryLimit(96 * MIB).build());
		Map<String, String> after = limits();
		assertThat(after.remove("memory")).isEqualTo(Long.toString(96 * MIB));
		before.remove("memory");
		assertThat(after).isEqualTo(before);
		this.client.updateResources("web", LinuxResources.builder().pidsLimit(77).build());
		assertThat(limit("pids")).isEqualTo("77");
		this.client.updateResources("web", LinuxResources.builder().cpuQuota(20_000, 100_000).build());
		assertThat(limit("cpu.quota")).startsWith("20000");
		this.client.updateResources("web", LinuxResources.builder().cpuset("0").build());
		assertThat(limit("cpuset")).isEqualTo("0");
		assertThat(limit("memory")).isEqualTo(Long.toString(96 * MIB));
		assertThat(limit("cpu.shares")).isEqualTo(before.get("cpu.shares"));
	}

	@ParameterizedTest
	@DisplayName("S24: 0 and blank mean unchanged, as in v1.12.2")
	@ValueSource(strings = { "{}",
			"{\"memory\":{\"limit\":0,\"reservation\":0,\"swap\":0,\"kernel\":0,\"kernelTCP\":0}}",
			"{\"cpu\":{\"shares\":0,\"quota\":0,\"period\":0,\"cpus\":\"\",\"mems\":\"\"},\"blockIO\":{\"weight\":0}}" })
	void nothingMeansUnchanged(String json) {
		this.client.create("web", limited("sleep 1000"));
		Map<String, String> before = limits();
		this.client.updateResources("web", json(json));
		assertThat(limits()).isEqualTo(before);
	}

	@ParameterizedTest
	@DisplayName("S24: a limit of kernel memory is refused, and nothing of the request is done")
	@ValueSource(strings = { "kernel", "kernelTCP" })
	void kernelMemoryIsRefused(String field) {
		this.client.create("web", limited("sleep 1000"));
		Map<String, String> before = limits();
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> this.client.updateResources("web",
					json("{\"memory\":{\"limit\":50000000,\"" + field + "\":40000000}}")))
			.withMessageContaining("memory." + field);
		assertThat(limits()).isEqualTo(before);
	}

	@Test
	@DisplayName("S16: new limits survive a restart by policy")
	void newLimitsSurviveARestartByPolicy() {
		Container container = this.client.create("web", limited("sleep 1000"),
				CreateOption.restartManager(new RestartManager(RestartPolicy.always())));
		this.client.updateResources("web", LinuxResources.builder().memoryLimit(80 * MIB).cpuShares(256).build());
		Map<String, String> before = limits();
		this.client.signal("web", 9);
		end(container.exit());
		await().atMost(PATIENCE)
			.until(() -> this.client.inspect("web").run() == 2
					&& this.client.inspect("web").status() == ContainerStatus.RUNNING);
		assertThat(limit("memory")).isEqualTo(Long.toString(80 * MIB));
		assertThat(limits()).isEqualTo(before);
		this.client.delete("web");
	}

	@Test
	@DisplayName("S16: new limits survive us and a restart after that")
	void newLimitsSurviveUs() {
		this.remote.updateOptions(RemoteOption.liveRestore(true));
		this.client.create("web", limited("sleep 1000"),
				CreateOption.restartManager(new RestartManager(RestartPolicy.always())));
		this.client.updateResources("web", LinuxResources.builder().memoryLimit(80 * MIB).build());
		this.remote.close();

		this.backend = new RecordingBackend();
		open(RemoteOption.liveRestore(true));
		this.client.restore("web");
		this.client.signal("web", 9);
		await().atMost(PATIENCE).until(() -> this.backend.states("web").contains(StateChange.START));
		assertThat(limit("memory")).isEqualTo(Long.toString(80 * MIB));
		this.client.delete("web");
	}

	@Test
	@DisplayName("S24: a limit below what is used is a typed error and leaves all as it was")
	void limitBelowTheUsage() {
		Container container = this.client.create("web",
				limited("dd if=/dev/zero of=/dev/shm/ballast bs=1M count=30; echo ready; sleep 1000"));
		await().atMost(PATIENCE).until(() -> this.backend.output("web").contains("stdout:ready"));
		if (Files.notExists(Path.of("/sys/fs/cgroup/memory"))) {
			// cgroup v2 takes the limit and makes room by killing.
			this.client.updateResources("web", LinuxResources.builder().memoryLimit(4 * MIB).build());
			assertThat(end(container.exit()).oomKilled()).isTrue();
			return;
		}
		Map<String, String> before = limits();
		assertThatExceptionOfType(ContainerdException.class)
			.isThrownBy(() -> this.client.updateResources("web", LinuxResources.builder().memoryLimit(4 * MIB).build()))
			.satisfies((exception) -> assertThat(exception.operation().containerId()).isEqualTo("web"))
			.isNotInstanceOf(DaemonUnavailableException.class);
		assertThat(limits()).isEqualTo(before);
		assertThat(container.exit()).isNotDone();
		this.client.updateResources("web", LinuxResources.builder().memoryLimit(70 * MIB).build());
		assertThat(limit("memory")).isEqualTo(Long.toString(70 * MIB));
	}

	@Test
	@DisplayName("S24: a paused container's limits can be changed")
	void pausedContainer() {
		this.client.create("web", limited("sleep 1000"));
		this.client.pause("web");
		this.client.updateResources("web", LinuxResources.builder().memoryLimit(72 * MIB).pidsLimit(50).build());
		assertThat(limit("memory")).isEqualTo(Long.toString(72 * MIB));
		assertThat(limit("pids")).isEqualTo("50");
		assertThat(this.client.inspect("web").status()).isEqualTo(ContainerStatus.PAUSED);
		this.client.resume("web");
	}

	@Test
	@DisplayName("S24: a container that has ended is not found")
	void endedContainer() {
		end(this.client.create("web", limited("exit 0")).exit());
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(
				() -> this.client.updateResources("web", LinuxResources.builder().memoryLimit(72 * MIB).build()));
	}

	@Test
	@DisplayName("S16: changes by several threads at once are all kept over a restart")
	void changesAtOnceAreAllKept() {
		Container container = this.client.create("web", limited("sleep 1000"),
				CreateOption.restartManager(new RestartManager(RestartPolicy.always())));
		List<LinuxResources> changes = List.of(LinuxResources.builder().memoryLimit(90 * MIB).build(),
				LinuxResources.builder().cpuShares(300).build(), LinuxResources.builder().pidsLimit(60).build(),
				LinuxResources.builder().cpuQuota(30_000, 100_000).build());
		for (int round = 0; round < 5; round++) {
			changes.parallelStream().forEach((change) -> this.client.updateResources("web", change));
		}
		Map<String, String> before = limits();
		this.client.signal("web", 9);
		end(container.exit());
		await().atMost(PATIENCE)
			.until(() -> this.client.inspect("web").run() == 2
					&& this.client.inspect("web").status() == ContainerStatus.RUNNING);
		assertThat(limits()).isEqualTo(before);
		this.client.delete("web");
	}

	@Test
	void whatTheHostDoesNotHaveIsRefusedByName() {
		this.client.create("web", limited("sleep 1000"));
		Map<String, String> before = limits();
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> this.client.updateResources("web", json("{\"cpu\":{\"cpus\":\"0,4095\"}}")))
			.withMessageContaining("there is no processor");
		assertThat(limits()).isEqualTo(before);
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> this.client.create("b", withResources("{\"cpu\":{\"mems\":\"1023\"}}")))
			.withMessageContaining("there is no memory node 1023");
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> this.client.create("b", withResources("{\"memory\":{\"swap\":67108864}}")))
			.withMessageContaining("set memory.limit too");
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> this.client.create("b",
					script("true").toBuilder().linux((linux) -> linux.cgroupsPath("system.slice:a:b")).build()))
			.withMessageContaining("'system.slice:a:b' does not fit");
		assertThat(this.client.list()).extracting(ContainerInfo::id).containsExactly("web");
		this.client.delete("web");
	}

	private Spec withResources(String json) {
		return script("true").toBuilder().linux((linux) -> linux.resources(json(json))).build();
	}

}
