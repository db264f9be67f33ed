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

package io.github.libcontainerd.queue.memory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.queue.ContainerJob;
import io.github.libcontainerd.queue.JobAttempt;
import io.github.libcontainerd.queue.JobConflictException;
import io.github.libcontainerd.queue.JobOutput;
import io.github.libcontainerd.queue.JobQuery;
import io.github.libcontainerd.queue.JobResult;
import io.github.libcontainerd.queue.JobState;
import io.github.libcontainerd.queue.JobStatus;
import io.github.libcontainerd.queue.QueueFullException;
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
 * An engine in the memory of this process: the jobs are gone with it, and its workers are
 * those of this process.
 *
 * @since 0.1.0
 */
public final class InMemoryQueueEngine implements QueueEngine {

	private static final Comparator<StoredJob> ORDER = Comparator
		.comparingInt((StoredJob stored) -> -stored.job.priority())
		.thenComparingLong((stored) -> stored.turn)
		.thenComparingLong((stored) -> stored.sequence);

	private final ReentrantLock lock = new ReentrantLock();

	private final Map<String, StoredJob> jobs = new LinkedHashMap<>();

	private final Map<String, NodeStatus> nodes = new TreeMap<>();

	private final Map<String, Instant> heard = new HashMap<>();

	private final List<Consumer<QueueSignal>> listeners = new CopyOnWriteArrayList<>();

	private final Clock clock;

	private long sequence;

	/**
	 * Create an engine.
	 */
	public InMemoryQueueEngine() {
		this(Clock.systemUTC());
	}

	/**
	 * Create an engine.
	 * @param clock the clock of the engine
	 */
	public InMemoryQueueEngine(Clock clock) {
		this.clock = clock;
	}

	@Override
	public boolean submit(ContainerJob job, int maxQueued) {
		boolean added = locked(() -> {
			StoredJob present = this.jobs.get(job.id());
			if (present != null) {
				if (!present.job.equals(job)) {
					throw new JobConflictException(job.id());
				}
				return false;
			}
			if (maxQueued > 0 && count((stored) -> stored.life.state() == JobState.QUEUED) >= maxQueued) {
				throw new QueueFullException(job.id(), maxQueued);
			}
			this.jobs.put(job.id(), new StoredJob(job, this.sequence++, turn(job), this.clock.instant()));
			return true;
		});
		if (added) {
			signal(QueueSignal.Kind.QUEUED, job.id());
		}
		return added;
	}

	// Behind the submitter's own jobs; one that has none begins where the others are.
	private long turn(ContainerJob job) {
		long first = Long.MAX_VALUE;
		long own = -1;
		for (StoredJob stored : this.jobs.values()) {
			if (stored.life.state() == JobState.QUEUED && stored.job.priority() == job.priority()) {
				first = Math.min(first, stored.turn);
				if (stored.job.submitter().equals(job.submitter())) {
					own = Math.max(own, stored.turn);
				}
			}
		}
		return (own >= 0) ? own + 1 : (first != Long.MAX_VALUE) ? first : 0;
	}

	@Override
	public Optional<JobStatus> find(String id) {
		return locked(() -> Optional.ofNullable(this.jobs.get(id)).map(StoredJob::status));
	}

	@Override
	public List<JobStatus> finished(Collection<String> ids) {
		return locked(() -> ids.stream()
			.map(this.jobs::get)
			.filter(Objects::nonNull)
			.filter((stored) -> stored.life.state().isFinal())
			.map(StoredJob::status)
			.toList());
	}

	@Override
	public List<JobStatus> list(JobQuery query) {
		return locked(() -> this.jobs.values()
			.stream()
			.filter((stored) -> query.states().isEmpty() || query.states().contains(stored.life.state()))
			.filter((stored) -> query.submitter() == null || query.submitter().equals(stored.job.submitter()))
			.sorted(Comparator.comparingLong((StoredJob stored) -> -stored.sequence))
			.limit(query.limit())
			.map(StoredJob::status)
			.toList());
	}

	@Override
	public List<JobAttempt> attempts(String id) {
		return locked(() -> {
			StoredJob stored = this.jobs.get(id);
			return (stored != null) ? List.copyOf(stored.attempts) : List.of();
		});
	}

	@Override
	public Optional<JobResult> result(String id) {
		return locked(() -> {
			StoredJob stored = this.jobs.get(id);
			return Optional.ofNullable((stored != null) ? stored.result : null);
		});
	}

