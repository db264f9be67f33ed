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

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.internal.archive.TarEntry;
import io.github.libcontainerd.internal.archive.TarReader;
import io.github.libcontainerd.restart.RestartPolicy;
import io.github.libcontainerd.run.ExecRequest;
import io.github.libcontainerd.run.HostDevice;
import io.github.libcontainerd.run.NetworkMode;
import io.github.libcontainerd.run.RunResult;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.run.UserNamespace;
import io.github.libcontainerd.test.TestTar;
import io.github.libcontainerd.volume.VolumeMount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * User namespaces, seen from inside and from outside.
 */
class RealUserNamespaceTests extends ImageRunTest {

	private static final String USER = "libcontainerd-test";

	private static final UserNamespace AUTO = UserNamespace.auto(USER);

	private static final long FIRST = 1_900_000_000;

	private static final long IDS = 65536;

	private static final UserNamespace FIXED = UserNamespace.of(1_800_000_000, IDS);

	private Path shared;

	@Override
	protected TestDaemon launch() {
		return TestDaemon.privateContainerd();
	}

	/**
	 * Nobody else has such a user, so that the entries can stay.
	 */
	@BeforeAll
	static void giveIds() throws IOException {
		String entry = USER + ":" + FIRST + ":" + 20 * IDS;
		for (Path file : List.of(Path.of("/etc/subuid"), Path.of("/etc/subgid"))) {
			if (Files.notExists(file) || !Files.readAllLines(file).contains(entry)) {
				Files.writeString(file, entry + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
			}
		}
	}

	@BeforeEach
	void makeDirectory() throws IOException {
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwx--x--x"));
		this.shared = Files.createDirectories(this.directory.resolve("shared"));
		Files.setPosixFilePermissions(this.shared, PosixFilePermissions.fromString("rwxrwxrwx"));
	}

	private void clear() throws IOException {
		try (Stream<Path> files = Files.list(this.shared)) {
			for (Path file : files.toList()) {
				Files.delete(file);
			}
		}
		Files.delete(this.shared);
		this.client.volumes().prune();
	}

	private static long uid(Path file) throws IOException {
		return (int) Files.getAttribute(file, "unix:uid") & 0xFFFF_FFFFL;
	}

	private static long first(String mapping) {
		String[] numbers = mapping.strip().split("\\s+");
		assertThat(numbers).hasSize(3);
		assertThat(numbers[0]).isEqualTo("0");
		assertThat(numbers[2]).isEqualTo(Long.toString(IDS));
		return Long.parseLong(numbers[1]);
	}

	@Test
	void rootOfAContainerIsNobodyOnTheHost() throws IOException {
		Path secret = Files.writeString(this.shared.resolve("secret"), "of the host");
		Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
		Process host = new ProcessBuilder("sleep", "100").start();
		try {
			RunResult result = containers().run(script(image(),
					"""
							id -u; cat /proc/self/uid_map; ls -lnd /bin /etc/hosts /copy | while read a b c d e; do echo $c $d; done
							cat /copy; echo
							cat /shared/secret && echo READ
							echo more >>/etc/hosts && echo x >/made && chown 1000:1000 /made && touch /shared/file && echo written
							kill -9 %d 2>/dev/null && echo KILLED
							mount -t tmpfs none /tmp 2>/dev/null && echo MOUNTED
							echo again >/dev/stdout; ls -d /sys/class/net/lo; ls /sys/fs/cgroup >/dev/null && echo groups
							ping -c 1 127.0.0.1 >/dev/null && echo reached
							"""
						.formatted(host.pid()))
				.userNamespace(AUTO)
				.bind(this.shared, "/shared")
				.file(secret, "/copy")
				.build());
			List<String> lines = result.stdout().text().lines().toList();
			assertThat(lines.get(0)).isEqualTo("0");
			long first = first(lines.get(1));
			assertThat(first).isBetween(FIRST, FIRST + 19 * IDS);
			assertThat(lines.subList(2, lines.size())).containsExactly("0 0", "0 0", "0 0", "of the host", "written",
					"again", "/sys/class/net/lo", "groups", "reached");
			assertThat(result.stderr().text()).contains("Permission denied");
			assertThat(host.isAlive()).isTrue();
			assertThat(uid(this.shared.resolve("file"))).isEqualTo(first);
		}
		finally {
			host.destroyForcibly();
			clear();
		}
	}

	@Test
	void usersProcessesTerminalsAndLimitsAreAsEver() throws IOException {
		try {
			String image = image();
			RunningContainer container = containers()
				.start(script(image, "id -u; touch /shared/mine; sleep 1000").userNamespace(AUTO)
					.user("1000:1001")
					.bind(this.shared, "/shared")
					.memory("64m")
					.pids(50)
					.init(true)
					.readOnlyRootfs(true)
					.tmpfs("/tmp", 1 << 20)
					.id("web")
					.build());
			awaitLine(container, "1000");
			long first = first(container.exec("cat", "/proc/self/uid_map").stdout().text());
			await().atMost(PATIENCE).until(() -> Files.exists(this.shared.resolve("mine")));
			assertThat(uid(this.shared.resolve("mine"))).isEqualTo(first + 1000);
			assertThat(container
				.exec(ExecRequest.of("sh", "-c", "id -u; echo x >/dev/stderr; touch /x || touch /tmp/x")
					.user("0")
					.build())
				.stdout()
				.text()).isEqualTo("0\n");
			assertThat(this.client.stats("web").memory().limit().value()).isEqualTo(64 << 20);
			this.client.pause("web");
			this.client.resume("web");
			container.stop(Duration.ZERO);
			RunResult terminal = containers()
				.run(script(image, "tty; id -u; echo x >/dev/tty").userNamespace(AUTO).tty(true).build());
			assertThat(terminal.stdout().text().replace("\r", "")).isEqualTo("/dev/pts/0\n0\nx\n");
			assertThat(containers()
				.run(script(image, "ls -d /sys/class/net/lo; ls /sys/fs/cgroup/").userNamespace(AUTO)
					.network(NetworkMode.host())
					.build())
				.exitCode()).isZero();
		}
		finally {
			clear();
		}
	}

	@Test
	void noTwoContainersShareIdsWhoeverMadeThem() throws Exception {
		String image = image();
		this.client.images().pull(image);
		List<CompletableFuture<RunningContainer>> started = new ArrayList<>();
		String other = this.namespace + "-2";
		try (Remote remote = Remote.open(this.directory.resolve("state2"), RemoteOption.address(this.daemon.socket()),
				RemoteOption.stopGrace(Duration.ZERO))) {
			Client second = remote.client(this.namespace, (id, info) -> {
			});
			Client third = remote.client(other, (id, info) -> {
			});
			third.images().pull(image);
			for (Client client : List.of(this.client, second, third, this.client, second, third)) {
				started.add(CompletableFuture.supplyAsync(
						() -> client.containers().start(script(image, "sleep 1000").userNamespace(AUTO).build())));
			}
			Set<Long> firsts = new HashSet<>();
			for (CompletableFuture<RunningContainer> each : started) {
				firsts.add(first(each.join().exec("cat", "/proc/self/uid_map").stdout().text()));
			}
			assertThat(firsts).hasSize(6);
			started.forEach((each) -> each.join().remove());
			third.images().remove(image);
		}
		// What is free is given again, so that the files need not be given away anew.
		assertThat(first(
				containers().run(script(image, "cat /proc/self/uid_map").userNamespace(AUTO).build()).stdout().text()))
			.isEqualTo(FIRST);
	}

	@Test
	void filesAreCopiedWithTheIdsOfTheContainer() throws IOException {
		RunningContainer container = containers()
			.start(script(image(), "mkdir /own; touch /own/file; chown 7:8 /own/file; echo ready; sleep 1000")
				.userNamespace(AUTO)
				.remove(false)
				.id("web")
				.build());
		awaitLine(container, "ready");
		assertThat(owners(container.copyOut("/own"))).containsEntry("./file", "7:8");
		container.copyIn("/new/directory", archive());
		assertThat(container.exec("sh", "-c", "ls -lnd /new/directory /new/directory/x | awk '{print $3 $4}'")
			.stdout()
			.text()).isEqualTo("00\n56\n");
		container.stop(Duration.ZERO);
		assertThat(owners(container.copyOut("/own"))).containsEntry("./file", "7:8");
		container.copyIn("/late", archive());
		assertThat(owners(container.copyOut("/late"))).containsEntry("./x", "5:6");
		RunningContainer again = container.start();
		assertThat(again.exec("sh", "-c", "ls -lnd /late /late/x | awk '{print $3 $4}'").stdout().text())
			.isEqualTo("00\n56\n");
		again.remove();
	}

	private static InputStream archive() {
		return new ByteArrayInputStream(new TestTar().entry("x", '0', 0644, 5, 6, "", new byte[0]).toBytes());
	}

	private static Map<String, String> owners(InputStream archive) throws IOException {
		Map<String, String> owners = new TreeMap<>();
		try (archive) {
			TarReader reader = new TarReader(archive);
			for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
				owners.put(entry.name(), reader.attributes().uid() + ":" + reader.attributes().gid());
			}
		}
		return owners;
	}

