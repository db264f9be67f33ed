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

package io.github.libcontainerd.internal.network;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.network.host.Host;
import io.github.libcontainerd.internal.network.host.Programs;
import io.github.libcontainerd.network.EndpointRequest;
import io.github.libcontainerd.network.PublishedPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A network namespace that plays the host, and one that plays another machine of its
 * local network. Nothing of this machine's own network is touched. What is left of
 * networks when it is closed fails the test.
 */
public final class NetworkLab implements AutoCloseable {

	static final String OWNER = "00112233";

	static final String HOST_ADDRESS = "192.0.2.1";

	static final String NEIGHBOUR_ADDRESS = "192.0.2.2";

	static final String HOST_IPV6_ADDRESS = "2001:db8::1";

	static final String NEIGHBOUR_IPV6_ADDRESS = "2001:db8::2";

	static final int MTU = 1400;

	private final Path directory;

	private final Path host;

	private final Path neighbour;

	private final Path web;

	private final List<Process> servers = new ArrayList<>();

	private final Programs programs = Programs.ofSystem();

	public NetworkLab() throws IOException {
		this.directory = Files.createTempDirectory("network-lab");
		this.host = namespace("host");
		this.neighbour = namespace("neighbour");
		this.web = Files.createDirectory(this.directory.resolve("web"));
		Files.writeString(this.web.resolve("index.html"), "hello");
		in(this.host, "ip", "link", "add", "lan0", "mtu", "" + MTU, "type", "veth", "peer", "name", "lan0", "mtu",
				"" + MTU, "netns", this.neighbour.toString());
		in(this.host, "ip", "addr", "add", HOST_ADDRESS + "/24", "dev", "lan0");
		in(this.host, "ip", "link", "set", "lan0", "up");
		in(this.neighbour, "ip", "addr", "add", NEIGHBOUR_ADDRESS + "/24", "dev", "lan0");
		in(this.neighbour, "ip", "link", "set", "lan0", "up");
		in(this.host, "ip", "route", "add", "default", "via", NEIGHBOUR_ADDRESS);
	}

	/**
	 * Give the host and its neighbour addresses of IPv6.
	 * @return this
	 */
	NetworkLab withIpv6() {
		in(this.host, "ip", "addr", "add", HOST_IPV6_ADDRESS + "/64", "dev", "lan0", "nodad");
		in(this.neighbour, "ip", "addr", "add", NEIGHBOUR_IPV6_ADDRESS + "/64", "dev", "lan0", "nodad");
		in(this.host, "ip", "route", "add", "::/0", "via", NEIGHBOUR_IPV6_ADDRESS);
		return this;
	}

	void setParameter(Path namespace, String name, String value) {
		in(namespace, "busybox", "sh", "-c", "echo " + value + " > /proc/sys/net/" + name);
	}

	String parameter(Path namespace, String name) {
		return in(namespace, "cat", "/proc/sys/net/" + name).strip();
	}

	private Path namespace(String name) throws IOException {
		Path file = Files.createFile(this.directory.resolve(name));
		assertThat(this.programs.run(List.of("unshare", "--net=" + file, "ip", "link", "set", "lo", "up"), "").code())
			.isZero();
		return file;
	}

	public Path host() {
		return this.host;
	}

	/**
	 * Return a directory that goes with this.
	 */
	Path web() {
		return this.web;
	}

	Path neighbour() {
		return this.neighbour;
	}

	EnteredHost entered() {
		return new EnteredHost(this.programs, this.host);
	}

	/**
	 * Return a host with programs of some directory only.
	 */
	EnteredHost entered(Path programs) {
		return new EnteredHost(new Programs(List.of(programs), Duration.ofSeconds(5)), this.host);
	}

	DriverSettings settings() {
		return settings(OWNER);
	}

	DriverSettings settings(String owner) {
		return DriverSettings.of(owner, this.directory.resolve("pins-" + owner));
	}

	NetworkDriver driver() {
		return driver(entered());
	}

	NetworkDriver driver(Host entered) {
		return new NetworkDriver(settings(), entered);
	}

	static Holder holder(String id) {
		return new Holder(OWNER, "default", id);
	}

	static AttachRequest request(String network, PublishedPort... ports) {
		return new AttachRequest(List.of(EndpointRequest.of(network).build()), List.of(ports));
	}

	/**
	 * Run a program in a namespace.
	 * @return what it wrote
	 */
	String in(Path namespace, String... command) {
		Host.Output output = tryIn(namespace, command);
		assertThat(output.code()).as(() -> String.join(" ", command) + ": " + output.text()).isZero();
		return output.text();
	}

	Host.Output tryIn(Path namespace, String... command) {
		List<String> entered = new ArrayList<>(List.of("nsenter", "--net=" + namespace));
		entered.addAll(List.of(command));
		return this.programs.run(entered, "");
	}

