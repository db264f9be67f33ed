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

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.boot.event.ContainerStateChangedEvent;
import io.github.libcontainerd.boot.event.ContainerdEvent;
import io.github.libcontainerd.boot.event.ExitDetails;

/**
 * What has happened last, and how often what happened in each minute of the last hour. It
 * costs nothing while nothing happens.
 */
class Happenings {

	private static final int KEPT = 500;

	private static final int MINUTES = 60;

	private final ReentrantLock lock = new ReentrantLock();

	private final Deque<Happening> last = new ArrayDeque<>();

	private final int[][] counts = new int[3][MINUTES];

	private long minute;

	static Happening of(ContainerStateChangedEvent event) {
		ExitDetails end = (event instanceof ExitDetails details) ? details : null;
		Integer exitCode = (end != null && end.isCodeKnown()) ? end.getExitCode() : null;
		return new Happening(event.getOccurredAt(), event.getStateInfo().change().value(), event.getContainerId(),
				exitCode, end != null && end.isOomKilled(), null);
	}

	static Happening of(ContainerdEvent event) {
		String name = event.getClass().getSimpleName().replaceAll("^Containerd|Event$", "").toLowerCase(Locale.ROOT);
		return new Happening(event.getOccurredAt(), name, null, null, false, event.getMessage());
	}

	void add(Happening happening) {
		this.lock.lock();
		try {
			this.last.addLast(happening);
			if (this.last.size() > KEPT) {
				this.last.removeFirst();
			}
			int kind = List.of("start-container", "exit", "oom").indexOf(happening.what());
			if (kind >= 0) {
				forgetOld();
				this.counts[kind][(int) (this.minute % MINUTES)]++;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void forgetOld() {
		long now = Instant.now().getEpochSecond() / 60;
		if (now - this.minute >= MINUTES) {
			Arrays.stream(this.counts).forEach((each) -> Arrays.fill(each, 0));
		}
		else {
			for (long old = this.minute + 1; old <= now; old++) {
				int at = (int) (old % MINUTES);
				Arrays.stream(this.counts).forEach((each) -> each[at] = 0);
			}
		}
		this.minute = now;
	}

	List<Happening> last() {
		this.lock.lock();
		try {
			return new ArrayList<>(this.last);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return the counts of the minutes of the last hour, the oldest first: starts, ends,
	 * and lacks of memory.
	 */
	List<List<Integer>> perMinute() {
		this.lock.lock();
		try {
			forgetOld();
			List<List<Integer>> perMinute = new ArrayList<>();
			for (int[] kind : this.counts) {
				List<Integer> values = new ArrayList<>();
				for (long each = this.minute - MINUTES + 1; each <= this.minute; each++) {
					values.add(kind[(int) (each % MINUTES)]);
				}
				perMinute.add(values);
			}
			return perMinute;
		}
		finally {
			this.lock.unlock();
		}
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
