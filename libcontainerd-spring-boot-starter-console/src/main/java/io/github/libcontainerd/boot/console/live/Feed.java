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

package io.github.libcontainerd.boot.console.live;

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
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import io.github.libcontainerd.boot.console.container.Board;
import io.github.libcontainerd.boot.console.container.Row;
import io.github.libcontainerd.boot.console.image.Pulls;
import io.github.libcontainerd.boot.console.web.Json;
import io.github.libcontainerd.boot.event.ContainerStateChangedEvent;
import io.github.libcontainerd.boot.event.ContainerdEvent;
import io.github.libcontainerd.boot.event.ImagePullFailedEvent;
import io.github.libcontainerd.boot.event.ImagePullProgressEvent;
import io.github.libcontainerd.boot.event.ImagePulledEvent;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteStatus;
import io.github.libcontainerd.client.SubscriptionState;

/**
 * Tells everybody who looks what happens, and every two seconds what all containers use.
 * What is told is written once, for all. No listener here ever waits for a browser. While
 * nobody looks, containerd is not asked for anything.
 */
public class Feed {

	private static final Logger logger = LoggerFactory.getLogger(Feed.class);

	private static final long PERIOD_MILLIS = 2000;

	private static final long REFRESH_MILLIS = 200;

	private final Remote remote;

	private final Client client;

	private final Board board;

	private final Json json;

	private final Pulls pulls = new Pulls();

	private final Usage usage = new Usage();

	private final History history = new History();

	private final Happenings happenings = new Happenings();

	private final Set<Viewer> viewers = ConcurrentHashMap.newKeySet();

	private final AtomicBoolean stale = new AtomicBoolean();

	private final AtomicBoolean looking = new AtomicBoolean();

	// One looks at the containers, the other one may have to wait for containerd's
	// figures.
	private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2, threads());

	private volatile boolean closed;

	/**
	 * Create a feed.
	 * @param remote the connection to containerd
	 * @param client the client whose containers are shown
	 * @param board the containers
	 * @param json writes what is told
	 */
	public Feed(Remote remote, Client client, Board board, Json json) {
		this.remote = remote;
		this.client = client;
		this.board = board;
		this.json = json;
	}

	private static CustomizableThreadFactory threads() {
		CustomizableThreadFactory factory = new CustomizableThreadFactory("console-feed-");
		factory.setDaemon(true);
		return factory;
	}

	SseEmitter open() {
		Viewer viewer = new Viewer(this.viewers::remove);
		this.viewers.add(viewer);
		viewer.start();
		if (this.closed) {
			viewer.close();
		}
		refresh(0);
		lookFrom(0);
		return viewer.emitter();
	}

	/**
	 * Return how many browsers look.
	 * @return the number
	 */
	public int viewers() {
		return this.viewers.size();
	}

	State state() {
		RemoteStatus status = this.remote.status();
		return new State(status.connection(), this.client.subscription().state(), status.version(),
				status.address().toString(), this.client.namespace(), this.board.rows());
	}

	Map<String, List<@Nullable Number>> history(@Nullable String id) {
		return (id != null) ? this.history.of(id) : this.history.ofAll();
	}

	Known known() {
		return new Known(this.happenings.last(), this.happenings.perMinute(), this.pulls.all(), this.history.sparks(),
				this.usage.figures());
	}

	@EventListener
	void on(ContainerStateChangedEvent event) {
		if (event.getSource() == this.client) {
			tell(Happenings.of(event));
		}
	}

	@EventListener
	void on(ContainerdEvent event) {
		if (event.getSource() == this.remote) {
			tell(Happenings.of(event));
		}
	}

	private void tell(Happenings.Happening happening) {
		this.happenings.add(happening);
		if (!this.viewers.isEmpty()) {
			String text = this.json.write(happening);
			tell((viewer) -> viewer.add("happened", text));
			refresh(REFRESH_MILLIS);
		}
	}

	@EventListener
	void on(ImagePullProgressEvent event) {
		tell(this.pulls.progressed(event.getProgress()));
	}

	@EventListener
	void on(ImagePulledEvent event) {
		tell(this.pulls.ended(event.getImage(), null));
	}

	@EventListener
	void on(ImagePullFailedEvent event) {
		tell(this.pulls.ended(event.getImage(), event.getFailure().getMessage()));
	}

	private void tell(Pulls.Pull pull) {
		if (!this.viewers.isEmpty()) {
			String text = this.json.write(pull);
			tell((viewer) -> viewer.replace("pull of " + pull.image(), "pull", text));
		}
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

	/**
	 * Look again and again, for as long as somebody is there.
	 */
	private void lookFrom(long delay) {
		if (this.looking.compareAndSet(false, true) && !submit(this::look, delay)) {
			this.looking.set(false);
		}
	}

	private void look() {
		try {
			Map<String, Usage.Figures> figures = this.usage.update(this.client.stats());
			long now = System.currentTimeMillis();
			this.history.add(now, figures);
			String text = this.json.write(Map.of("at", now, "containers", figures));
			tell((viewer) -> viewer.replace("usage", "usage", text));
		}
		catch (RuntimeException ex) {
			// Such as containerd being away, which the state says anyway.
			logger.debug("No figures", ex);
			this.usage.update(Map.of());
		}
		refresh(0);
		this.looking.set(false);
		if (!this.viewers.isEmpty()) {
			lookFrom(PERIOD_MILLIS);
		}
	}

	/**
	 * Show the containers as they are, soon: any number of events need this only once.
	 */
	private void refresh(long delay) {
		if (!this.viewers.isEmpty() && this.stale.compareAndSet(false, true) && !submit(this::show, delay)) {
			this.stale.set(false);
		}
	}

	private void show() {
		this.stale.set(false);
		try {
			String text = this.json.write(state());
			tell((viewer) -> viewer.showState(text));
		}
		catch (RuntimeException ex) {
			logger.debug("No list", ex);
		}
	}

	private boolean submit(Runnable task, long delay) {
		try {
			this.threads.schedule(task, delay, TimeUnit.MILLISECONDS);
			return true;
		}
		catch (RejectedExecutionException ignored) {
			// The end.
			return false;
		}
	}

	/**
	 * All that is shown.
	 *
	 * @param connection whether containerd is there
	 * @param events whether its events come
	 * @param version its version
	 * @param address its socket
	 * @param namespace the namespace of the containers
	 * @param containers the containers, the newest first
	 */
	record State(RemoteStatus.Connection connection, SubscriptionState events, @Nullable String version, String address,
			String namespace, List<Row> containers) {
	}

	/**
	 * What a browser that comes later has missed.
	 *
	 * @param happenings what has happened last, the oldest first
	 * @param perMinute starts, ends and lacks of memory for each minute of the last hour
	 * @param pulls those that run, or have ended a moment ago
	 * @param sparks the last figures of processor and memory of each container
	 * @param usage what containers use
	 */
	record Known(List<Happenings.Happening> happenings, List<List<Integer>> perMinute, List<Pulls.Pull> pulls,
			Map<String, List<List<@Nullable Number>>> sparks, Map<String, Usage.Figures> usage) {
	}

}