	/**
	 * Serve a page in a namespace, until this is closed.
	 */
	Process serve(Path namespace, int port) throws IOException {
		Process server = new ProcessBuilder("nsenter", "--net=" + namespace, "busybox", "httpd", "-f", "-p", "" + port,
				"-h", this.web.toString())
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		this.servers.add(server);
		Awaitility.await()
			.pollInterval(Duration.ofMillis(20))
			.until(() -> "hello".equals(get(namespace, "127.0.0.1", port)));
		return server;
	}

	/**
	 * Get the page.
	 * @return the page; {@code null} when there is no answer
	 */
	public @Nullable String get(Path namespace, String address, int port) {
		Host.Output output = tryIn(namespace, "curl", "-s", "-m", "1",
				"http://" + (address.contains(":") ? "[" + address + "]" : address) + ":" + port + "/");
		return (output.code() == 0) ? output.text() : null;
	}

	/**
	 * Remove all rules of the host's firewall, as a restart of its service does.
	 */
	public void flushFirewall() {
		in(this.host, "nft", "flush", "ruleset");
	}

	/**
	 * Configure a CNI network that is named "site", as administrators do.
	 * @param directory the directory of the configuration
	 * @return where its plugins keep addresses
	 */
	public Path configureSite(Path directory) throws IOException {
		configureNetwork(Files.createDirectories(directory), "site",
				"{'type':'portmap','capabilities':{'portMappings':true}},{'type':'firewall'}");
		return addresses().resolve("site");
	}

	Path addresses() {
		return this.web.resolve("addresses");
	}

	void configureNetwork(Path directory, String name, String plugins) throws IOException {
		Files.writeString(directory.resolve(name + ".conflist"),
				("{'cniVersion':'1.0.0','name':'" + name + "','plugins':[{'type':'bridge','bridge':'cni-" + name
						+ "','isGateway':true,'ipMasq':true,'hairpinMode':true,'ipam':{'type':'host-local','dataDir':'"
						+ addresses() + "','ranges':[[{'subnet':'10.99.0.0/29'}]],"
						+ "'routes':[{'dst':'0.0.0.0/0'}]}}," + plugins + "]}")
					.replace('\'', '"'));
	}

	/**
	 * Return the rules that plugins make.
	 */
	public String siteRules() {
		return in(this.host, "iptables-save");
	}

	void stop(Process server) {
		server.destroyForcibly().onExit().orTimeout(5, TimeUnit.SECONDS).join();
	}

	/**
	 * Return all that networks hold: interfaces, elements, mounts and files.
	 */
	public List<String> holdings() {
		List<String> holdings = new ArrayList<>();
		in(this.host, "ip", "-o", "link").lines()
			.map((line) -> line.split(": ")[1].split("@")[0])
			.filter((name) -> name.startsWith("lc"))
			.forEach(holdings::add);
		Host.Output table = tryIn(this.host, "nft", "list", "table", "inet", "libcontainerd");
		if (table.code() == 0) {
			table.text()
				.lines()
				.map(String::strip)
				.filter((line) -> line.contains("comment \""))
				.forEach(holdings::add);
		}
		holdings.addAll(mounts());
		holdings.addAll(files());
		return holdings;
	}

	private List<String> files() {
		try (Stream<Path> files = Files.walk(this.directory)) {
			return files.filter((file) -> file.toString().startsWith(this.directory + "/pins"))
				.filter(Files::isRegularFile)
				.map((file) -> "file " + file)
				.sorted()
				.toList();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Forget a container's namespace, as one who deletes the state directory does.
	 */
	void loseState(Attachment attachment) throws IOException {
		assertThat(this.programs.run(List.of("umount", attachment.namespace().toString()), "").code()).isZero();
		Files.delete(attachment.namespace());
	}

	private List<String> mounts() {
		try (Stream<String> lines = Files.lines(Path.of("/proc/self/mountinfo"), StandardCharsets.UTF_8)) {
			return lines.filter((line) -> line.contains(this.directory + "/pins"))
				.map((line) -> line.split(" ")[4])
				.toList();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() throws IOException {
		for (Process server : this.servers) {
			stop(server);
		}
		NetworkDriver driver = driver();
		driver.networks().prune();
		List<String> left = holdings();
		mounts().forEach((mount) -> this.programs.run(List.of("umount", mount), ""));
		this.programs.run(List.of("umount", this.host.toString()), "");
		this.programs.run(List.of("umount", this.neighbour.toString()), "");
		try (Stream<Path> files = Files.walk(this.directory)) {
			files.sorted(Comparator.reverseOrder()).forEach((file) -> file.toFile().delete());
		}
		assertThat(left).as("left of networks").isEmpty();
	}

}
