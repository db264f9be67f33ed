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
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.libcontainerd.AlreadyExistsException;
import io.github.libcontainerd.IpAddresses;
import io.github.libcontainerd.NetworkException;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteEvent;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.network.PublishedPort;
import io.github.libcontainerd.restart.RestartPolicy;
import io.github.libcontainerd.run.ContainerPool;
import io.github.libcontainerd.run.NetworkMode;
import io.github.libcontainerd.run.RunInput;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.run.UserNamespace;
import io.github.libcontainerd.test.Patience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * An application with containers in networks, that does in a process of its own what
 * {@link RealNetworkTests} asks for by the first word of its arguments.
 */
final class NetworkedApplication {

	private static final String SERVE = "mkdir /www; printf hello > /www/index.html; exec httpd -f -p 80 -h /www";

	private NetworkedApplication() {
	}

	public static void main(String[] arguments) throws IOException {
		try (Remote remote = Remote.open(Path.of(arguments[0]), RemoteOption.address(Path.of(arguments[1])),
				RemoteOption.containerdState(Path.of(arguments[2])), RemoteOption.liveRestore(true),
				RemoteOption.startTimeout(Patience.seconds(15)), RemoteOption.networks((networks) -> {
					networks.cniConfiguration(Path.of(arguments[0]).resolveSibling("net.d"));
					if (arguments[4].equals("settings")) {
						networks.subnetPool("10.77.0.0/16")
							.mtu(1300)
							.defaultNetwork(NetworkMode.bridge("apps"))
							.publishAddress("127.0.0.9")
							.network("declared", (request) -> request.subnet("10.78.7.0/24"));
					}
				}))) {
			Client client = remote.client(arguments[3], (id, info) -> {
			});
			remote.addListener((event) -> {
				if (event.kind() == RemoteEvent.Kind.NETWORKS_REPAIRED) {
					System.out.println("mended " + event.message());
					System.out.println("repaired " + client.networks().status().repaired());
				}
			});
			switch (arguments[4]) {
				case "start" -> start(client, arguments[5]);
				case "takeOver" -> takeOver(client);
				case "run" ->
					client.containers().run(arguments[5], (run) -> run.id("web").publish(80).command("sleep", "1000"));
				case "users" -> users(client, arguments[5]);
				case "usersAgain" -> usersAgain(client);
				case "exposed" -> exposed(client, arguments[5]);
				case "keep" -> keep(client, arguments[5]);
				case "again" -> again(client, arguments[5]);
				case "pool" -> pool(client, arguments[5]);
				case "fill" -> fill(client, arguments[5]);
				case "fail" -> fail(client, arguments[5]);
				case "site" -> site(client, arguments[5]);
				case "siteAgain" -> client.containers().find("web").orElseThrow().remove();
				case "six" -> six(client, arguments[5]);
				case "sixAgain" -> sixAgain(client);
				case "settings" -> settings(client, arguments[5]);
				default -> {
					await().atMost(ContractTest.PATIENCE).until(() -> client.containers().list().isEmpty());
					await().atMost(ContractTest.PATIENCE)
						.until(() -> client.networks().inspect("default").members().isEmpty());
					client.networks().remove("default");
				}
			}
			remote.updateOptions(RemoteOption.liveRestore(false));
		}
	}

	private static void start(Client client, String image) throws IOException {
		client.networks().create("backend");
		RunningContainer db = client.containers()
			.start(image,
					(run) -> run.id("db")
						.network("backend", (endpoint) -> endpoint.alias("database"))
						.publish(80)
						.publish(PublishedPort.tcp(8081, 81))
						.restart(RestartPolicy.always())
						.command("sh", "-c", SERVE));
		RunningContainer app = client.containers()
			.start(image, (run) -> run.id("app").network("backend").command("sleep", "1000"));
		client.containers()
			.start(image, (run) -> run.id("beside").network(NetworkMode.container("db")).command("sleep", "1000"));
		assertThat(db.networks()).containsOnlyKeys("backend");
		assertThat(app.address()).isNotEqualTo(db.address());
		assertThatExceptionOfType(AlreadyExistsException.class).isThrownBy(() -> client.containers()
			.start(image, (run) -> run.id("db").network("backend").command("sleep", "1000")));
		await().atMost(ContractTest.PATIENCE)
			.until(() -> app.exec("sh", "-c", "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 2 database 80")
				.stdout()
				.text()
				.endsWith("hello"));
		assertThat(client.inspect("db").ports()).isEqualTo(db.ports());
		assertThat(client.inspect("db").networks()).isEqualTo(db.networks());
		assertThat(client.stats("db").networkIo()).singleElement().satisfies((io) -> {
			assertThat(io.name()).isEqualTo("eth0");
			assertThat(io.sent().bytes()).isPositive();
			assertThat(io.received().packets()).isPositive();
		});
		System.out.println("port " + db.port(80).getPort());
		System.out.println("alias hello");
		System.in.read();
		System.out.println("end of start");
		System.in.read();
	}

