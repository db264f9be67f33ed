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

package io.github.libcontainerd.boot.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.logging.LogLevel;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;

import io.github.libcontainerd.OutputStreamName;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.boot.ContainerOutput;
import io.github.libcontainerd.boot.ContainerOutputListener;
import io.github.libcontainerd.boot.autoconfigure.LibcontainerdProperties;
import io.github.libcontainerd.boot.autoconfigure.event.OutputProperties;
import io.github.libcontainerd.boot.event.ContainerExitedEvent;
import io.github.libcontainerd.boot.event.ContainerProcessExitedEvent;
import io.github.libcontainerd.boot.event.ContainerStartedEvent;
import io.github.libcontainerd.boot.event.ContainerStateChangedEvent;
import io.github.libcontainerd.boot.event.ContainerdEvent;
import io.github.libcontainerd.boot.event.ImagePullEvent;

/**
 * Remembers the events that the application publishes of its containers, of pulls and of
 * containerd, and what containers write.
 * <p>
 * It is told of an event after the application's own listeners. So, when a method here
 * returns an event, they have been told of it too, unless they are asynchronous or come
 * later by an order of their own, or one of them that is no {@code @EventListener} has
 * failed.
 * <p>
 * Output is remembered of those processes whose streams no {@code IOPipeHandler} takes.
 * It goes to the log as well if it does without this bean. The last lines may come a
 * little after the exit.
 * <p>
 * Part of {@link AutoConfigureFakeContainerd} and {@link RealContainerd}; other tests may
 * {@code @Import} it.
 *
 * @since 0.1.0
 */
public final class ContainerEvents implements ContainerOutputListener, SmartInitializingSingleton {

	/**
	 * How long methods wait that are given no timeout.
	 */
	public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

	private final ConfigurableApplicationContext context;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition added = this.lock.newCondition();

	private final List<ApplicationEvent> events = new ArrayList<>();

	private final List<ContainerOutput> output = new ArrayList<>();

	ContainerEvents(ConfigurableApplicationContext context) {
		this.context = context;
	}

	// Now all listener methods have been found, and this one comes after them.
	@Override
	public void afterSingletonsInstantiated() {
		this.context.addApplicationListener(new Recorder());
	}

	/**
	 * Return the events of all containers.
	 * @return the events so far, in the order in which they were published
	 */
	public List<ContainerStateChangedEvent> all() {
		return ofType(ContainerStateChangedEvent.class);
	}

	/**
	 * Return the events of a container and of its additional processes.
	 * @param containerId the container
	 * @return its events so far, in order
	 */
	public List<ContainerStateChangedEvent> of(String containerId) {
		return all().stream().filter((event) -> event.getContainerId().equals(containerId)).toList();
	}

	/**
	 * Return what happened to a container and to its additional processes.
	 * @param containerId the container
	 * @return its states so far, in order
	 */
	public List<StateChange> states(String containerId) {
		return of(containerId).stream().map((event) -> event.getStateInfo().change()).toList();
	}

	/**
	 * Return the events of a type.
	 * @param <E> the type
	 * @param type the type of event: one of a container, of a pull, or of containerd
	 * @return the events so far, in order
	 */
	public <E extends ApplicationEvent> List<E> ofType(Class<E> type) {
		return locked(() -> this.events.stream().filter(type::isInstance).map(type::cast).toList());
	}

	/**
	 * Return what a container and its additional processes have written.
	 * @param containerId the container
	 * @return the lines so far; those of one stream are in order
	 */
	public List<String> lines(String containerId) {
		return output(containerId).stream().map(ContainerOutput::line).toList();
	}

	/**
	 * Return what a container has written to one stream.
	 * @param containerId the container
	 * @param stream the stream
	 * @return the lines of its first process so far, in order
	 */
	public List<String> lines(String containerId, OutputStreamName stream) {
		return output(containerId).stream()
			.filter((each) -> each.processId().equals(StateInfo.INIT) && each.stream() == stream)
			.map(ContainerOutput::line)
			.toList();
	}

	/**
	 * Return what a container and its additional processes have written, and to where.
	 * @param containerId the container
	 * @return the lines so far; those of one stream are in order
	 */
	public List<ContainerOutput> output(String containerId) {
		return locked(() -> this.output.stream().filter((each) -> each.containerId().equals(containerId)).toList());
	}

	/**
	 * Wait until a container has started.
	 * @param containerId the container
	 * @return the first such event
	 * @throws AssertionError if it takes longer than {@link #DEFAULT_TIMEOUT}
	 */
	public ContainerStartedEvent awaitStart(String containerId) {
		return await(containerId, ContainerStartedEvent.class, DEFAULT_TIMEOUT);
	}

	/**
	 * Wait until a container has ended.
	 * @param containerId the container
	 * @return the first such event
	 * @throws AssertionError if it takes longer than {@link #DEFAULT_TIMEOUT}
	 */
	public ContainerExitedEvent awaitExit(String containerId) {
		return awaitExit(containerId, DEFAULT_TIMEOUT);
	}