	@Test
	void volumesBelongToWhoUsesThem() throws IOException {
		try {
			String image = this.registry.push("test/volumes", "1",
					busybox().config("Volumes", Map.of("/anonymous", Map.of())).build());
			RunningContainer first = containers().start(script(image,
					"echo x >/data/file && echo y >/anonymous/file && chown 9 /data/file && echo ready; sleep 1000")
				.userNamespace(FIXED)
				.volume("data", "/data")
				.id("first")
				.build());
			awaitLine(first, "ready");
			Path file = this.client.volumes().inspect("data").directory().resolve("file");
			assertThat(uid(file)).isEqualTo(1_800_000_009);
			assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(
					() -> containers().run(script(image, "true").userNamespace(AUTO).volume("data", "/data").build()))
				.withMessageContaining("'first'")
				.withMessageContaining("'data'");
			assertThat(containers()
				.run(script(image, "echo z >>/data/file").userNamespace(FIXED).volume("data", "/data").build())
				.exitCode()).isZero();
			assertThat(containers()
				.run(script(image, "cat /data/file").userNamespace(AUTO)
					.volume(new VolumeMount("data", "/data", true))
					.build())
				.stdout()
				.text()).isEqualTo("x\nz\n");
			first.remove();
			assertThat(containers()
				.run(script(image, "ls -ln /data/file | awk '{print $3}'; echo w >>/data/file").userNamespace(AUTO)
					.volume("data", "/data")
					.build())
				.stdout()
				.text()).isEqualTo("9\n");
			assertThat(uid(file)).isEqualTo(FIRST + 9);
			assertThat(containers()
				.run(script(image, "ls -ln /data/file | awk '{print $3}'").volume("data", "/data").build())
				.stdout()
				.text()).isEqualTo("9\n");
			assertThat(uid(file)).isEqualTo(9);
		}
		finally {
			clear();
		}
	}