	private static void takeOver(Client client) throws IOException {
		RunningContainer db = client.containers().find("db").orElseThrow();
		RunningContainer app = client.containers().find("app").orElseThrow();
		System.out.println("port " + db.port(80).getPort());
		int first = client.inspect("db").pid();
		db.signal(9);
		await().atMost(ContractTest.PATIENCE)
			.until(() -> client.inspect("db").pid() != first && client.inspect("db").pid() != 0);
		System.out.println("restarted yes");
		System.in.read();
		assertThat(app.exec("cat", "/etc/hosts").stdout().text()).contains("database");
		RunningContainer beside = client.containers().find("beside").orElseThrow();
		assertThat(
				beside.exec("sh", "-c", "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 2 127.0.0.1 80").stdout().text())
			.endsWith("hello");
		beside.remove();
		db.remove();
		assertThat(app.exec("cat", "/etc/hosts").stdout().text()).doesNotContain("database");
		app.remove();
		client.networks().remove("backend");
	}

	private static void six(Client client, String image) throws IOException {
		client.networks().create("six", (network) -> network.ipv6Subnet("fd12:3456:789a::/64"));
		RunningContainer db = client.containers()
			.start(image,
					(run) -> run.id("db")
						.network("six", (endpoint) -> endpoint.alias("database").ipv6Address("fd12:3456:789a::9"))
						.publish(PublishedPort.tcp(8080, 80).onAllAddresses())
						.restart(RestartPolicy.always())
						.command("sh", "-c", SERVE));
		RunningContainer app = client.containers()
			.start(image, (run) -> run.id("app").network("six").command("sleep", "1000"));
		assertThat(db.ports()).hasToString("[0.0.0.0:8080:80/tcp, [::]:8080:80/tcp]");
		assertThat(db.ipv6Networks()).isEqualTo(client.inspect("db").ipv6Networks())
			.isEqualTo(Map.of("six", IpAddresses.parse("fd12:3456:789a::9")));
		assertThat(app.exec("cat", "/etc/hosts").stdout().text()).contains("fd12:3456:789a::9\tdb", "database",
				IpAddresses.format(app.ipv6Address()) + "\tapp", "ip6-localhost");
		assertThat(app.exec("ping", "-6", "-c", "1", "-W", "2", "database").successful()).isTrue();
		await().atMost(ContractTest.PATIENCE)
			.until(() -> app.exec("sh", "-c", "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 2 fd12:3456:789a::9 80")
				.stdout()
				.text()
				.endsWith("hello"));
		System.out.println("answers yes");
		System.in.read();
	}

	private static void sixAgain(Client client) throws IOException {
		RunningContainer db = client.containers().find("db").orElseThrow();
		assertThat(db.ipv6Address()).isEqualTo(IpAddresses.parse("fd12:3456:789a::9"));
		System.out.println("flush now");
		System.in.read();
		int first = client.inspect("db").pid();
		db.signal(9);
		await().atMost(ContractTest.PATIENCE)
			.until(() -> client.inspect("db").pid() != first && client.inspect("db").pid() != 0);
		RunningContainer app = client.containers().find("app").orElseThrow();
		assertThat(app.exec("ping", "-6", "-c", "1", "-W", "2", "database").successful()).isTrue();
		List.of(db, app).forEach(RunningContainer::remove);
		client.networks().remove("six");
	}