	/**
	 * Wait until a container has ended.
	 * @param containerId the container
	 * @param timeout how long to wait
	 * @return the first such event
	 * @throws AssertionError if it takes longer
	 */
	public ContainerExitedEvent awaitExit(String containerId, Duration timeout) {
		return await(containerId, ContainerExitedEvent.class, timeout);
	}

	/**
	 * Wait until an additional process of a container has ended.
	 * @param containerId the container
	 * @param processId the process
	 * @param timeout how long to wait
	 * @return the first such event
	 * @throws AssertionError if it takes longer
	 */
	public ContainerProcessExitedEvent awaitProcessExit(String containerId, String processId, Duration timeout) {
		return await(ContainerProcessExitedEvent.class,
				(event) -> event.getContainerId().equals(containerId) && event.getProcessId().equals(processId),
				timeout);
	}

	/**
	 * Wait for an event of a container.
	 * @param <E> the type
	 * @param containerId the container
	 * @param type the type of event
	 * @param timeout how long to wait
	 * @return the first such event
	 * @throws AssertionError if it takes longer
	 */
	public <E extends ContainerStateChangedEvent> E await(String containerId, Class<E> type, Duration timeout) {
		return await(type, (event) -> event.getContainerId().equals(containerId), timeout);
	}

	/**
	 * Wait for an event of containerd.
	 * @param <E> the type
	 * @param type the type of event
	 * @param timeout how long to wait
	 * @return the first such event
	 * @throws AssertionError if it takes longer
	 */
	public <E extends ContainerdEvent> E await(Class<E> type, Duration timeout) {
		return await(type, (event) -> true, timeout);
	}

	/**
	 * Wait for an event.
	 * @param <E> the type
	 * @param type the type of event: one of a container, of a pull, or of containerd
	 * @param condition which events count
	 * @param timeout how long to wait
	 * @return the first such event
	 * @throws AssertionError if it takes longer
	 */
	public <E extends ApplicationEvent> E await(Class<E> type, Predicate<? super E> condition, Duration timeout) {
		return until(() -> first(this.events, type, condition), timeout, () -> "No " + type.getSimpleName()
				+ " that was waited for came within " + timeout + ", but " + this.events);
	}

	/**
	 * Wait until a container or one of its additional processes has written a line.
	 * @param containerId the container
	 * @param line the text of the line
	 * @param timeout how long to wait
	 * @return the line and where it was written to
	 * @throws AssertionError if it takes longer
	 */
	public ContainerOutput awaitLine(String containerId, String line, Duration timeout) {
		return until(
				() -> first(this.output, ContainerOutput.class,
						(each) -> each.containerId().equals(containerId) && each.line().equals(line)),
				timeout, () -> "Container '" + containerId + "' did not write '" + line + "' within " + timeout
						+ ", but " + this.output);
	}

	private static <T, E extends T> @Nullable E first(List<T> list, Class<E> type, Predicate<? super E> condition) {
		return list.stream().filter(type::isInstance).map(type::cast).filter(condition).findFirst().orElse(null);
	}

	private <T> T until(Supplier<@Nullable T> search, Duration timeout, Supplier<String> problem) {
		this.lock.lock();
		try {
			long left = timeout.toNanos();
			T found = search.get();
			while (found == null && left > 0) {
				left = this.added.awaitNanos(left);
				found = search.get();
			}
			if (found == null) {
				throw new AssertionError(problem.get());
			}
			return found;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted. " + problem.get(), ex);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Forget everything so far. Happens by itself after each test method.
	 */
	public void clear() {
		locked(() -> {
			this.events.clear();
			this.output.clear();
			return true;
		});
	}

	@Override
	public void onOutput(ContainerOutput line) {
		if (this.context.getBeanNamesForType(ContainerOutputListener.class).length == 1) {
			this.context.getBeanProvider(LibcontainerdProperties.class)
				.ifAvailable((properties) -> log(line, properties.getOutput()));
		}
		add(this.output, line);
	}

	private static void log(ContainerOutput line, OutputProperties properties) {
		LogLevel level = properties.getLogLevel();
		if (level != LogLevel.OFF) {
			Logger logger = LoggerFactory.getLogger(properties.getLogger());
			String source = StateInfo.INIT.equals(line.processId()) ? line.containerId()
					: line.containerId() + "/" + line.processId();
			logger.atLevel((level == LogLevel.FATAL) ? Level.ERROR : Level.valueOf(level.name()))
				.log("[{}] {}: {}", source, line.stream().value(), line.line());
		}
	}

	private <T> void add(List<T> list, T element) {
		locked(() -> {
			list.add(element);
			this.added.signalAll();
			return true;
		});
	}

	private <T> T locked(Supplier<T> action) {
		this.lock.lock();
		try {
			return action.get();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * The listener, which is told last.
	 */
	private final class Recorder implements ApplicationListener<ApplicationEvent>, Ordered {

		@Override
		public void onApplicationEvent(ApplicationEvent event) {
			if (event instanceof ContainerStateChangedEvent || event instanceof ContainerdEvent
					|| event instanceof ImagePullEvent) {
				add(ContainerEvents.this.events, event);
			}
		}

		@Override
		public int getOrder() {
			return Ordered.LOWEST_PRECEDENCE;
		}

	}

}
