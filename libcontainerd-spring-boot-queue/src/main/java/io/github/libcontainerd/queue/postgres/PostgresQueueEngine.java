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

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import io.github.libcontainerd.queue.ContainerJob;
import io.github.libcontainerd.queue.JobAttempt;
import io.github.libcontainerd.queue.JobConflictException;
import io.github.libcontainerd.queue.JobOutput;
import io.github.libcontainerd.queue.JobQuery;
import io.github.libcontainerd.queue.JobResult;
import io.github.libcontainerd.queue.JobState;
import io.github.libcontainerd.queue.JobStatus;
import io.github.libcontainerd.queue.QueueFullException;
import io.github.libcontainerd.queue.QueueUnavailableException;
import io.github.libcontainerd.queue.engine.ClaimRequest;
import io.github.libcontainerd.queue.engine.ClaimedJob;
import io.github.libcontainerd.queue.engine.JobLease;
import io.github.libcontainerd.queue.engine.JobLife;
import io.github.libcontainerd.queue.engine.LeaseSignal;
import io.github.libcontainerd.queue.engine.NodeStatus;
import io.github.libcontainerd.queue.engine.QueueEngine;
import io.github.libcontainerd.queue.engine.QueueSignal;
import io.github.libcontainerd.queue.engine.QueueStatistics;
import io.github.libcontainerd.queue.engine.Verdict;

/**
 * The engine in PostgreSQL. It takes two connections of the pool for itself: one that
 * extends leases and one that listens. Its tables are made by
 * {@code schema-postgresql.sql}, which is beside this class.
 *
 * @since 0.1.0
 */
public final class PostgresQueueEngine implements QueueEngine {

	private static final int STATEMENT_SECONDS = 10;

	private final JdbcTemplate jdbc;

	private final JobTable jobs;

	private final DataSource dataSource;

	private final TransactionTemplate own;

	private final OwnConnection leases;

	private final Notifications notifications;

	/**
	 * Create an engine.
	 * @param dataSource the database
	 * @param lease the shortest lease that is extended by it, within which a database
	 * that does not answer is given up
	 */
	public PostgresQueueEngine(DataSource dataSource, Duration lease) {
		this.dataSource = dataSource;
		this.jdbc = new JdbcTemplate(dataSource);
		this.jdbc.setQueryTimeout(STATEMENT_SECONDS);
		this.jobs = new JobTable(this.jdbc);
		JdbcTransactionManager transactions = new JdbcTransactionManager(dataSource);
		this.own = new TransactionTemplate(transactions);
		this.own.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		this.own.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
		this.leases = new OwnConnection(dataSource, lease.dividedBy(2));
		this.notifications = new Notifications(dataSource);
	}

	@Override
	public boolean submit(ContainerJob job, int maxQueued) {
		return call("submit the job '" + job.id() + "'", () -> joined(() -> {
			if (this.jobs.submit(job, maxQueued)) {
				return true;
			}
			Boolean same = this.jobs.sameContent(job);
			if (same == null) {
				throw new QueueFullException(job.id(), maxQueued);
			}
			if (!same) {
				throw new JobConflictException(job.id());
			}
			return false;
		}));
	}

	@Override
	public Optional<JobStatus> find(String id) {
		return call("find the job '" + id + "'",
				() -> this.jdbc.query("select * from container_job where id = ?", Rows::status, id)
					.stream()
					.findFirst());
	}

	@Override
	public List<JobStatus> finished(Collection<String> ids) {
		return call("look for results",
				() -> this.jdbc.query("select * from container_job where id = any(?) and finished_at is not null",
						(statement) -> statement.setArray(1, texts(statement.getConnection(), ids)), Rows::status));
	}

	@Override
	public List<JobStatus> list(JobQuery query) {
		return call("list jobs", () -> this.jdbc.query("""
				select * from container_job where (cardinality(?) = 0 or state = any(?))
				and (?::text is null or submitter = ?) order by seq desc limit ?
				""", (statement) -> {
			Array states = texts(statement.getConnection(), query.states().stream().map(JobState::name).toList());
			statement.setArray(1, states);
			statement.setArray(2, states);
			statement.setString(3, query.submitter());
			statement.setString(4, query.submitter());
			statement.setInt(5, query.limit());
		}, Rows::status));
	}

	@Override
	public List<JobAttempt> attempts(String id) {
		return call("list the attempts at the job '" + id + "'", () -> this.jdbc
			.query("select * from container_job_attempt where job_id = ? order by attempt", Rows::attempt, id));
	}

	@Override
	public Optional<JobResult> result(String id) {
		return call("read the result of the job '" + id + "'",
				() -> this.jdbc.query("select * from container_job_result where job_id = ?", Rows::result, id)
					.stream()
					.findFirst());
	}

	@Override
	public List<ClaimedJob> claim(ClaimRequest request) {
		return call("take jobs", () -> this.own.execute((transaction) -> this.jobs.claim(request)));
	}

