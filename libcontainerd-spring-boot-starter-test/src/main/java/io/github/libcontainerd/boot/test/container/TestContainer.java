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

package io.github.libcontainerd.boot.test.container;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.IpAddresses;
import io.github.libcontainerd.Protocol;
import io.github.libcontainerd.log.LogEntry;
import io.github.libcontainerd.network.PublishedPort;
import io.github.libcontainerd.run.NetworkMode;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.RunResult;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.run.WaitStrategy;

/**
 * A container that runs beside the application in a test. As a static field of the test
 * class, of a class that it extends or an interface that it implements, or of one that it
 * {@linkplain ImportContainers imports}, it is started with the application context and
 * ends with it:
 *
 * <pre>
 * &#64;ServiceConnection
 * static final TestContainer db = TestContainer.of("postgres:16").env("POSTGRES_PASSWORD", "secret").publish(5432);
 * </pre>
 *
 * Its name is that of the field, in small letters with {@code -} between the words. All
 * test containers of a test class that publish ports and choose no network reach each
 * other by their names.
 * <p>
 * A context has containers of its own. Where one field serves several contexts, the
 * methods that ask for the running container mean that of the context that is being
 * loaded or tested by the thread; another thread can only tell when there is one such
 * context. They start the containers of the context if need be, and load it if need be.
 * <p>
 * What is to be different from the image has to be said before the first context is
 * loaded, best where the field is initialized. Afterwards, safe for use by several
 * threads.
 *
 * @since 0.1.0
 * @see ServiceConnection
 * @see ContainerdTest
 */
public final class TestContainer {

	private final String image;

	private final RunRequest.Builder request;

	private final List<TestContainer> dependencies = new CopyOnWriteArrayList<>();

	private final ContainerGroups groups = new ContainerGroups(this);

	// By default its ports are waited for.
	private boolean choosesWait;

	private TestContainer(String image) {
		this.image = image;
		this.request = RunRequest.of(image);
	}

	/**
	 * Describe a container.
	 * @param image the reference of its image, which is pulled when it is not there
	 * @return a container that is not started yet
	 * @throws io.github.libcontainerd.InvalidRequestException if that is no reference
	 */
	public static TestContainer of(String image) {
		return new TestContainer(image);
	}

	/**
	 * Describe a container.
	 * @param image the reference of its image, which is pulled when it is not there
	 * @param request sets what is to be different from the image
	 * @return a container that is not started yet
	 * @throws io.github.libcontainerd.InvalidRequestException if that is no reference
	 */
	public static TestContainer of(String image, Consumer<RunRequest.Builder> request) {
		return new TestContainer(image).with(request);
	}

	/**
	 * Set a variable of its environment.
	 * @param name the name of the variable
	 * @param value its value
	 * @return this container
	 */
	public TestContainer env(String name, String value) {
		this.request.env(name, value);
		return this;
	}

	/**
	 * Set the arguments, in the place of those that the image has.
	 * @param command the arguments of the entry point, or the program and its arguments
	 * @return this container
	 */
	public TestContainer command(String... command) {
		this.request.command(command);
		return this;
	}

	/**
	 * Publish TCP ports, each at a free port of 127.0.0.1.
	 * @param containerPorts the ports of the container
	 * @return this container
	 */
	public TestContainer publish(int... containerPorts) {
		for (int port : containerPorts) {
			this.request.publish(port);
		}
		return this;
	}

	/**
	 * Say what makes it ready. By default, all TCP ports that it publishes have to accept
	 * connections.
	 * @param strategies what has to come true; nothing to wait for nothing
	 * @return this container
	 */
	public TestContainer waitFor(WaitStrategy... strategies) {
		this.choosesWait = true;
		this.request.waitFor(strategies);
		return this;
	}

	/**
	 * Start it only when others are ready. Those have to be fields of the test, too.
	 * @param others the others
	 * @return this container
	 */
	public TestContainer dependsOn(TestContainer... others) {
		this.dependencies.addAll(List.of(others));
		return this;
	}

	/**
	 * Set whatever else a request can say: mounts, limits, users, networks, when the
	 * image is pulled and so on. Its id and its labels are completed at the start.
	 * @param change sets what is to be different from the image
	 * @return this container
	 */
	public TestContainer with(Consumer<RunRequest.Builder> change) {
		change.accept(this.request);
		return this;
	}

	/**
	 * Return its image.
	 * @return the reference
	 */
	public String image() {
		return this.image;
	}

	/**
	 * Return the container that runs.
	 * @return the container, ready
	 * @throws TestContainerException if it can't be started, or it is not clear which one
	 * is meant
	 */
	public RunningContainer running() {
		return this.groups.current().running(this);
	}

	/**
	 * Return the host to reach it at.
	 * @return the address that its first TCP port is published at; {@code 127.0.0.1}
	 * without any
	 * @throws TestContainerException as {@link #running()}
	 */
	public String host() {
		return host(running());
	}

	/**
	 * Return the port of the host that one of its TCP ports is published at.
	 * @param containerPort the port of the container
	 * @return the port of the host
	 * @throws TestContainerException as {@link #running()}
	 * @throws io.github.libcontainerd.NotFoundException if the port is not published
	 */
	public int port(int containerPort) {
		return address(containerPort).getPort();
	}

	/**
	 * Return where one of its TCP ports is published.
	 * @param containerPort the port of the container
	 * @return the address and the port
	 * @throws TestContainerException as {@link #running()}
	 * @throws io.github.libcontainerd.NotFoundException if the port is not published
	 */
	public InetSocketAddress address(int containerPort) {
		return address(running(), containerPort);
	}

	/**
	 * Run one more process in the container and wait for its end.
	 * @param command what to run
	 * @return the result
	 * @throws TestContainerException as {@link #running()}
	 */
	public RunResult exec(String... command) {
		return running().exec(command);
	}

	/**
	 * Return what it has written, on both streams.
	 * @return the lines, each with a line break
	 * @throws TestContainerException as {@link #running()}
	 */
	public String logs() {
		try (Stream<LogEntry> entries = running().logs()) {
			return entries.map((entry) -> entry.text() + "\n").collect(Collectors.joining());
		}
	}

	/**
	 * Return what is asked for.
	 */
	RunRequest request() {
		RunRequest built = this.request.build();
		boolean publishes = !built.ports().isEmpty() || built.publishAll();
		boolean waits = this.choosesWait || !built.waits().isEmpty();
		return (publishes && !waits) ? built.toBuilder().waitFor(WaitStrategy.ports()).build() : built;
	}

	List<TestContainer> dependencies() {
		return this.dependencies;
	}

	ContainerGroups groups() {
		return this.groups;
	}

	String host(RunningContainer container) {
		return IpAddresses.format(firstPort().map((port) -> address(container, port).getAddress())
			.orElseGet(InetAddress::getLoopbackAddress));
	}

	InetSocketAddress address(RunningContainer container, int port) {
		return (this.request.build().network() instanceof NetworkMode.Host)
				? new InetSocketAddress(InetAddress.getLoopbackAddress(), port) : container.port(port);
	}

	private Optional<Integer> firstPort() {
		return this.request.build()
			.ports()
			.stream()
			.filter((port) -> port.protocol() == Protocol.TCP)
			.map(PublishedPort::containerPort)
			.findFirst();
	}

	@Override
	public String toString() {
		@Nullable String name = this.groups.name();
		return (name != null) ? "container '" + name + "' (" + this.image + ")" : "a container (" + this.image + ")";
	}

}