	@Test
	void aContainerKeepsItsIdsOverRestartsAndItsRestorer() throws IOException {
		RunningContainer container = containers()
			.start(script(image(), "cat /proc/self/uid_map >>/runs; echo ready; sleep 1000").userNamespace(AUTO)
				.restart(RestartPolicy.always())
				.id("web")
				.build());
		awaitLine(container, "ready");
		int first = this.client.inspect("web").pid();
		container.signal(9);
		await().atMost(PATIENCE)
			.until(() -> this.client.inspect("web").pid() != first && this.client.inspect("web").pid() != 0);
		this.remote.updateOptions(RemoteOption.liveRestore(true));
		this.remote.close();
		open(RemoteOption.liveRestore(true));
		RunningContainer found = containers().find("web").orElseThrow();
		int second = this.client.inspect("web").pid();
		found.signal(9);
		await().atMost(PATIENCE)
			.until(() -> this.client.inspect("web").pid() != second && this.client.inspect("web").pid() != 0);
		await().atMost(PATIENCE).untilAsserted(() -> {
			List<String> runs = found.exec("cat", "/runs").stdout().text().lines().toList();
			assertThat(runs).hasSize(3);
			assertThat(new HashSet<>(runs)).hasSize(1);
		});
		RunningContainer other = containers().start(script(image(), "sleep 1000").userNamespace(AUTO).build());
		assertThat(first(other.exec("cat", "/proc/self/uid_map").stdout().text()))
			.isNotEqualTo(first(found.exec("cat", "/proc/self/uid_map").stdout().text()));
		found.remove();
		other.remove();
		this.remote.updateOptions(RemoteOption.liveRestore(false));
	}

