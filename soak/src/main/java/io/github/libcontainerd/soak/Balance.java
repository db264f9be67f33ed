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

package io.github.libcontainerd.soak;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.github.libcontainerd.StateChange;

/**
 * Whether the ledger balances: each run has one start and one end, in this order, with
 * the true code wherever the kernel told it to somebody who lived; every byte of those
 * who could read to the end; nothing twice.
 */
final class Balance {

	/** A daemon that is back is used again within it. */
	static final long RECOVERY = 1000;

	/** A firewall that was flushed has its rules again within it. */
	static final long REPAIR = 5000;

	private static final int KILLED = 137;

	private static final int UNKNOWN = 255;

	private final List<Entry> entries;

	private final Torments torments;

	private final Map<String, List<Entry>> containers = new LinkedHashMap<>();

	// The names of those that were made ahead.
	private final Map<String, Work> works = new TreeMap<>();

	private final List<Problem> problems = new ArrayList<>();

	private Balance(List<Entry> entries) {
		this.entries = entries;
		this.torments = new Torments(entries);
		for (Entry entry : entries) {
			this.containers.computeIfAbsent(entry.container(), (id) -> new ArrayList<>()).add(entry);
			if (entry.kind() == Entry.Kind.RESULT) {
				Work.parse(entry.get("wish")).ifPresent((work) -> this.works.put(entry.container(), work));
			}
		}
	}

	static List<Problem> of(List<Entry> entries) {
		return new Balance(entries).check();
	}

	private List<Problem> check() {
		this.containers.forEach((id, entries) -> {
			entries.stream()
				.filter((entry) -> entry.kind() == Entry.Kind.WRONG)
				.forEach((entry) -> problem(id, entry.get("what")));
			if (!id.isEmpty()) {
				answers(id, entries);
				runs(id, entries);
				codes(id, entries);
				output(id, entries);
				pauses(id, entries);
				refusals(id, entries);
				ports(id, entries);
			}
		});
		return this.problems;
	}

	private void problem(String id, String text) {
		this.problems.add(new Problem(id, text));
	}

	private Optional<Work> work(String id) {
		return Optional.ofNullable(this.works.get(id)).or(() -> Work.parse(id));
	}

	private long last() {
		return this.entries.get(this.entries.size() - 1).time();
	}

	/** Each wish has one answer, unless who has had it was killed. */
	private void answers(String id, List<Entry> entries) {
		for (Entry wish : entries) {
			if (wish.kind() == Entry.Kind.WISH) {
				long answers = this.entries.stream()
					.filter((entry) -> entry.kind() == Entry.Kind.RESULT && entry.is("wish", id)
							|| entry.kind() == Entry.Kind.REFUSED && entry.container().equals(id)
									&& (entry.is("what", "run") || entry.is("what", "start")))
					.count();
				if (answers > 1) {
					problem(id, "It has " + answers + " answers");
				}
				if (answers == 0 && !this.torments.applicationKilled(wish.time(), last())) {
					problem(id, "It has no answer");
				}
			}
		}
	}

	private static boolean change(Entry entry, StateChange... changes) {
		if (entry.kind() == Entry.Kind.EVENT) {
			for (StateChange change : changes) {
				if (entry.is("change", change.value())) {
					return true;
				}
			}
		}
		return false;
	}

	/**
	 * Each run has one start and one end. A container that was kept and is started again
	 * begins to count anew. A restart that was announced and can't be done is followed by
	 * the end for good. What was told to an application that was killed may be told to
	 * the next one again.
	 */
	private void runs(String id, List<Entry> entries) {
		List<List<Entry>> lives = new ArrayList<>();
		lives.add(new ArrayList<>());
		for (Entry entry : entries) {
			List<Entry> life = lives.get(lives.size() - 1);
			if (change(entry, StateChange.START) && entry.number("run") == 1
					&& life.stream().anyMatch((earlier) -> change(earlier, StateChange.EXIT))) {
				life = new ArrayList<>();
				lives.add(life);
			}
			if (change(entry, StateChange.START, StateChange.RESTORE, StateChange.EXIT, StateChange.RESTART)) {
				life.add(entry);
			}
		}
		int wishes = this.containers.containsKey(id + "#2") ? 2 : 1;
		if (lives.size() > wishes) {
			problem(id, "It has lived " + lives.size() + " times");
		}
		for (List<Entry> life : lives) {
			Map<Integer, List<Entry>> runs = life.stream()
				.collect(Collectors.groupingBy((entry) -> entry.number("run"), TreeMap::new, Collectors.toList()));
			runs.forEach((run, events) -> run(id, "Run " + run, events, runs.containsKey(run + 1)));
		}
	}

