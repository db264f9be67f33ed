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

package io.github.libcontainerd.samples.console;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import io.github.libcontainerd.boot.event.ContainerStateChangedEvent;
import io.github.libcontainerd.boot.event.ContainerdEvent;
import io.github.libcontainerd.boot.event.ExitDetails;
import io.github.libcontainerd.boot.event.ImagePullFailedEvent;
import io.github.libcontainerd.boot.event.ImagePullProgressEvent;
import io.github.libcontainerd.boot.event.ImagePulledEvent;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteStatus;

/**
 * Tells everybody who looks what happens, and once a second what all containers use. No
 * listener here ever waits for a browser. While nobody looks, containerd is not asked for
 * anything.
 */
@Component
class Feed {

	private static final Logger logger = LoggerFactory.getLogger(Feed.class);

	private final Remote remote;

	private final Client client;

	private final Board board;

	private final Pulls pulls = new Pulls();

	private final Usage usage = new Usage();

	private final Set<Viewer> viewers = ConcurrentHashMap.newKeySet();

	private final AtomicBoolean stale = new AtomicBoolean();

	// One looks at the containers, the other one may have to wait for containerd's
	// figures.
	private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2,
			new CustomizableThreadFactory("console-feed-"));

	private volatile boolean closed;

	Feed(Remote remote, Client client, Board board) {
		this.remote = remote;
		this.client = client;
		this.board = board;
		this.threads.scheduleWithFixedDelay(this::look, 0, 1, TimeUnit.SECONDS);
	}

	SseEmitter open() {
		Viewer viewer = new Viewer(this.viewers::remove);
		this.viewers.add(viewer);
		viewer.start();
		if (this.closed) {
			viewer.close();
		}
		refresh();
		return viewer.emitter();
	}

	int viewers() {
		return this.viewers.size();
	}

	State state() {
		return new State(this.remote.status().connection(), this.remote.status().version(),
				this.remote.status().address().toString(), this.board.rows(this.usage));
	}

	@EventListener
	void on(ContainerStateChangedEvent event) {
		ExitDetails end = (event instanceof ExitDetails details) ? details : null;
		Integer exitCode = (end != null && end.isCodeKnown()) ? end.getExitCode() : null;
		Happening happening = new Happening(event.getOccurredAt(), event.getStateInfo().change().value(),
				event.getContainerId(), exitCode, end != null && end.isOomKilled(), null);
		tell((viewer) -> viewer.add("happened", happening));
		refresh();
	}

	@EventListener
	void on(ContainerdEvent event) {
		Happening happening = new Happening(event.getOccurredAt(), event.getClass().getSimpleName(), null, null, false,
				event.getMessage());
		tell((viewer) -> viewer.add("happened", happening));
		refresh();
	}

	@EventListener
	void on(ImagePullProgressEvent event) {
		Pulls.Pull pull = this.pulls.progressed(event.getProgress());
		tell((viewer) -> viewer.replace(pull.image(), "pull", pull));
	}

	@EventListener
	void on(ImagePulledEvent event) {
		Pulls.Pull pull = this.pulls.ended(event.getImage(), null);
		tell((viewer) -> viewer.replace(pull.image(), "pull", pull));
	}

	@EventListener
	void on(ImagePullFailedEvent event) {
		Pulls.Pull pull = this.pulls.ended(event.getImage(), event.getFailure().getMessage());
		tell((viewer) -> viewer.replace(pull.image(), "pull", pull));
	}

	/**
	 * Let everybody go before the web server waits for their requests to end.
	 */
	@EventListener
	void on(ContextClosedEvent event) {
		this.closed = true;
		this.threads.shutdownNow();
		tell(Viewer::close);
	}

	private void tell(Consumer<Viewer> what) {
		this.viewers.forEach(what);
	}

	private void look() {
		try {
			this.usage.update(this.viewers.isEmpty() ? Map.of() : this.client.stats());
		}
		catch (RuntimeException ex) {
			// Such as containerd being away, which the state says anyway.
			logger.debug("No figures", ex);
			this.usage.update(Map.of());
		}
		refresh();
	}

	/**
	 * Show the containers as they are, soon: any number of events need this only once.
	 */
	private void refresh() {
		if (!this.viewers.isEmpty() && this.stale.compareAndSet(false, true)) {
			try {
				this.threads.execute(() -> {
					this.stale.set(false);
					State state = state();
					tell((viewer) -> viewer.replace("state", "state", state));
				});
			}
			catch (RejectedExecutionException ignored) {
				// The end.
			}
		}
	}

	/**
	 * All that is shown.
	 *
	 * @param connection whether containerd is there
	 * @param version its version
	 * @param address its socket
	 * @param containers the containers, the newest first
	 */
	record State(RemoteStatus.Connection connection, @Nullable String version, String address,
			List<Board.Row> containers) {
	}

	/**
	 * Something that has happened.
	 *
	 * @param at when
	 * @param what what
	 * @param containerId to which container
	 * @param exitCode the exit code, if it is an end
	 * @param oomKilled whether it was for lack of memory
	 * @param message more about it
	 */
	record Happening(Instant at, String what, @Nullable String containerId, @Nullable Integer exitCode,
			boolean oomKilled, @Nullable String message) {
	}

}
