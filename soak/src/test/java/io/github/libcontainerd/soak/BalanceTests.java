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
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link Balance}: ledgers that balance, and each way in which one does not.
 */
class BalanceTests {

	private static final String RUN = "g1-1-run-c7-l2-p0";

	private static final String KEPT = "g1-2-kept-c3-l2-p0";

	private static final String HOST = "g1-3-host-c4-l0-p0";

	private final List<Entry> entries = new ArrayList<>();

	private long time = 1_000_000;

	private void at(long millis, Entry.Kind kind, String container, Object... details) {
		this.time += millis;
		Entry entry = Entry.of(kind, container, details);
		this.entries.add(new Entry(this.time, kind, container, entry.details()));
	}

	private void event(String id, String change, int run, Object code) {
		boolean known = !code.equals("?");
		at(10, Entry.Kind.EVENT, id, "change", change, "run", run, "code", known ? code : 255, "known", known,
				"generation", 1);
	}

	private void result(String id, Object code, String output) {
		boolean known = !code.equals("?");
		at(10, Entry.Kind.RESULT, id, "wish", id, "code", known ? code : 255, "known", known, "output", output);
	}

	private void fault(Fault fault, String id) {
		at(100, Entry.Kind.TORMENT, id, "fault", fault.text());
		at(100, Entry.Kind.RELIEF, id, "fault", fault.text());
	}

	private List<String> problems() {
		return Balance.of(this.entries).stream().map(Balance.Problem::text).toList();
	}

	private void run(Object code, String output) {
		at(10, Entry.Kind.WISH, RUN);
		event(RUN, "start-container", 1, 0);
		event(RUN, "exit", 1, code);
		result(RUN, code, output);
	}

	@Test
	void oneStartAndOneEndWithItsCodeBalance() {
		run(7, "all");
		assertThat(problems()).isEmpty();
	}

	@Test
	void anotherCodeDoesNot() {
		run(0, "all");
		assertThat(problems()).containsOnly("Its code is 0 instead of 7");
	}

	@Test
	void unknownCodeNeedsAShimThatWasKilled() {
		run("?", "all");
		assertThat(problems()).containsOnly("Its code is unknown instead of 7");
		this.entries.clear();
		at(0, Entry.Kind.WISH, RUN);
		event(RUN, "start-container", 1, 0);
		fault(Fault.SHIM_KILLED, RUN);
		event(RUN, "exit", 1, "?");
		result(RUN, "?", "begin");
		assertThat(problems()).isEmpty();
	}

	@Test
	void codeOfAKillNeedsAKill() {
		run(137, "all");
		assertThat(problems()).containsOnly("Its code is 137 instead of 7");
		this.entries.add(0, new Entry(0, Entry.Kind.RELIEF, RUN,
				Entry.of(Entry.Kind.RELIEF, RUN, "fault", "init-killed").details()));
		this.entries.add(0, new Entry(0, Entry.Kind.TORMENT, RUN, this.entries.get(0).details()));
		assertThat(problems()).isEmpty();
	}

	@Test
	void endThatIsMissingOrDoubledDoesNot() {
		at(0, Entry.Kind.WISH, RUN);
		event(RUN, "start-container", 1, 0);
		result(RUN, 7, "all");
		assertThat(problems()).containsExactly("Run 1 has no end");
		event(RUN, "exit", 1, 7);
		event(RUN, "exit", 1, 7);
		assertThat(problems()).containsExactly("Run 1 has ended twice");
	}

	@Test
	void endOfAnApplicationThatWasKilledMayBeMissing() {
		at(0, Entry.Kind.WISH, RUN);
		event(RUN, "start-container", 1, 0);
		fault(Fault.APPLICATION_KILLED, "");
		assertThat(problems()).isEmpty();
	}

	@Test
	void startThatIsMissingOrDoubledDoesNot() {
		at(0, Entry.Kind.WISH, RUN);
		event(RUN, "exit", 1, 7);
		result(RUN, 7, "all");
		assertThat(problems()).containsExactly("Run 1 has no start");
		this.entries.clear();
		at(0, Entry.Kind.WISH, RUN);
		event(RUN, "start-container", 1, 0);
		event(RUN, "start-container", 1, 0);
		event(RUN, "exit", 1, 7);
		result(RUN, 7, "all");
		assertThat(problems()).containsExactly("Run 1 was started 2 times");
	}

	@Test
	void answerThatIsMissingDoesNot() {
		at(0, Entry.Kind.WISH, RUN);
		event(RUN, "start-container", 1, 0);
		event(RUN, "exit", 1, 7);
		assertThat(problems()).containsExactly("It has no answer");
	}

	@Test
	void lostBytesDoNot() {
		run(7, "begin");
		assertThat(problems()).containsExactly("What it has printed is not complete: RESULT begin");
	}

	@Test
	void keptContainerMayLiveTwiceIfThatWasWished() {
		at(0, Entry.Kind.WISH, KEPT);
		for (int i = 0; i < 2; i++) {
			event(KEPT, "start-container", 1, 0);
			event(KEPT, "exit", 1, 3);
		}
		result(KEPT, 3, "all");
		assertThat(problems()).containsExactly("It has lived 2 times");
		at(0, Entry.Kind.WISH, KEPT + "#2");
		at(10, Entry.Kind.RESULT, KEPT, "wish", KEPT + "#2", "code", 3, "known", true);
		assertThat(problems()).isEmpty();
	}

	@Test
	void refusalNeedsAReasonThatIsNotLongAgo() {
		fault(Fault.CONTAINERD_KILLED, "");
		at(500, Entry.Kind.WISH, RUN);
		at(100, Entry.Kind.REFUSED, RUN, "what", "run", "since", this.time, "type", "DaemonUnavailableException",
				"message", "away");
		assertThat(problems()).isEmpty();
		at(2000, Entry.Kind.REFUSED, RUN, "what", "log", "since", this.time + 1990, "type",
				"DaemonUnavailableException", "message", "away");
		assertThat(problems()).containsExactly("'log' was refused without a reason: DaemonUnavailableException: away");
	}

	@Test
	void pausesAlternate() {
		at(0, Entry.Kind.WISH, HOST);
		event(HOST, "start-container", 1, 0);
		event(HOST, "pause", 1, 0);
		event(HOST, "pause", 1, 0);
		event(HOST, "resume", 1, 0);
		at(0, Entry.Kind.STOP, HOST);
		event(HOST, "exit", 1, 4);
		result(HOST, 4, "");
		assertThat(problems()).containsExactly("'pause' twice");
	}

	@Test
	void timelineHasWhatHappenedMeanwhile() {
		run(7, "all");
		fault(Fault.CONTAINERD_KILLED, "");
		at(0, Entry.Kind.WISH, KEPT);
		at(0, Entry.Kind.REFUSED, KEPT, "what", "start");
		at(0, Entry.Kind.REFUSED, KEPT, "what", "start");
		assertThat(Soak.timeline(this.entries, KEPT)).hasSize(4)
			.element(0)
			.asString()
			.contains("TORMENT")
			.contains("containerd-killed");
	}

}