	@Override
	public List<ClaimedJob> claim(ClaimRequest request) {
		return locked(() -> {
			Instant now = this.clock.instant();
			List<StoredJob> candidates = this.jobs.values()
				.stream()
				.filter((stored) -> stored.life.available(now))
				.filter((stored) -> request.labels().entrySet().containsAll(stored.job.requires().entrySet()))
				.sorted(ORDER)
				.toList();
			List<ClaimedJob> claimed = new ArrayList<>();
			long memory = request.memory();
			double cpus = request.cpus();
			for (StoredJob stored : candidates) {
				if (claimed.size() >= request.jobs()) {
					break;
				}
				if (stored.job.memory() > memory || stored.job.cpus() > cpus
						|| (request.maxPerSubmitter() > 0 && running(stored) >= request.maxPerSubmitter())) {
					continue;
				}
				memory -= stored.job.memory();
				cpus -= stored.job.cpus();
				stored.life = stored.life.claim(now, request.lease());
				stored.attemptBegins(request.node(), now);
				claimed.add(new ClaimedJob(new JobLease(stored.job.id(), stored.life.attempt(), request.node()),
						stored.job, Duration.between(stored.submittedAt, now), stored.life.failures()));
			}
			return claimed;
		});
	}

	private long running(StoredJob like) {
		return count((stored) -> stored.life.state() == JobState.RUNNING
				&& stored.job.submitter().equals(like.job.submitter()));
	}

	@Override
	public Map<JobLease, LeaseSignal> extend(Collection<JobLease> leases, Duration lease) {
		return locked(() -> {
			Map<JobLease, LeaseSignal> held = new HashMap<>();
			Instant now = this.clock.instant();
			for (JobLease each : leases) {
				StoredJob stored = this.jobs.get(each.jobId());
				if (stored != null) {
					JobLife.Transition transition = stored.life.extend(each.attempt(), now, lease);
					if (transition.verdict() == Verdict.APPLIED) {
						stored.life = transition.life();
						held.put(each, new LeaseSignal(stored.life.cancelRequested(),
								stored.watchedUntil != null && stored.watchedUntil.isAfter(now)));
					}
				}
			}
			return held;
		});
	}

	@Override
	public Verdict complete(JobLease lease, JobResult result) {
		return change(lease.jobId(), (stored, now) -> stored.life.complete(lease.attempt()), (stored, now) -> {
			stored.result = result;
			stored.attemptEnds(JobAttempt.End.RESULT, null, now);
		}, true);
	}

	@Override
	public Verdict cancelled(JobLease lease) {
		return change(lease.jobId(), (stored, now) -> stored.life.cancelled(lease.attempt()),
				(stored, now) -> stored.attemptEnds(JobAttempt.End.CANCELLED, null, now), false);
	}

	@Override
	public Verdict fail(JobLease lease, String problem, boolean permanent, Duration delay) {
		return change(lease.jobId(), (stored, now) -> stored.life.fail(lease.attempt(), permanent, now, delay),
				(stored, now) -> stored.attemptEnds(JobAttempt.End.FAILED, problem, now), true);
	}

	@Override
	public Verdict giveBack(JobLease lease) {
		return change(lease.jobId(), (stored, now) -> stored.life.giveBack(lease.attempt(), now),
				(stored, now) -> stored.attemptEnds(JobAttempt.End.GIVEN_BACK, null, now), false);
	}

	@Override
	public List<JobLease> leases(String node) {
		return locked(() -> this.jobs.values()
			.stream()
			.filter((stored) -> stored.life.state() == JobState.RUNNING && node.equals(stored.node))
			.map((stored) -> new JobLease(stored.job.id(), stored.life.attempt(), node))
			.toList());
	}

	@Override
	public boolean cancel(String id) {
		Verdict verdict = change(id, (stored, now) -> stored.life.cancel(), (stored, now) -> {
		}, false);
		if (verdict == Verdict.APPLIED) {
			signal(QueueSignal.Kind.ATTENTION, id);
		}
		return verdict == Verdict.APPLIED;
	}

	private Verdict change(String id, Change change, Effect effect, boolean countLate) {
		@Nullable QueueSignal[] signal = new QueueSignal[1];
		Verdict result = locked(() -> {
			StoredJob stored = this.jobs.get(id);
			if (stored == null) {
				return Verdict.LATE;
			}
			Instant now = this.clock.instant();
			JobLife.Transition transition = change.apply(stored, now);
			if (transition.verdict() == Verdict.APPLIED) {
				stored.life = transition.life();
				effect.apply(stored, now);
				signal[0] = changed(stored, now);
			}
			else if (transition.verdict() == Verdict.LATE && countLate) {
				stored.lateResults++;
			}
			return transition.verdict();
		});
		if (signal[0] != null) {
			signal(signal[0].kind(), signal[0].jobId());
		}
		return result;
	}

	private static @Nullable QueueSignal changed(StoredJob stored, Instant now) {
		if (stored.life.state().isFinal()) {
			stored.finishedAt = now;
			return new QueueSignal(QueueSignal.Kind.FINISHED, stored.job.id());
		}
		return (stored.life.state() == JobState.QUEUED) ? new QueueSignal(QueueSignal.Kind.QUEUED, stored.job.id())
				: null;
	}

