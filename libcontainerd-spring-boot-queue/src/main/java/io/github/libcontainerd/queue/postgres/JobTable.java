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

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.RowCallbackHandler;

import io.github.libcontainerd.queue.ContainerJob;
import io.github.libcontainerd.queue.JobAttempt;
import io.github.libcontainerd.queue.JobRejectedException;
import io.github.libcontainerd.queue.engine.ClaimRequest;
import io.github.libcontainerd.queue.engine.ClaimedJob;
import io.github.libcontainerd.queue.engine.JobLease;
import io.github.libcontainerd.queue.engine.JobLife;
import io.github.libcontainerd.queue.engine.Verdict;

/**
 * The statements that change the lives of jobs. A row is locked, its life is changed by
 * the rules, and written; all within the transaction of the caller.
 */
final class JobTable {

	private static final String LIFE = "id, state, attempt, failures, max_failures, lease_until, available_at,"
			+ " cancel_requested, node, clock_timestamp() as now";

	private static final String SUBMIT = """
			with present as (select 1 from container_job where id = ?),
			job as (
				insert into container_job (id, format, image, submitter, priority, turn, memory, cpus, requires,
						content_hash, max_failures)
				select ?, ?, ?, ?, ?,
					coalesce((select max(turn) + 1 from container_job
								where state = 'QUEUED' and submitter = ? and priority = ?),
							(select min(turn) from container_job where state = 'QUEUED' and priority = ?), 0),
					?, ?, ?::jsonb, ?, ?
				where not exists (select 1 from present)
					and (? = 0 or (select count(*) from container_job where state = 'QUEUED') < ?)
				on conflict (id) do nothing returning id),
			request as (insert into container_job_request (job_id, content) select id, ? from job)
			select pg_notify('container_queue', 'queued ' || id) from job
			""";

	private static final String CANDIDATES = """
			select j.id, state, attempt, failures, max_failures, lease_until, available_at, cancel_requested, node,
				clock_timestamp() as now, memory, cpus, submitted_at
			from container_job j
			where state = 'QUEUED' and available_at <= clock_timestamp() and memory <= ? and cpus <= ?
				and format <= ? and requires <@ ?::jsonb
				and (? = 0 or submitter not in (select submitter from container_job
					where state = 'RUNNING' group by submitter having count(*) >= ?))
			order by priority desc, turn, seq limit ? for update skip locked
			""";

	private final JdbcOperations jdbc;

	JobTable(JdbcOperations jdbc) {
		this.jdbc = jdbc;
	}

	boolean submit(ContainerJob job, int maxQueued) {
		String json = job.toJson();
		return !this.jdbc
			.query(SUBMIT, (row, number) -> true, job.id(), job.id(), ContainerJob.FORMAT, job.image(), job.submitter(),
					job.priority(), job.submitter(), job.priority(), job.priority(), job.memory(), job.cpus(),
					Rows.json(job.requires()), hash(json), job.retries() + 1, maxQueued, maxQueued, json)
			.isEmpty();
	}

	@Nullable Boolean sameContent(ContainerJob job) {
		List<String> hashes = this.jdbc.queryForList("select content_hash from container_job where id = ?",
				String.class, job.id());
		return hashes.isEmpty() ? null : hashes.get(0).equals(hash(job.toJson()));
	}

	List<ClaimedJob> claim(ClaimRequest request) {
		// More of one submitter than it may have must not be taken at once.
		int limit = (request.maxPerSubmitter() > 0) ? 1 : request.jobs();
		List<Candidate> candidates = this.jdbc.query(CANDIDATES, Candidate::read, request.memory(), request.cpus(),
				ContainerJob.FORMAT, Rows.json(request.labels()), request.maxPerSubmitter(), request.maxPerSubmitter(),
				limit);
		List<ClaimedJob> claimed = new ArrayList<>();
		long memory = request.memory();
		double cpus = request.cpus();
		for (Candidate candidate : candidates) {
			if (candidate.memory <= memory && candidate.cpus <= cpus) {
				ClaimedJob job = claim(candidate, request);
				if (job != null) {
					memory -= candidate.memory;
					cpus -= candidate.cpus;
					claimed.add(job);
				}
			}
		}
		return claimed;
	}