	private void run(String id, String name, List<Entry> events, boolean another) {
		List<Entry> starts = events.stream().filter((entry) -> change(entry, StateChange.START)).toList();
		List<Entry> ends = events.stream()
			.filter((entry) -> change(entry, StateChange.EXIT, StateChange.RESTART))
			.toList();
		Entry first = events.get(0);
		if (starts.size() > 1) {
			problem(id, name + " was started " + starts.size() + " times");
		}
		for (int i = 1; i < ends.size(); i++) {
			boolean givenUp = change(ends.get(i - 1), StateChange.RESTART) && change(ends.get(i), StateChange.EXIT)
					&& !another;
			boolean toldAgain = ends.get(i - 1).number("generation") < ends.get(i).number("generation")
					&& code(ends.get(i - 1)).equals(code(ends.get(i)));
			if (!givenUp && !toldAgain) {
				problem(id, name + " has ended twice");
			}
		}
		if (ends.isEmpty() && !this.torments.applicationKilled(first.time(), last())) {
			problem(id, name + " has no end");
		}
		if (!ends.isEmpty() && !events.get(events.size() - 1).equals(ends.get(ends.size() - 1))) {
			problem(id, name + " goes on after its end");
		}
		if (starts.isEmpty() && !change(first, StateChange.RESTORE) && !this.torments
			.applicationKilled(this.containers.getOrDefault(id, List.of()).get(0).time(), first.time())) {
			problem(id, name + " has no start");
		}
	}

	/** The code is the one that the id says, unless something else has ended it. */
	private void codes(String id, List<Entry> entries) {
		Work work = work(id).orElse(null);
		if (work == null) {
			return;
		}
		long begin = entries.get(0).time();
		for (Entry entry : entries) {
			boolean end = change(entry, StateChange.EXIT, StateChange.RESTART) || entry.kind() == Entry.Kind.RESULT
					|| entry.kind() == Entry.Kind.FOUND;
			if (end && !codeIsTrue(id, work, entry, begin)) {
				problem(id, "Its code is " + code(entry) + " instead of " + work.code());
			}
		}
	}

	private static String code(Entry entry) {
		return entry.is("known", "true") ? entry.get("code") : "unknown";
	}

	private boolean codeIsTrue(String id, Work work, Entry end, long begin) {
		boolean known = end.is("known", "true");
		int code = end.number("code");
		boolean shimLost = this.torments.shimLost(id);
		if (!known) {
			return code == UNKNOWN && (shimLost || this.torments.nobodyLooked(begin, end.time()));
		}
		boolean stopped = this.containers.getOrDefault(id, List.of())
			.stream()
			.anyMatch((entry) -> entry.kind() == Entry.Kind.STOP && entry.time() <= end.time());
		// A single call does not survive who has made it.
		boolean abandoned = (work.kind() == Work.Kind.RUN || work.kind() == Work.Kind.POOL)
				&& this.torments.applicationKilled(begin, end.time());
		return code == work.code() && (!work.isEndless() || stopped)
				|| code == KILLED && (shimLost || stopped || abandoned || this.torments.initKilled(id));
	}

	/** Those who were not hit have printed all of it. */
	private void output(String id, List<Entry> entries) {
		for (Entry entry : entries) {
			String output = entry.get("output");
			if (!output.isEmpty() && !output.equals("all")) {
				boolean hit = this.torments.initKilled(id) || this.torments.shimLost(id)
						|| this.torments.applicationKilled(entries.get(0).time(), entry.time());
				if (!hit) {
					problem(id, "What it has printed is not complete: " + entry.kind() + " " + output);
				}
				else if (!output.equals("begin") && entry.kind() != Entry.Kind.LOG) {
					problem(id, "What it has printed is another: " + entry.kind() + " " + output);
				}
			}
			if (entry.kind() == Entry.Kind.EXEC && !execIsTrue(id, entry)) {
				problem(id, "A process in it has ended with " + code(entry) + " instead of " + entry.get("expected"));
			}
		}
	}

	private boolean execIsTrue(String id, Entry exec) {
		boolean hit = this.torments.initKilled(id) || this.torments.shimLost(id);
		if (exec.is("known", "true")) {
			return exec.is("code", exec.get("expected")) || hit && exec.number("code") == KILLED;
		}
		return hit;
	}

	/** What is frozen is thawed before it is frozen again. */
	private void pauses(String id, List<Entry> entries) {
		boolean paused = false;
		for (Entry entry : entries) {
			boolean pause = change(entry, StateChange.PAUSE);
			if ((pause || change(entry, StateChange.RESUME))
					&& !this.torments.applicationKilled(entries.get(0).time(), entry.time())) {
				if (paused == pause) {
					problem(id, "'" + entry.get("change") + "' twice");
				}
				paused = pause;
			}
		}
	}

	/** Who lives answers, unless nobody can get there. */
	private void ports(String id, List<Entry> entries) {
		for (Entry entry : entries) {
			if (entry.kind() == Entry.Kind.ANSWER && !entry.is("answer", "right")
					&& !this.torments.unreachable(id, Long.parseLong(entry.get("since")), entry.time(), REPAIR)) {
				problem(id, "Its port answers: " + entry.get("answer"));
			}
		}
	}

	/** A call fails for a reason. */
	private void refusals(String id, List<Entry> entries) {
		for (Entry entry : entries) {
			if (entry.kind() == Entry.Kind.REFUSED && !this.torments.excuse(id.replaceFirst("#.*", ""),
					Long.parseLong(entry.get("since")), entry.time(), RECOVERY)) {
				problem(id, "'" + entry.get("what") + "' was refused without a reason: " + entry.get("type") + ": "
						+ entry.get("message"));
			}
		}
	}

	/**
	 * Something that does not balance.
	 *
	 * @param container the container, or an empty text
	 * @param text what it is
	 */
	record Problem(String container, String text) {

	}

}