	@Override
	public void appendOutput(JobLease lease, List<JobOutput> output) {
		locked(() -> {
			StoredJob stored = this.jobs.get(lease.jobId());
			if (stored != null && stored.life.state() == JobState.RUNNING && stored.life.attempt() == lease.attempt()) {
				stored.output.addAll(output);
			}
			return true;
		});
	}

	@Override
	public List<JobOutput> output(String id, int attempt, long fromIndex) {
		return locked(() -> {
			StoredJob stored = this.jobs.get(id);
			return (stored == null) ? List.of()
					: stored.output.stream()
						.filter((piece) -> piece.attempt() > attempt
								|| (piece.attempt() == attempt && piece.index() >= fromIndex))
						.toList();
		});
	}

	@Override
	public void watch(String id, Duration time) {
		boolean begins = locked(() -> {
			StoredJob stored = this.jobs.get(id);
			if (stored == null) {
				return false;
			}
			Instant now = this.clock.instant();
			boolean first = stored.watchedUntil == null || stored.watchedUntil.isBefore(now);
			stored.watchedUntil = now.plus(time);
			return first;
		});
		if (begins) {
			signal(QueueSignal.Kind.ATTENTION, id);
		}
	}

	@Override
	public int expire() {
		List<String> over = locked(() -> {
			Instant now = this.clock.instant();
			return this.jobs.values()
				.stream()
				.filter((stored) -> stored.life.leaseOver(now))
				.map((stored) -> stored.job.id())
				.toList();
		});
		int count = 0;
		for (String id : over) {
			Verdict verdict = change(id, (stored, now) -> stored.life.expire(now),
					(stored, now) -> stored.attemptEnds(JobAttempt.End.LEASE_LOST,
							"its worker '" + stored.node + "' did not extend the lease", now),
					false);
			count += (verdict == Verdict.APPLIED) ? 1 : 0;
		}
		return count;
	}

	@Override
	public int purge(Duration age) {
		return locked(() -> {
			Instant before = this.clock.instant().minus(age);
			int size = this.jobs.size();
			this.jobs.values().removeIf((stored) -> stored.finishedAt != null && stored.finishedAt.isBefore(before));
			this.heard.entrySet().removeIf((entry) -> entry.getValue().isBefore(before));
			this.nodes.keySet().retainAll(this.heard.keySet());
			return size - this.jobs.size();
		});
	}

	@Override
	public QueueStatistics statistics() {
		return locked(() -> {
			Instant now = this.clock.instant();
			Duration oldest = this.jobs.values()
				.stream()
				.filter((stored) -> stored.life.state() == JobState.QUEUED)
				.map((stored) -> Duration.between(stored.submittedAt, now))
				.max(Comparator.naturalOrder())
				.orElse(Duration.ZERO);
			return new QueueStatistics(in(JobState.QUEUED), in(JobState.RUNNING), in(JobState.DONE),
					in(JobState.PARKED), in(JobState.CANCELLED), oldest);
		});
	}

	private long in(JobState state) {
		return count((stored) -> stored.life.state() == state);
	}

	private long count(Predicate<StoredJob> which) {
		return this.jobs.values().stream().filter(which).count();
	}

	@Override
	public void report(NodeStatus node) {
		locked(() -> {
			this.heard.put(node.name(), this.clock.instant());
			return this.nodes.put(node.name(), node) == null;
		});
	}

	@Override
	public List<NodeStatus> nodes() {
		return locked(() -> {
			Instant now = this.clock.instant();
			return this.nodes.values()
				.stream()
				.map((node) -> new NodeStatus(node.name(), node.labels(), node.memory(), node.memoryReserved(),
						node.cpus(), node.cpusReserved(), node.running(), node.draining(),
						Duration.between(Objects.requireNonNull(this.heard.get(node.name())), now)))
				.toList();
		});
	}

	@Override
	public Subscription listen(Consumer<QueueSignal> listener) {
		this.listeners.add(listener);
		return () -> this.listeners.remove(listener);
	}

	private void signal(QueueSignal.Kind kind, @Nullable String id) {
		QueueSignal signal = new QueueSignal(kind, id);
		this.listeners.forEach((listener) -> listener.accept(signal));
	}

	@Override
	public void close() {
		this.listeners.clear();
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
	 * What a job's life becomes.
	 */
	@FunctionalInterface
	private interface Change {

		JobLife.Transition apply(StoredJob stored, Instant now);

	}

	/**
	 * What else a change does.
	 */
	@FunctionalInterface
	private interface Effect {

		void apply(StoredJob stored, Instant now);

	}

}