	@Override
	public Map<JobLease, LeaseSignal> extend(Collection<JobLease> held, Duration lease) {
		if (held.isEmpty()) {
			return Map.of();
		}
		try {
			return this.leases.call((connection) -> extend(connection, List.copyOf(held), lease));
		}
		catch (SQLException ex) {
			throw unavailable("extend leases", ex);
		}
	}

	// The rule is that of JobLife.extend; one statement for all leases of a worker.
	private static Map<JobLease, LeaseSignal> extend(Connection connection, List<JobLease> held, Duration lease)
			throws SQLException {
		Map<String, JobLease> byId = new HashMap<>();
		held.forEach((each) -> byId.put(each.jobId() + " " + each.attempt(), each));
		Map<JobLease, LeaseSignal> result = new HashMap<>();
		try (PreparedStatement statement = connection.prepareStatement("""
				update container_job j set lease_until = clock_timestamp() + ? * interval '1 millisecond'
				from unnest(?::text[], ?::int[]) as l(id, attempt)
				where j.id = l.id and j.attempt = l.attempt and j.state = 'RUNNING'
				returning j.id, j.attempt, cancel_requested,
					coalesce(watched_until > clock_timestamp(), false) as watched
				""")) {
			statement.setLong(1, lease.toMillis());
			statement.setArray(2, texts(connection, held.stream().map(JobLease::jobId).toList()));
			statement.setArray(3, connection.createArrayOf("int4", held.stream().map(JobLease::attempt).toArray()));
			try (ResultSet row = statement.executeQuery()) {
				while (row.next()) {
					JobLease each = byId.get(row.getString("id") + " " + row.getInt("attempt"));
					if (each != null) {
						result.put(each,
								new LeaseSignal(row.getBoolean("cancel_requested"), row.getBoolean("watched")));
					}
				}
			}
		}
		return result;
	}

	@Override
	public Verdict complete(JobLease lease, JobResult result) {
		return call("store the result of the job '" + lease.jobId() + "'", () -> this.own.execute((transaction) -> {
			Verdict verdict = this.jobs.change(lease.jobId(), (life, now) -> life.complete(lease.attempt()),
					JobAttempt.End.RESULT, null, true);
			if (verdict == Verdict.APPLIED) {
				this.jdbc.update("insert into container_job_result values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
						lease.jobId(), lease.attempt(), lease.node(), result.exitCode(), result.oomKilled(),
						result.timedOut(), result.duration().toNanos(), result.stdout().bytes(),
						result.stdout().truncated(), result.stderr().bytes(), result.stderr().truncated());
			}
			return verdict;
		}));
	}

	@Override
	public Verdict cancelled(JobLease lease) {
		return change(lease, (life, now) -> life.cancelled(lease.attempt()), JobAttempt.End.CANCELLED, null, false);
	}

	@Override
	public Verdict fail(JobLease lease, String problem, boolean permanent, Duration delay) {
		return change(lease, (life, now) -> life.fail(lease.attempt(), permanent, now, delay), JobAttempt.End.FAILED,
				problem.replace('\0', ' '), true);
	}

	@Override
	public Verdict giveBack(JobLease lease) {
		return change(lease, (life, now) -> life.giveBack(lease.attempt(), now), JobAttempt.End.GIVEN_BACK, null,
				false);
	}

	private Verdict change(JobLease lease, BiFunction<JobLife, Instant, JobLife.Transition> change, JobAttempt.End end,
			@Nullable String problem, boolean countLate) {
		return call("change the job '" + lease.jobId() + "'", () -> this.own
			.execute((transaction) -> this.jobs.change(lease.jobId(), change, end, problem, countLate)));
	}

	@Override
	public List<JobLease> leases(String node) {
		return call("list the leases of '" + node + "'",
				() -> this.jdbc.query("select id, attempt from container_job where state = 'RUNNING' and node = ?",
						(row, number) -> new JobLease(row.getString("id"), row.getInt("attempt"), node), node));
	}

	@Override
	public boolean cancel(String id) {
		return call("cancel the job '" + id + "'", () -> joined(
				() -> this.jobs.change(id, (life, now) -> life.cancel(), null, null, false) == Verdict.APPLIED));
	}

	@Override
	public void appendOutput(JobLease lease, List<JobOutput> output) {
		call("store output of the job '" + lease.jobId() + "'", () -> this.own.execute((transaction) -> {
			boolean held = !this.jdbc
				.queryForList(
						"select 1 from container_job where id = ? and attempt = ? and state = 'RUNNING' for share",
						lease.jobId(), lease.attempt())
				.isEmpty();
			if (held) {
				this.jdbc.batchUpdate("insert into container_job_output values (?, ?, ?, ?, ?) on conflict do nothing",
						output.stream()
							.map((piece) -> new Object[] { lease.jobId(), piece.attempt(), piece.index(),
									piece.stream().ordinal(), piece.bytes() })
							.toList());
			}
			return held;
		}));
	}

