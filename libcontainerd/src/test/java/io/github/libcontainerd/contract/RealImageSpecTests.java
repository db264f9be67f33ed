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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.restart.RestartPolicy;
import io.github.libcontainerd.run.NetworkMode;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.RunResult;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.spec.LinuxResources;
import io.github.libcontainerd.spec.Rlimit;
import io.github.libcontainerd.test.Patience;
import io.github.libcontainerd.test.TestImage;
import io.github.libcontainerd.test.TestTar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What an image says, and what a request changes of it.
 */
class RealImageSpecTests extends ImageRunTest {

	@Override
	protected TestDaemon launch() {
		return TestDaemon.privateContainerd();
	}

	private String configured(Map<String, Object> config, TestTar... layers) {
		TestImage.Builder image = busybox();
		for (TestTar layer : layers) {
			image.layer(layer.toBytes());
		}
		config.forEach(image::config);
		return this.registry.push("test/configured", "1", image.build());
	}

	private String out(RunRequest.Builder request) {
		RunResult result = containers().run(request.build());
		assertThat(result.exitCode()).as(result.stderr().text()).isZero();
		return result.stdout().text();
	}

	@Test
	void entryPointAndCommand() {
		String image = configured(Map.of("Entrypoint", List.of("echo", "entry"), "Cmd", List.of("command")));
		assertThat(out(RunRequest.of(image))).isEqualTo("entry command\n");
		assertThat(out(RunRequest.of(image).command("other"))).isEqualTo("entry other\n");
		assertThat(out(RunRequest.of(image).entrypoint("echo", "mine"))).isEqualTo("mine\n");
		assertThat(out(RunRequest.of(image).entrypoint().command("echo", "bare"))).isEqualTo("bare\n");
	}

	@Test
	void environmentAndWorkingDirectory() {
		String image = configured(Map.of("Env", List.of("PATH=/bin", "A=image", "B=image"), "WorkingDir", "/srv/app"));
		String out = out(script(image, "pwd; env").env("B", "request").env("C", "request"));
		assertThat(out.lines()).first().isEqualTo("/srv/app");
		assertThat(out.lines()).contains("A=image", "B=request", "C=request", "PATH=/bin");
		assertThat(out(script(image, "pwd").workingDir("/tmp"))).isEqualTo("/tmp\n");
	}

	@Test
	void imageWithoutPathGetsTheUsualOne() {
		assertThat(out(script(image(), "echo $PATH")))
			.isEqualTo("/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n");
	}

	@ParameterizedTest
	@CsvSource({ "app, 1000 1000 1000 1000 50 60", "1000, 1000 1000 1000 1000 50 60", "app:staff, 1000 50 50",
			"1000:7, 1000 7 7", "4711, 4711 0 0", "root, 0 0 0", "4711:4712, 4711 4712 4712" })
	void userIsLookedUpInTheImage(String user, String ids) {
		TestTar accounts = new TestTar()
			.file("etc/passwd", "root:x:0:0::/:/bin/sh\napp:x:1000:1000:an app:/srv:/bin/sh\n")
			.file("etc/group", "root:x:0:\napp:x:1000:\nstaff:x:50:other,app\nmore:x:60:app\n");
		String image = configured(Map.of("User", user), accounts);
		String out = out(script(image, "echo $(id -u) $(id -g) $(id -G)"));
		// id counts the first group among all groups.
		List<String> distinct = List.of(out.strip().split(" ")).stream().skip(2).distinct().toList();
		List<String> expected = List.of(ids.split(" "));
		assertThat(out).startsWith(expected.get(0) + " " + expected.get(1) + " ");
		assertThat(distinct).containsExactlyInAnyOrderElementsOf(expected.stream().skip(2).distinct().toList());
		assertThat(out(script(image, "id -u").user("root"))).isEqualTo("0\n");
	}

