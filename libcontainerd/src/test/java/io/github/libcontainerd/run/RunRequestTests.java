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

package io.github.libcontainerd.run;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.health.HealthCheck;
import io.github.libcontainerd.image.Platform;
import io.github.libcontainerd.image.PullOption;
import io.github.libcontainerd.log.LogSink;
import io.github.libcontainerd.restart.RestartPolicy;
import io.github.libcontainerd.spec.IdMapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

/**
 * What can be asked for.
 */
class RunRequestTests {

	private static void refused(String name, Consumer<RunRequest.Builder> request) {
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> request.accept(RunRequest.of("busybox")))
			.withMessageContaining(name);
	}

	@Test
	void aBuilderOfARequestHasAllOfIt() throws IllegalAccessException {
		RunRequest request = RunRequest.of("busybox")
			.id("web")
			.command("serve")
			.entrypoint("/bin/server")
			.env("A", "b")
			.user("1000")
			.workingDir("/srv")
			.hostname("web")
			.network(NetworkMode.host())
			.publish(80)
			.publishAll()
			.bind(Path.of("/srv"), "/srv")
			.volume("data", "/data")
			.file("text", "/etc/text")
			.files(Path.of("conf.tar"), "/etc/web")
			.device(Path.of("/dev/fuse"))
			.memory("64m")
			.stdin("input")
			.tty(true)
			.init(true)
			.label("team", "blue")
			.log(LogSink.memory(2048))
			.output(new OutputLimits(1, 2))
			.pull(PullPolicy.ALWAYS, PullOption.platform(Platform.parse("linux/arm64")))
			.platform(Platform.parse("linux/arm64"))
			.readOnlyRootfs(true)
			.addCapabilities("NET_ADMIN")
			.dropCapabilities("CHOWN")
			.runtime("crun")
			.appArmor("unconfined")
			.selinuxLabels("u:r:t", "u:r:t:s0")
			.userNamespace(UserNamespace.auto())
			.stopSignal("INT")
			.stopGrace(Duration.ofSeconds(1))
			.timeout(Duration.ofMinutes(1))
			.waitFor(WaitStrategy.port(80))
			.health(HealthCheck.none())
			.restart(RestartPolicy.always())
			.remove(false)
			.spec((spec) -> spec.hostname("other"))
			.build();
		RunRequest copy = request.toBuilder().build();
		RunRequest plain = RunRequest.ofDirectory(Path.of("/root")).build();
		for (Field field : RunRequest.class.getDeclaredFields()) {
			if (!Modifier.isStatic(field.getModifiers())) {
				field.setAccessible(true);
				assertThat(field.get(request)).as(field.getName())
					.isNotEqualTo(field.get(plain))
					.isEqualTo(field.get(copy));
			}
		}
		assertThat(plain.toBuilder().build().rootDirectory()).isEqualTo(Path.of("/root"));
	}

	@Test
	void swapIsLimitedTogetherWithMemory() {
		assertThat(RunRequest.of("busybox").memory("24m").build().limits().memorySwap()).isNull();
		assertThat(RunRequest.of("busybox").memorySwap("1.5g").memory("1g").build().limits().memorySwap())
			.isEqualTo(3L << 29);
		assertThat(RunRequest.of("busybox").memory("24m").memorySwap(-1).build().limits().memorySwap()).isEqualTo(-1);
		refused("limit of memory and swap", (request) -> request.memorySwap(0));
		refused("needs one of memory", (request) -> request.memorySwap("24m").build());
		refused("limit of memory and swap together is 23 MiB, less than that of memory alone, 24 MiB",
				(request) -> request.memory("24m").memorySwap("23m").build());
	}

	@Test
	void badValuesAreRefusedByName() {
		refused("memory limit must be 6 MiB or more, not 1 byte", (request) -> request.memory(1));
		refused("not 5.5 MiB", (request) -> request.memory("5.5m"));
		refused("not 5000001 bytes", (request) -> request.memory(5_000_001));
		refused("not -1 bytes", (request) -> request.memory(-1));
		refused("memory limit 'much'", (request) -> request.memory("much"));
		refused("processors", (request) -> request.cpus(0));
		refused("processors", (request) -> request.cpus(Double.NaN));
		refused("processes", (request) -> request.pids(0));
		refused("the runtime is blank", (request) -> request.runtime(" "));
		refused("the AppArmor profile is blank", (request) -> request.appArmor(""));
		refused("the SELinux label 'container_t' is not",
				(request) -> request.selinuxLabels("container_t", "system_u:object_r:container_file_t:s0"));
		refused("the user namespace 'private' is neither", (request) -> UserNamespace.parse("private"));
		refused("no name of a user", (request) -> UserNamespace.auto("a:b"));
		refused("no 0 ids from 100000", (request) -> UserNamespace.of(100000, 0));
		refused("no 2 ids from 4294967294", (request) -> UserNamespace.of(4294967294L, 2));
		refused("the user 0 of the host", (request) -> UserNamespace.of(0, 65536));
		refused("needs the user 0", (request) -> UserNamespace.of(List.of(), List.of()));
		refused("ranges of group ids overlap: 1:2:1 and 0:1:2", (request) -> UserNamespace
			.of(List.of(IdMapping.of(0, 100000, 1)), List.of(IdMapping.of(0, 1, 2), IdMapping.of(1, 2, 1))));
		refused("the device 'dev/fuse' must be an absolute", (request) -> request.device(Path.of("dev/fuse")));
		refused("path of the device 'x'", (request) -> HostDevice.parse("/dev/fuse:x"));
		refused("permissions 'rr'", (request) -> HostDevice.parse("/dev/fuse:/x:rr"));
		refused("permissions ''", (request) -> HostDevice.parse("/dev/fuse:/x:"));
		refused("is not DEVICE, DEVICE:PATH", (request) -> HostDevice.parse("/dev/fuse:/x:r:w"));
		refused("timeout", (request) -> request.timeout(Duration.ZERO));
		refused("stop grace", (request) -> request.stopGrace(Duration.ofSeconds(-1)));
		refused("working directory 'tmp'", (request) -> request.workingDir("tmp"));
		refused("host name '-x'", (request) -> request.hostname("-x"));
		refused("destination of the mount 'data'", (request) -> request.bind(Path.of("/srv"), "data"));
		refused("tmpfs at '/x'", (request) -> request.tmpfs("/x", 0));
		refused("environment variable 'A=B'", (request) -> request.env("A=B", "c"));
		refused("environment variable ''", (request) -> request.env("", "c"));
		refused("argument 'a\\0b' has a NUL", (request) -> request.command("echo", "a\0b"));
		refused("argument '\\0' has a NUL", (request) -> request.entrypoint("\0"));
		refused("working directory '/\\0'", (request) -> request.workingDir("/\0"));
		refused("user 'a\\0'", (request) -> request.user("a\0"));
		refused("destination of the mount '/\\0'", (request) -> request.tmpfs("/\0", 1));
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> ExecRequest.of("echo", "a\0b"))
			.withMessageContaining("argument 'a\\0b' has a NUL");
		refused("user is empty", (request) -> request.user(" "));
		refused("capability 'CAP_FLY'", (request) -> request.addCapabilities("FLY"));
		refused("capability 'CAP_FLY'", (request) -> request.dropCapabilities("FLY"));
		refused("signal 'SIGNOTHING'", (request) -> request.stopSignal("SIGNOTHING"));
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> RunRequest.ofDirectory(Path.of("srv")))
			.withMessageContaining("root directory 'srv'");
	}

	@ParameterizedTest
	@CsvSource({ "6m, 6291456", "64M, 67108864", "1g, 1073741824", "8192k, 8388608", "7000000, 7000000",
			"64MiB, 67108864", "2 gb, 2147483648", "1t, 1099511627776", "1.5g, 1610612736", "10.25m, 10747904",
			"0.5GiB, 536870912", "7000000.9, 7000000" })
	void sizesAsDockerWritesThem(String text, long bytes) {
		assertThat(RunRequest.of("busybox").memory(text).build().limits().memory()).isEqualTo(bytes);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "", "m", "-1m", "1.g", ".5g", "1.5.1g", "1,5g", "64x", "99999999999999999999", "9999999999t" })
	void whatIsNoSizeIsRefused(String text) {
		refused("memory limit '" + text + "'", (request) -> request.memory(text));
	}

	@ParameterizedTest
	@CsvSource({ "SIGTERM, 15", "term, 15", "HUP, 1", "KILL, 9", "SIGUSR2, 12", "SIGSYS, 31", "15, 15", "64, 64",
			"SIGRTMIN, 34", "RTMIN+3, 37", "SIGRTMAX, 64", "RTMAX-14, 50" })
	void signalsByNameAndNumber(String text, int number) {
		assertThat(Signals.parse(text)).isEqualTo(number);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "SIG", "0", "65", "-9", "RTMIN+31", "RTMAX-99", "RTMIN+999" })
	void whatIsNoSignalIsRefused(String text) {
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> Signals.parse(text));
	}

	@Test
	void requestIsAValue() {
		assertThat(RunRequest.of("busybox").command("a").env("A", "b").build().env()).containsEntry("A", "b");
		assertThat(RunRequest.of("busybox").build().remove()).isTrue();
		assertThat(RunRequest.of("busybox").build().network()).isEqualTo(NetworkMode.none());
		RunRequest.Builder builder = RunRequest.of("busybox").env("A", "b").memory("64m").cpus(1.5).pids(10);
		RunRequest first = builder.build();
		RunRequest second = builder.env("C", "d").label("team", "blue").pids(20).build();
		assertThat(first.env()).containsOnlyKeys("A");
		assertThat(first.labels()).isEmpty();
		assertThat(first.limits().pids()).isEqualTo(10);
		assertThat(second.env()).containsExactly(entry("A", "b"), entry("C", "d"));
		assertThat(second.limits().memory()).isEqualTo(64 << 20);
		assertThat(second.limits().cpus()).isEqualTo(1.5);
		assertThat(second.limits().pids()).isEqualTo(20);
	}

	@Test
	void textHasNoSecrets() {
		RunRequest request = RunRequest.of("busybox")
			.id("job")
			.command("login", "hidden")
			.env("TOKEN", "hidden")
			.label("token", "hidden")
			.stdin("hidden")
			.pull(PullPolicy.MISSING, PullOption.credentials("user", "hidden"))
			.build();
		assertThat(request.toString()).contains("job", "busybox").doesNotContain("hidden");
		ExecRequest exec = ExecRequest.of("login", "hidden").env("TOKEN", "hidden").stdin("hidden").build();
		assertThat(exec.toString()).contains("login").doesNotContain("hidden");
	}

	@Test
	void processNeedsACommand() {
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> ExecRequest.of().build())
			.withMessageContaining("no command");
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> ExecRequest.of("id").user(" "))
			.withMessageContaining("user is empty");
	}

}
