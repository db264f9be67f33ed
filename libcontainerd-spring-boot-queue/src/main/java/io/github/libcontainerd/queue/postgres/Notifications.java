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

package io.github.libcontainerd.queue.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import javax.sql.DataSource;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

import io.github.libcontainerd.queue.engine.QueueSignal;

/**
 * Listens for notifications on a connection of its own, and opens another one when that
 * breaks. Where it can't listen, as behind a pooler that shares connections between
 * transactions, everybody polls.
 */
final class Notifications implements AutoCloseable {

	static final String CHANNEL = "container_queue";

	private static final Log logger = LogFactory.getLog(Notifications.class);

	// How long a close may have to wait.
	private static final int WAIT_MILLIS = 250;

	private static final Duration IDLE = Duration.ofSeconds(10);

	private final List<Consumer<QueueSignal>> listeners = new CopyOnWriteArrayList<>();

	private final AtomicBoolean started = new AtomicBoolean();

	private final CountDownLatch closing = new CountDownLatch(1);

	private final OwnConnection connection;

	private volatile @Nullable Thread thread;

	Notifications(DataSource dataSource) {
		this.connection = new OwnConnection(dataSource, IDLE);
	}

	void add(Consumer<QueueSignal> listener) {
		this.listeners.add(listener);
		if (this.started.compareAndSet(false, true)) {
			Thread reader = new Thread(this::listen, "container-queue-listen");
			reader.setDaemon(true);
			this.thread = reader;
			reader.start();
		}
	}

	void remove(Consumer<QueueSignal> listener) {
		this.listeners.remove(listener);
	}

	private void listen() {
		boolean warned = false;
		while (this.closing.getCount() > 0) {
			try {
				this.connection.call(this::listen);
				return;
			}
			catch (SQLException | RuntimeException ex) {
				if (this.closing.getCount() == 0) {
					return;
				}
				if (!warned) {
					logger.info("The queue does not hear of changes and polls until it can listen again: "
							+ ex.getMessage());
				}
				warned = true;
			}
			try {
				if (this.closing.await(1, TimeUnit.SECONDS)) {
					return;
				}
			}
			catch (InterruptedException ex) {
				return;
			}
		}
	}

	private boolean listen(Connection used) throws SQLException {
		if (!used.isWrapperFor(PGConnection.class)) {
			logger.info("The driver can't listen, so the queue polls");
			return false;
		}
		try (Statement statement = used.createStatement()) {
			statement.execute("listen " + CHANNEL);
		}
		signal(new QueueSignal(QueueSignal.Kind.RESYNC, null));
		PGConnection receiver = used.unwrap(PGConnection.class);
		long heard = System.nanoTime();
		while (this.closing.getCount() > 0) {
			PGNotification[] notifications = receiver.getNotifications(WAIT_MILLIS);
			if (notifications == null || notifications.length == 0) {
				if (System.nanoTime() - heard > IDLE.toNanos()) {
					// A connection that is broken is not noticed by listening.
					try (Statement statement = used.createStatement()) {
						statement.execute("select 1");
					}
					heard = System.nanoTime();
				}
				continue;
			}
			for (PGNotification notification : notifications) {
				received(notification.getParameter());
			}
		}
		return true;
	}

	private void received(String payload) {
		int space = payload.indexOf(' ');
		String id = (space < 0) ? null : payload.substring(space + 1);
		String kind = (space < 0) ? payload : payload.substring(0, space);
		switch (kind) {
			case "queued" -> signal(new QueueSignal(QueueSignal.Kind.QUEUED, id));
			case "finished" -> signal(new QueueSignal(QueueSignal.Kind.FINISHED, id));
			case "attention" -> signal(new QueueSignal(QueueSignal.Kind.ATTENTION, id));
			default -> logger.debug("An unknown notification: " + payload);
		}
	}

	private void signal(QueueSignal signal) {
		for (Consumer<QueueSignal> listener : this.listeners) {
			try {
				listener.accept(signal);
			}
			catch (RuntimeException ex) {
				logger.warn("A listener of the queue failed", ex);
			}
		}
	}

	@Override
	public void close() {
		this.closing.countDown();
		this.listeners.clear();
		Thread reader = this.thread;
		if (reader != null) {
			try {
				reader.join(IDLE.toMillis());
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
		this.connection.close();
	}

}