	@Test
	void accountsWithShortLines() {
		String image = configured(Map.of("User", "short"),
				new TestTar().file("etc/passwd", "short:x:1500\n").file("etc/group", "root:x:0:\nmore:x\n"));
		assertThat(out(script(image, "id -u; id -g"))).isEqualTo("1500\n0\n");
		RunningContainer container = containers().start(script(image, "sleep 1000").user("0").build());
		assertThat(container.exec((exec) -> exec.command("id", "-u").user("short:more")).stdout().text())
			.isEqualTo("1500\n");
		container.remove();
	}

	@ParameterizedTest
	@ValueSource(strings = { "nosuch", "root:nosuch", "99999999999" })
	void unknownUserIsAnErrorAndNeverRoot(String user) {
		String image = configured(Map.of("User", user));
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> containers().run(script(image, "id -u").build()))
			.withMessageContaining(user.replaceAll(".*:", ""));
		assertThat(this.client.list()).isEmpty();
	}

	@Test
	void usersOfAnUpperLayerHideThoseBelow() {
		String image = configured(Map.of("User", "app"), new TestTar().file("etc/passwd", "app:x:7:8::/:/bin/sh\n"));
		assertThat(out(script(image, "id -u; id -g"))).isEqualTo("7\n8\n");
		String without = this.registry.push("test/without", "1",
				busybox().layer(new TestTar().whiteout("etc/passwd").toBytes()).build());
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> containers().run(script(without, "true").user("app").build()));
	}

	@Test
	void directoryThatWasReplacedInAnUpperLayerHidesTheOneBelow() {
		TestTar below = new TestTar().file("etc/passwd", "below:x:7:8::/:/bin/sh\n").file("data/deep/old", "old");
		TestTar above = new TestTar().whiteout("etc/.wh..opq")
			.file("etc/group", "root:x:0:\n")
			.whiteout("data/deep/.wh..opq")
			.file("data/deep/new", "new");
		String image = configured(Map.of("Volumes", Map.of("/data", Map.of())), below, above);
		assertThat(out(script(image, "ls /data/deep; ls /etc"))).contains("new").doesNotContain("old", "passwd");
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> containers().run(script(image, "true").user("below").build()));
	}

	@Test
	void linksToTheUsersAreResolvedWithinTheImage() {
		String image = configured(Map.of(),
				new TestTar().whiteout("etc/passwd")
					.symbolicLink("etc/passwd", "../../../../../../etc/accounts/passwd")
					.file("etc/accounts/passwd", "inside:x:77:78::/:/bin/sh\n"));
		assertThat(out(script(image, "id -u").user("inside"))).isEqualTo("77\n");
		String outside = this.registry.push("test/outside", "1",
				busybox()
					.layer(new TestTar().whiteout("etc/passwd").symbolicLink("etc/passwd", "/proc/1/environ").toBytes())
					.build());
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> containers().run(script(outside, "true").user("inside").build()));
	}

	@Test
	void volumesBeginWithWhatTheImageHasThere() {
		String image = configured(Map.of("Volumes", Map.of("/data", Map.of(), "/empty/new", Map.of())),
				new TestTar().file("data/seed", "from the image").symbolicLink("data/link", "seed"));
		String out = out(script(image, "cat /data/link; touch /data/x /empty/new/y; ls /data /empty/new; mount"));
		assertThat(out).contains("from the image", "seed", "x", "y", " /data ", " /empty/new ");
		assertThat(out(script(image, "ls /data"))).doesNotContain("x");
		assertThat(filesOfContainers()).isEmpty();
	}

	@Test
	void volumesKeepHardLinksAndFifosOfTheImage() {
		String image = configured(Map.of("Volumes", Map.of("/data", Map.of())),
				new TestTar().file("data/one", "hello")
					.hardLink("data/two", "data/one")
					.entry("data/pipe", '6', 0600, 7, 8, "", new byte[0]));
		assertThat(out(script(image, "cd /data; echo more >> one; cat two; [ one -ef two ] && echo same;"
				+ " [ -p pipe ] && stat -c '%a %u %g' pipe")))
			.isEqualTo("hellomore\nsame\n600 7 8\n");
		assertThat(filesOfContainers()).isEmpty();
	}

	@Test
	void mountTakesThePlaceOfAVolume() {
		String image = configured(Map.of("Volumes", Map.of("/data", Map.of())),
				new TestTar().file("data/seed", "from the image"));
		assertThat(out(script(image, "ls /data; df /data | tail -1").tmpfs("/data", 1 << 20))).doesNotContain("seed")
			.contains("tmpfs");
	}

	@Test
	void labelsOfTheImageButNotThoseThatContainerdActsOn() {
		String image = configured(Map.of("Labels", Map.of("maker", "image", "kept", "image",
				"containerd.io/restart.status", "running", "containerd.io/gc.root", "x")));
		RunningContainer container = containers()
			.start(script(image, "sleep 1000").label("maker", "request").id("web").build());
		assertThat(this.client.inspect("web").labels()).containsEntry("maker", "request")
			.containsEntry("kept", "image")
			.doesNotContainKeys("containerd.io/restart.status", "containerd.io/gc.root");
		assertThat(this.client.inspect("web").image()).isEqualTo(image);
		container.remove();
	}

	@Test
	void stopSignalOfTheImage() {
		String image = configured(Map.of("StopSignal", "SIGUSR1"));
		RunningContainer container = containers()
			.start(script(image, "trap 'exit 7' USR1; trap 'exit 8' TERM; echo ready; while true; do sleep 0.05; done")
				.build());
		awaitLine(container, "ready");
		assertThat(container.stop().code()).isEqualTo(7);
	}

	@Test
	void filesThatADockerUserExpects() throws IOException {
		String out = out(
				script(image(), "cat /etc/hostname; hostname; cat /etc/hosts; ping -c1 -W1 mine >/dev/null; echo $?;"
						+ " echo 10.0.0.1 added >> /etc/hosts")
					.hostname("mine"));
		assertThat(out).startsWith("mine\nmine\n").contains("127.0.0.1\tlocalhost").contains("127.0.0.1\tmine");
		String resolver = Files.readString(Path.of("/etc/resolv.conf"), StandardCharsets.ISO_8859_1);
		assertThat(out(script(image(), "cat /etc/resolv.conf"))).isEqualTo(resolver);
	}

	@Test
	void hostNameIsMadeOfTheId() {
		assertThat(out(script(image(), "hostname; echo $HOSTNAME").id("my_web.1"))).isEqualTo("my-web-1\nmy-web-1\n");
	}

	@Test
	void networkIsLoopbackOnly() {
		assertThat(out(script(image(), "ls /sys/class/net"))).isEqualTo("lo\n");
		assertThat(out(script(image(), "cat /proc/net/dev"))).doesNotContain("eth");
	}

	@Test
	void networkOfTheHost() throws IOException {
		String host = Files.readString(Path.of("/proc/net/dev")).replaceAll("(?m):.*$", "");
		assertThat(out(script(image(), "cat /proc/net/dev").network(NetworkMode.host())).replaceAll("(?m):.*$", ""))
			.isEqualTo(host);
	}

	@Test
	void networkOfAnotherContainer() {
		String image = image();
		RunningContainer server = containers()
			.start(script(image, "while true; do echo hello | nc -l -p 4000; done").hostname("server")
				.id("server")
				.build());
		String out = out(script(image, "for i in 1 2 3 4 5 6 7 8 9 10; do nc 127.0.0.1 4000 && break; sleep 0.2; done;"
				+ " hostname; cat /etc/hosts")
			.network(NetworkMode.container("server")));
		assertThat(out).startsWith("hello\nserver\n").contains("127.0.0.1\tserver");
		server.remove();
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> containers().run(script(image, "true").network(NetworkMode.container("server")).build()))
			.withMessageContaining("'server'");
	}

	@Test
	void networkOfAnotherContainerIsSharedAgainByTheNextRunAsLongAsItIsThere() {
		String image = image();
		RunningContainer server = containers().start(script(image, "sleep 1000").id("server").build());
		RunningContainer sharing = containers()
			.start(script(image, "sleep 1000").network(NetworkMode.container("server"))
				.restart(RestartPolicy.always())
				.id("sharing")
				.build());
		sharing.signal(9);
		await().atMost(PATIENCE)
			.until(() -> this.client.inspect("sharing").run() == 2 && this.client.inspect("sharing").pid() > 0);
		server.remove();
		sharing.signal(9);
		assertThat(sharing.exit().orTimeout(Patience.seconds(20).toSeconds(), TimeUnit.SECONDS).join().code())
			.isEqualTo(137);
		assertThat(this.client.list()).isEmpty();
	}

	@Test
	void terminalHasAName() {
		RunResult result = containers().run(script(image(), "echo $TERM; tty; echo err >&2").tty(true).build());
		assertThat(result.stdout().text()).contains("xterm\r\n").contains("/dev/").contains("err\r\n");
		assertThat(result.stderr().size()).isZero();
	}

	@Test
	void readOnlyRootAndCapabilities() {
		String image = image();
		assertThat(out(script(image, "touch /x 2>/dev/null || echo refused").readOnlyRootfs(true)))
			.isEqualTo("refused\n");
		assertThat(out(script(image, "grep CapEff /proc/self/status").dropCapabilities("ALL")))
			.contains("0000000000000000");
		assertThat(out(script(image, "grep CapEff /proc/self/status").dropCapabilities("ALL")
			.addCapabilities("NET_BIND_SERVICE"))).contains("0000000000000400");
	}

	@Test
	void limitsReachTheContainer() {
		String id = "limited";
		RunningContainer container = containers()
			.start(script(image(), "sleep 1000").id(id).memory("64m").cpus(0.5).pids(20).build());
		assertThat(container.stats().memory().limit().value()).isEqualTo(64L << 20);
		assertThat(container.stats().pids().limit().value()).isEqualTo(20);
		container.remove();
	}

	@Test
	void memoryLimitBoundsSwapToo() {
		String image = image();
		RunningContainer usual = containers().start(script(image, "sleep 1000").id("usual").memory("24m").build());
		RunningContainer none = containers()
			.start(script(image, "sleep 1000").id("none").memory("24m").memorySwap("24m").build());
		RunningContainer unlimited = containers()
			.start(script(image, "sleep 1000").id("unlimited").memory("24m").memorySwap(-1).build());
		assertThat(swapLimit(usual)).isEqualTo(24L << 20);
		assertThat(swapLimit(none)).isZero();
		assertThat(swapLimit(unlimited)).isGreaterThan(1L << 40);
		this.client.updateResources("usual", LinuxResources.builder().memoryLimit(64L << 20).build());
		this.client.updateResources("none", LinuxResources.builder().memoryLimit(64L << 20).build());
		assertThat(swapLimit(usual)).isEqualTo(64L << 20);
		assertThat(swapLimit(none)).isZero();
		this.client.updateResources("usual", LinuxResources.builder().memorySwap(96L << 20).build());
		assertThat(swapLimit(usual)).isEqualTo(32L << 20);
		List.of(usual, none, unlimited).forEach(RunningContainer::remove);
	}

	private static long swapLimit(RunningContainer container) {
		var limit = container.stats().memory().swapLimit();
		assertThat(limit).isNotNull();
		return limit.unlimited() ? Long.MAX_VALUE : limit.value();
	}

	@Test
	void specificationCanBeChangedInTheEnd() {
		assertThat(out(script(image(), "ulimit -n")
			.spec((spec) -> spec.process((process) -> process.rlimit(Rlimit.openFiles(77)))))).isEqualTo("77\n");
	}

}