	@Test
	void theDefaultIsThatOfTheRemote() throws IOException {
		String image = image();
		this.remote.updateOptions(RemoteOption.userNamespace(AUTO));
		String map = "cat /proc/self/uid_map";
		assertThat(first(containers().run(script(image, map).build()).stdout().text())).isEqualTo(FIRST);
		assertThat(containers().run(script(image, map).userNamespace(UserNamespace.host()).build()).stdout().text())
			.contains("4294967295");
		assertThat(containers().run(script(image, map).spec((spec) -> spec.hostname("other")).build()).exitCode())
			.isZero();
	}

	@Test
	void filesOfAnImageAreGivenAwayOnceForARange() {
		String image = image();
		containers().run(script(image, "true").userNamespace(FIXED).build());
		this.client.volumes().create("collected");
		// containerd collects its garbage within this.
		this.client.volumes().remove("collected");
		List<String> copies = copies();
		assertThat(copies).hasSize(1);
		containers().run(script(image, "true").userNamespace(FIXED).build());
		assertThat(copies()).isEqualTo(copies);
		this.client.images().remove(image);
		await().atMost(PATIENCE).until(() -> copies().isEmpty());
	}

	private List<String> copies() {
		return this.ctr.run("snapshots", "--snapshotter", "overlayfs", "ls")
			.lines()
			.filter((line) -> line.startsWith("libcontainerd-ids-"))
			.toList();
	}

	@Test
	void whatDoesNotGoTogetherIsToldBeforeAnythingStarts() {
		String image = image();
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> containers().run(script(image, "true").userNamespace(AUTO)
				.spec((spec) -> spec.linux((linux) -> linux.removeNamespace("pid")))
				.build()))
			.withMessageContaining("the pid namespace of the host");
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(
				() -> containers().run(script(image, "true").userNamespace(UserNamespace.auto("no-such-user")).build()))
			.withMessageContaining("'no-such-user'");
		assertThat(this.backend.facts()).isEmpty();
		assertThat(filesOfContainers()).isEmpty();
	}

	@Test
	void aDeviceOfTheHostHasTheRightsOfEverybody() {
		String image = image();
		RunResult zero = containers()
			.run(script(image, "dd if=/dev/nothing bs=1 count=1 2>/dev/null | wc -c; cat /dev/fuse").userNamespace(AUTO)
				.device(HostDevice.parse("/dev/zero:/dev/nothing:r"))
				.device(Path.of("/dev/fuse"))
				.build());
		assertThat(zero.stdout().text()).isEqualTo("1\n");
		assertThat(zero.stderr().text()).contains("Permission denied");
	}

}