	private static void users(Client client, String image) throws IOException {
		RunningContainer web = client.containers()
			.start(image,
					(run) -> run.id("web")
						.userNamespace(UserNamespace.of(1_700_000_000, 65536))
						.publish(80)
						.restart(RestartPolicy.always())
						.command("sh", "-c", SERVE));
		RunningContainer plain = client.containers()
			.start(image, (run) -> run.id("plain").network(NetworkMode.bridge()).command("sleep", "1000"));
		assertThat(web.exec("cat", "/proc/self/uid_map").stdout().text()).contains("1700000000");
		String ping = "ping -c 1 -W 5 " + plain.address().getHostAddress() + " && ls -d /sys/class/net/eth0";
		assertThat(web.exec("sh", "-c", ping).stdout().text()).contains("1 packets received", "/eth0");
		// May it change its network? As much as any other: not without the
		// capability.
		assertThat(web.exec("ip", "link", "set", "lo", "down").exitCode()).isNotZero();
		System.out.println("port " + web.port(80).getPort());
		System.in.read();
	}

	private static void usersAgain(Client client) throws IOException {
		RunningContainer web = client.containers().find("web").orElseThrow();
		int first = client.inspect("web").pid();
		web.signal(9);
		await().atMost(ContractTest.PATIENCE)
			.until(() -> client.inspect("web").pid() != first && client.inspect("web").pid() != 0);
		System.out.println("restarted yes");
		System.in.read();
		client.containers().find("plain").orElseThrow().remove();
		web.remove();
		client.networks().remove("default");
	}

	private static void pool(Client client, String image) throws IOException {
		client.networks().create("backend");
		RunningContainer app = client.containers()
			.start(image, (run) -> run.id("app").network("backend").command("sleep", "1000"));
		RunRequest request = RunRequest.of(image)
			.network("backend", (endpoint) -> endpoint.alias("web"))
			.publish(80)
			.command("sh", "-c", SERVE)
			.build();
		try (ContainerPool pool = client.containers().pool(request, 2)) {
			await().atMost(ContractTest.PATIENCE).until(() -> pool.status().idle() == 2);
			assertThat(app.exec("cat", "/etc/hosts").stdout().text()).doesNotContain("web");
			RunningContainer web = pool.start(RunInput.none());
			assertThat(pool.status().hits()).isEqualTo(1);
			await().atMost(ContractTest.PATIENCE)
				.until(() -> app.exec("sh", "-c", "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 2 web 80")
					.stdout()
					.text()
					.endsWith("hello"));
			System.out.println("port " + web.port(80).getPort());
			System.in.read();
			web.remove();
			assertThat(app.exec("cat", "/etc/hosts").stdout().text()).doesNotContain("web");
		}
		assertThat(client.networks().inspect("backend").members()).hasSize(1);
		app.remove();
		client.networks().remove("backend");
	}

	private static void fill(Client client, String image) throws IOException {
		RunRequest request = RunRequest.of(image).publish(80).command("sh", "-c", SERVE).build();
		ContainerPool pool = client.containers().pool(request, 2);
		await().atMost(ContractTest.PATIENCE).until(() -> pool.status().idle() == 2);
		System.out.println("filled yes");
		System.in.read();
	}

	private static void exposed(Client client, String image) {
		RunningContainer web = client.containers()
			.start(image,
					(run) -> run.publishAll()
						.publish(PublishedPort.tcp(18080, 8080))
						.publish(81)
						.command("sleep", "1000"));
		assertThat(web.ports()).extracting((port) -> port.containerPort() + "/" + port.protocol())
			.containsExactlyInAnyOrder("8080/tcp", "81/tcp", "80/tcp", "53/udp");
		assertThat(web.port(8080).getPort()).isEqualTo(18080);
		assertThat(web.port(80).getHostString()).isEqualTo("127.0.0.1");
		web.remove();
		client.networks().remove("default");
		RunningContainer unpublished = client.containers().start(image, (run) -> run.command("sleep", "1000"));
		assertThat(unpublished.ports()).isEmpty();
		unpublished.remove();
		assertThat(client.networks().list()).isEmpty();
	}