	private @Nullable ClaimedJob claim(Candidate candidate, ClaimRequest request) {
		JobLife life = candidate.row.life.claim(candidate.row.now, request.lease());
		String id = candidate.row.id;
		String json = this.jdbc.queryForObject("""
				with job as (update container_job set state = 'RUNNING', attempt = ?, node = ?, lease_until = ?,
						cancel_requested = false, started_at = ? where id = ?),
				attempt as (insert into container_job_attempt (job_id, attempt, node, started_at) values (?, ?, ?, ?))
				select content from container_job_request where job_id = ?
				""", String.class, life.attempt(), request.node(), Rows.parameter(life.leaseUntil()),
				Rows.parameter(candidate.row.now), id, id, life.attempt(), request.node(),
				Rows.parameter(candidate.row.now), id);
		try {
			return new ClaimedJob(new JobLease(id, life.attempt(), request.node()),
					ContainerJob.fromJson(Objects.requireNonNull(json)),
					Duration.between(candidate.submittedAt, candidate.row.now), life.failures());
		}
		catch (JobRejectedException ex) {
			// It would come first for ever.
			change(new LockedRow(id, life, request.node(), candidate.row.now),
					(present, now) -> present.fail(life.attempt(), true, now, Duration.ZERO), JobAttempt.End.FAILED,
					ex.getMessage(), false);
			return null;
		}
	}

	List<LockedRow> locked(String id) {
		return this.jdbc.query("select " + LIFE + " from container_job where id = ? for update", LockedRow::read, id);
	}

	List<LockedRow> lockedWithLeaseOver() {
		return this.jdbc.query("select " + LIFE + " from container_job where state = 'RUNNING'"
				+ " and lease_until < clock_timestamp() limit 100 for update skip locked", LockedRow::read);
	}

	/**
	 * Change the life of a job.
	 * @return what became of it; late if there is none
	 */
	Verdict change(String id, BiFunction<JobLife, Instant, JobLife.Transition> change, JobAttempt.@Nullable End end,
			@Nullable String problem, boolean countLate) {
		List<LockedRow> rows = locked(id);
		return rows.isEmpty() ? Verdict.LATE : change(rows.get(0), change, end, problem, countLate);
	}

	Verdict change(LockedRow row, BiFunction<JobLife, Instant, JobLife.Transition> change, JobAttempt.@Nullable End end,
			@Nullable String problem, boolean countLate) {
		JobLife.Transition transition = change.apply(row.life, row.now);
		if (transition.verdict() == Verdict.APPLIED) {
			write(row, transition.life(), end, problem);
		}
		else if (transition.verdict() == Verdict.LATE && countLate) {
			this.jdbc.update("update container_job set late_results = late_results + 1 where id = ?", row.id);
		}
		return transition.verdict();
	}

	private void write(LockedRow row, JobLife life, JobAttempt.@Nullable End end, @Nullable String problem) {
		this.jdbc.update("""
				update container_job set state = ?, attempt = ?, failures = ?, lease_until = ?, available_at = ?,
					cancel_requested = ?, problem = coalesce(?, problem), finished_at = ? where id = ?
				""", life.state().name(), life.attempt(), life.failures(), Rows.parameter(life.leaseUntil()),
				Rows.parameter(life.availableAt()), life.cancelRequested(), problem,
				Rows.parameter(life.state().isFinal() ? row.now : null), row.id);
		if (end != null) {
			this.jdbc.update("""
					update container_job_attempt set ended_at = ?, ending = ?, problem = ?
					where job_id = ? and attempt = ?
					""", Rows.parameter(row.now), end.name(), problem, row.id, row.life.attempt());
		}
		switch (life.state()) {
			case QUEUED -> notify("queued " + row.id);
			case RUNNING -> notify("attention " + row.id);
			default -> notify("finished " + row.id);
		}
	}

	void notify(String payload) {
		this.jdbc.query("select pg_notify('container_queue', ?)", (RowCallbackHandler) (row) -> {
		}, payload);
	}

	private static String hash(String json) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(json.getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A row that is locked until the end of the transaction.
	 */
	record LockedRow(String id, JobLife life, @Nullable String node, Instant now) {

		static LockedRow read(ResultSet row, int number) throws SQLException {
			return new LockedRow(row.getString("id"), Rows.life(row), row.getString("node"), Rows.required(row, "now"));
		}

	}

	/**
	 * A job that might be taken.
	 */
	private record Candidate(LockedRow row, long memory, double cpus, Instant submittedAt) {

		static Candidate read(ResultSet row, int number) throws SQLException {
			return new Candidate(LockedRow.read(row, number), row.getLong("memory"), row.getDouble("cpus"),
					Rows.required(row, "submitted_at"));
		}

	}

}
