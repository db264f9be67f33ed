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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.github.libcontainerd.client.ContainerProcess;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.client.Stdio;
import io.github.libcontainerd.spec.Capabilities;
import io.github.libcontainerd.spec.Process;
import io.github.libcontainerd.spec.Rlimit;
import io.github.libcontainerd.spec.Spec;
import io.github.libcontainerd.spec.User;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What an additional process takes over from the container's own, told by the kernel.
 */
class RealInheritanceTests extends ContractTest {

	private static final String SHOW = "id -u; id -g; id -G; pwd; ulimit -n; ulimit -Hn;"
			+ " echo COLOUR=$COLOUR; echo EXTRA=$EXTRA; grep -E '^(Cap|NoNewPrivs|Seccomp:)' /proc/self/status";

	// Which line of that is the soft limit of open files.
	private static final int SOFT_LIMIT = 4;

	@Override
	protected TestDaemon launch() {
		return TestDaemon.privateContainerd();
	}

	private Spec special() {
		return script(SHOW + "; echo end; sleep 1000").toBuilder()
			.process((process) -> process.user(User.of(1000, 1001).withAdditionalGids(List.of(7L)))
				.cwd("/tmp")
				.env("COLOUR", "blue")
				.dropCapabilities("CAP_NET_RAW", "CAP_MKNOD")
				.rlimit(Rlimit.of("RLIMIT_NOFILE", 256, 512))
				.noNewPrivileges(true))
			.build();
	}

	private List<String> shownByTheContainer() {
		await().atMost(PATIENCE).until(() -> this.backend.output("web").contains("stdout:end"));
		List<String> lines = this.backend.output("web");
		return lines.subList(0, lines.size() - 1);
	}

	private List<String> shownBy(String processId, Consumer<Process.Builder> change) {
		assertThat(end(this.client.addProcess("web", processId, (process) -> {
			process.args("/bin/sh", "-c", SHOW);
			change.accept(process);
		}, Stdio.attached()).exit()).code()).isZero();
		return this.backend.output("web/" + processId);
	}

	// Go raises the soft limit of open files to the hard one when a program starts. runc
	// before 1.1.13 sets the limits of an additional process while its own program is
	// just starting in it, so that Go may be the later one (opencontainers/runc#4195),
	// whatever the limits of its caller are: 1.1.5 in every third start, 1.1.15 and 1.3.6
	// never. All else has to be right with each of them.
	private void assertIsTakenOver(List<String> own) throws IOException {
		List<String> shown = shownBy("e", (process) -> {
		});
		if (runcRacesForTheSoftLimit()) {
			assertThat(shown.get(SOFT_LIMIT)).isIn("stdout:256", "stdout:512");
			assertThat(withoutSoftLimit(shown)).isEqualTo(withoutSoftLimit(own));
		}
		else {
			assertThat(shown).isEqualTo(own);
		}
	}

	private static boolean runcRacesForTheSoftLimit() throws IOException {
		String version = new String(new ProcessBuilder("sh", "-c", "PATH=$PATH:/usr/sbin runc --version").start()
			.getInputStream()
			.readAllBytes(), StandardCharsets.UTF_8);
		Matcher matcher = Pattern.compile("version (\\d+)\\.(\\d+)\\.(\\d+)").matcher(version);
		assertThat(matcher.find()).as(version).isTrue();
		return Arrays.compare(IntStream.rangeClosed(1, 3).map((i) -> Integer.parseInt(matcher.group(i))).toArray(),
				new int[] { 1, 1, 13 }) < 0;
	}

	private static List<String> withoutSoftLimit(List<String> shown) {
		List<String> rest = new ArrayList<>(shown);
		rest.remove(SOFT_LIMIT);
		return rest;
	}

	@Test
	void everythingIsTakenOver() throws IOException {
		this.client.create("web", special());
		List<String> own = shownByTheContainer();
		assertThat(own)
			.startsWith("stdout:1000", "stdout:1001", "stdout:1001 7", "stdout:/tmp", "stdout:256", "stdout:512",
					"stdout:COLOUR=blue", "stdout:EXTRA=")
			.contains("stdout:NoNewPrivs:\t1", "stdout:Seccomp:\t2");
		assertIsTakenOver(own);
	}

	@Test
	void everythingIsTakenOverAfterARestore() throws IOException {
		this.remote.updateOptions(RemoteOption.liveRestore(true));
		this.client.create("web", special());
		List<String> own = shownByTheContainer();
		this.remote.close();

		this.backend = new RecordingBackend();
		open(RemoteOption.liveRestore(true));
		this.client.restore("web");
		assertIsTakenOver(own);
		this.client.delete("web");
	}

	@Test
	void whatIsGivenCounts() {
		this.client.create("web", special());
		shownByTheContainer();
		List<String> shown = shownBy("e",
				(process) -> process.user(0, 0)
					.cwd("/")
					.env("EXTRA", "1")
					.removeEnv("COLOUR")
					.rlimit(Rlimit.openFiles(128))
					.capabilities(Capabilities.of(List.of("CAP_KILL")))
					.noNewPrivileges(false));
		assertThat(shown).startsWith("stdout:0", "stdout:0", "stdout:0", "stdout:/");
		assertThat(shown).contains("stdout:128", "stdout:COLOUR=", "stdout:EXTRA=1", "stdout:CapBnd:\t0000000000000020",
				"stdout:CapEff:\t0000000000000020", "stdout:NoNewPrivs:\t0");
	}

	@Test
	void argumentsAndTerminalAreNotTakenOver() {
		Spec spec = script("sleep 1000").toBuilder().process((process) -> process.terminal(true)).build();
		this.client.create("web", spec);
		ContainerProcess exec = this.client.addProcess("web", "e",
				(process) -> process.args("/bin/sh", "-c", "[ -t 1 ] || echo none"), Stdio.attached());
		assertThat(end(exec.exit()).code()).isZero();
		assertThat(this.backend.output("web/e")).containsExactly("stdout:none");
	}

}