	private static void settings(Client client, String image) {
		assertThat(client.networks().inspect("declared").subnet()).hasToString("10.78.7.0/24");
		RunningContainer open = client.containers()
			.start(image,
					(run) -> run.id("open")
						.publish(80)
						.publish(PublishedPort.tcp(81).onAllAddresses())
						.command("sleep", "1000"));
		assertThat(open.networks()).containsOnlyKeys("apps");
		assertThat(open.port(80).getHostString()).isEqualTo("127.0.0.9");
		assertThat(client.networks().inspect("apps").subnet()).hasToString("10.77.0.0/24");
		assertThat(open.exec("cat", "/sys/class/net/eth0/mtu").stdout().text()).contains("1300");
		RunningContainer closed = client.containers()
			.start(image, (run) -> run.id("closed").network(NetworkMode.none()).command("sleep", "1000"));
		assertThat(closed.networks()).isEmpty();
		List.of(open, closed).forEach(RunningContainer::remove);
		List.of("apps", "declared").forEach(client.networks()::remove);
	}

	private static void keep(Client client, String image) {
		client.networks().create("backend");
		RunningContainer kept = client.containers()
			.start(image,
					(run) -> run.id("kept")
						.network("backend", (endpoint) -> endpoint.alias("database"))
						.publish(PublishedPort.tcp(8080, 80))
						.publish(81)
						.remove(false)
						.command("sh", "-c", "[ -e /www ] || { mkdir /www; exit 3; }; " + SERVE.substring(12)));
		assertThat(kept.exit().join().code()).isEqualTo(3);
		assertThat(client.networks().inspect("backend").members()).isEmpty();
	}

	private static void again(Client client, String image) throws IOException {
		RunningContainer app = client.containers()
			.start(image,
					(run) -> run.id("app")
						.network("backend")
						.publish(PublishedPort.tcp(8080, 80))
						.command("sleep", "1000"));
		RunningContainer kept = client.containers().find("kept").orElseThrow();
		assertThatExceptionOfType(NetworkException.class).isThrownBy(kept::start).withMessageContaining("8080");
		assertThat(client.inspect("kept").kept()).isTrue();
		app.remove();
		RunningContainer other = client.containers()
			.start(image, (run) -> run.id("app").network("backend").command("sleep", "1000"));
		RunningContainer again = kept.start();
		assertThat(again.port(80).getPort()).isEqualTo(8080);
		assertThat(again.port(81).getPort()).isPositive();
		assertThat(again.networks()).containsOnlyKeys("backend");
		assertThat(again.address()).isNotEqualTo(other.address());
		await().atMost(ContractTest.PATIENCE)
			.until(() -> other.exec("sh", "-c", "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 2 database 80")
				.stdout()
				.text()
				.endsWith("hello"));
		assertThat(again.exec("cat", "/etc/hosts").stdout().text()).contains("app");
		System.out.println("answers yes");
		System.in.read();
		again.stop(Duration.ZERO);
		assertThat(client.networks().inspect("backend").members()).hasSize(1);
		again.remove();
		other.remove();
		client.networks().remove("backend");
	}

	private static void site(Client client, String image) throws IOException {
		RunningContainer web = client.containers()
			.start(image,
					(run) -> run.id("web").network(NetworkMode.cni("site")).publish(80).command("sh", "-c", SERVE));
		assertThat(web.networks()).containsOnlyKeys("cni:site");
		System.out.println("port " + web.port(80).getPort());
		System.in.read();
	}

	private static void fail(Client client, String image) {
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(
				() -> client.containers().start(image, (run) -> run.id("web").publish(80).command("no-such-program")));
		assertThat(client.networks().inspect("default").members()).isEmpty();
		assertThatExceptionOfType(NetworkException.class)
			.isThrownBy(() -> client.containers()
				.start(image, (run) -> run.network(NetworkMode.cni("not-configured")).command("sleep", "1000")))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(NetworkException.Reason.UNKNOWN_NETWORK));
		RunningContainer kept = client.containers()
			.start(image,
					(run) -> run.id("kept")
						.publish(PublishedPort.tcp(8080, 80))
						.remove(false)
						.command("sh", "-c", "exit 3"));
		assertThat(kept.exit().join().code()).isEqualTo(3);
		assertThat(client.networks().inspect("default").members()).isEmpty();
		kept.remove();
		client.networks().remove("default");
	}

}
