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
import java.util.concurrent.locks.ReentrantLock;

import javax.sql.DataSource;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is kept, so that a pool whose connections are all in use does not
 * cost a lease, and that gives up an answer which does not come.
 */
final class OwnConnection implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(OwnConnection.class);

	private final ReentrantLock lock = new ReentrantLock();

	private final DataSource dataSource;

	private final Duration patience;

	private @Nullable Connection connection;

	private int networkTimeout;

	private volatile boolean closed;

	OwnConnection(DataSource dataSource, Duration patience) {
		this.dataSource = dataSource;
		this.patience = patience;
	}

	<T> T call(Work<T> work) throws SQLException {
		this.lock.lock();
		try {
			Connection used = open();
			try {
				return work.with(used);
			}
			catch (SQLException | RuntimeException ex) {
				release();
				throw ex;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private Connection open() throws SQLException {
		Connection present = this.connection;
		if (this.closed) {
			throw new SQLException("The queue is closed");
		}
		if (present != null) {
			return present;
		}
		Connection opened = this.dataSource.getConnection();
		this.connection = opened;
		opened.setAutoCommit(true);
		this.networkTimeout = opened.getNetworkTimeout();
		opened.setNetworkTimeout(Runnable::run, (int) this.patience.toMillis());
		return opened;
	}

	/**
	 * Give the connection back as it was. A pool sees for itself whether it is broken.
	 */
	private void release() {
		Connection present = this.connection;
		this.connection = null;
		if (present == null) {
			return;
		}
		try (present) {
			if (!present.isClosed() && present.isValid(1)) {
				try (Statement statement = present.createStatement()) {
					statement.execute("unlisten *");
				}
				present.setNetworkTimeout(Runnable::run, this.networkTimeout);
			}
		}
		catch (SQLException | RuntimeException ex) {
			logger.debug("A connection could not be given back as it was", ex);
		}
	}

	/**
	 * Waits for what is under way.
	 */
	@Override
	public void close() {
		this.closed = true;
		this.lock.lock();
		try {
			release();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * What is done with the connection.
	 *
	 * @param <T> what comes of it
	 */
	@FunctionalInterface
	interface Work<T> {

		T with(Connection connection) throws SQLException;

	}

}