	@Override
	public List<JobOutput> output(String id, int attempt, long fromIndex) {
		return call("read output of the job '" + id + "'", () -> this.jdbc.query("""
				select * from container_job_output where job_id = ? and (attempt, piece) >= (?, ?)
				order by attempt, piece limit 64
				""", Rows::output, id, attempt, fromIndex));
	}

	@Override
	public void watch(String id, Duration time) {
		call("follow the job '" + id + "'", () -> this.own.execute((transaction) -> {
			List<Boolean> watched = this.jdbc.queryForList("""
					select coalesce(watched_until > clock_timestamp(), false) from container_job
					where id = ? and finished_at is null for update
					""", Boolean.class, id);
			if (!watched.isEmpty()) {
				this.jdbc.update("update container_job set watched_until = clock_timestamp()"
						+ " + ? * interval '1 millisecond' where id = ?", time.toMillis(), id);
				if (!watched.get(0)) {
					this.jobs.notify("attention " + id);
				}
			}
			return true;
		}));
	}

	@Override
	public int expire() {
		return call("look for leases that are over", () -> this.own.execute((transaction) -> {
			int count = 0;
			for (JobTable.LockedRow row : this.jobs.lockedWithLeaseOver()) {
				Verdict verdict = this.jobs.change(row, JobLife::expire, JobAttempt.End.LEASE_LOST,
						"its worker '" + row.node() + "' did not extend the lease", false);
				count += (verdict == Verdict.APPLIED) ? 1 : 0;
			}
			return count;
		}));
	}

	@Override
	public int purge(Duration age) {
		return call("remove old jobs", () -> this.own.execute((transaction) -> {
			this.jdbc.update("delete from container_queue_node where heard_at < clock_timestamp()"
					+ " - ? * interval '1 millisecond'", age.toMillis());
			return this.jdbc.update("""
					delete from container_job where id in (select id from container_job
						where finished_at < clock_timestamp() - ? * interval '1 millisecond'
						limit 1000 for update skip locked)
					""", age.toMillis());
		}));
	}

	@Override
	public QueueStatistics statistics() {
		return call("count jobs",
				() -> this.jdbc.queryForObject("""
						select count(*) filter (where state = 'QUEUED') as queued,
							count(*) filter (where state = 'RUNNING') as running,
							count(*) filter (where state = 'DONE') as done,
							count(*) filter (where state = 'PARKED') as parked,
							count(*) filter (where state = 'CANCELLED') as cancelled,
							coalesce(extract(epoch from clock_timestamp()
								- min(submitted_at) filter (where state = 'QUEUED')) * 1000, 0)::bigint as oldest
						from container_job
						""",
						(row, number) -> new QueueStatistics(row.getLong("queued"), row.getLong("running"),
								row.getLong("done"), row.getLong("parked"), row.getLong("cancelled"),
								Duration.ofMillis(row.getLong("oldest")))));
	}

	@Override
	public void report(NodeStatus node) {
		call("report the worker '" + node.name() + "'", () -> this.jdbc.update("""
				insert into container_queue_node values (?, ?::jsonb, ?, ?, ?, ?, ?, ?, clock_timestamp())
				on conflict (name) do update set labels = excluded.labels, memory = excluded.memory,
					memory_reserved = excluded.memory_reserved, cpus = excluded.cpus,
					cpus_reserved = excluded.cpus_reserved, running = excluded.running,
					draining = excluded.draining, heard_at = excluded.heard_at
				""", node.name(), Rows.json(node.labels()), node.memory(), node.memoryReserved(), node.cpus(),
				node.cpusReserved(), node.running(), node.draining()));
	}

	@Override
	public List<NodeStatus> nodes() {
		return call("list the workers", () -> this.jdbc
			.query("select *, clock_timestamp() as now from container_queue_node order by name", Rows::node));
	}

	@Override
	public Subscription listen(Consumer<QueueSignal> listener) {
		this.notifications.add(listener);
		return () -> this.notifications.remove(listener);
	}

	@Override
	public void close() {
		this.notifications.close();
		this.leases.close();
	}

	/**
	 * Within the transaction of the caller, whoever manages it, or in one of its own.
	 */
	private <T> @Nullable T joined(Supplier<T> action) {
		if (TransactionSynchronizationManager.isActualTransactionActive()
				&& TransactionSynchronizationManager.hasResource(this.dataSource)) {
			return action.get();
		}
		return this.own.execute((transaction) -> action.get());
	}

	private static Array texts(Connection connection, Collection<String> values) throws SQLException {
		return connection.createArrayOf("text", values.toArray());
	}

	private static <T> T call(String what, Supplier<@Nullable T> action) {
		try {
			T result = action.get();
			if (result == null) {
				throw new IllegalStateException("No answer from the database");
			}
			return result;
		}
		catch (DataAccessException | TransactionException ex) {
			throw unavailable(what, ex);
		}
	}

	private static QueueUnavailableException unavailable(String what, Exception ex) {
		return new QueueUnavailableException("The queue can't " + what + ": " + ex.getMessage(), ex);
	}

}
