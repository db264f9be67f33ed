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
import java.util.Set;

/**
 * The faults of a run: which, when, and whom they hit.
 */
final class Torments {

	private static final Set<Fault> SHIM = Set.of(Fault.SHIM_KILLED, Fault.SHIM_AND_CONTAINERD_KILLED);

	private static final Set<Fault> CONTAINERD = Set.of(Fault.CONTAINERD_KILLED, Fault.CONTAINERD_TERMINATED,
			Fault.SHIM_AND_CONTAINERD_KILLED, Fault.APPLICATION_AND_CONTAINERD_KILLED);

	private static final Set<Fault> APPLICATION = Set.of(Fault.APPLICATION_KILLED,
			Fault.APPLICATION_AND_CONTAINERD_KILLED);

	private final List<Torment> torments = new ArrayList<>();

	Torments(List<Entry> entries) {
		for (Entry entry : entries) {
			if (entry.kind() == Entry.Kind.TORMENT) {
				this.torments.add(new Torment(Fault.parse(entry.get("fault")), entry.container(), entry.time(),
						relief(entries, entry)));
			}
		}
	}

	private static long relief(List<Entry> entries, Entry torment) {
		return entries.stream()
			.filter((entry) -> entry.kind() == Entry.Kind.RELIEF && entry.time() >= torment.time())
			.mapToLong(Entry::time)
			.min()
			.orElse(Long.MAX_VALUE);
	}

	List<Torment> all() {
		return this.torments;
	}

	/**
	 * Whether the first process of a container was killed.
	 */
	boolean initKilled(String container) {
		return hit(container, Set.of(Fault.INIT_KILLED));
	}

	/**
	 * Whether nobody can be asked for the code of a container: its shim was killed.
	 */
	boolean shimLost(String container) {
		return hit(container, SHIM);
	}

	private boolean hit(String container, Set<Fault> faults) {
		return this.torments.stream()
			.anyMatch((torment) -> torment.container.equals(container) && faults.contains(torment.fault));
	}

	/**
	 * Whether containerd was started within a time.
	 */
	boolean containerdStarted(long from, long to) {
		return this.torments.stream()
			.anyMatch((torment) -> CONTAINERD.contains(torment.fault) && torment.overlaps(from, to));
	}

	/**
	 * Whether containerd was started again while nobody looked at its containers.
	 */
	boolean nobodyLooked(long from, long to) {
		return this.torments.stream()
			.anyMatch((torment) -> torment.fault == Fault.APPLICATION_AND_CONTAINERD_KILLED
					&& torment.overlaps(from, to));
	}

	/**
	 * Whether the application was killed within a time.
	 */
	boolean applicationKilled(long from, long to) {
		return this.torments.stream()
			.anyMatch((torment) -> APPLICATION.contains(torment.fault) && torment.overlaps(from, to));
	}

	/**
	 * Whether a call may fail: something that all containers need was away while it was
	 * made or up to a second before, or its container was hit at any time.
	 */
	boolean excuse(String container, long from, long to, long recovery) {
		return this.torments.stream()
			.anyMatch((torment) -> torment.fault.everywhere() && torment.overlaps(from - recovery, to)
					|| torment.container.equals(container) && torment.begin <= to);
	}

	/**
	 * Whether a port may give no answer: the firewall was flushed while it was asked or a
	 * while before, or its container was hit.
	 */
	boolean unreachable(String container, long from, long to, long repair) {
		return this.torments.stream()
			.anyMatch((torment) -> torment.fault == Fault.FIREWALL_FLUSHED && torment.overlaps(from - repair, to)
					|| torment.container.equals(container) && torment.begin <= to);
	}

	/**
	 * One of them.
	 */
	record Torment(Fault fault, String container, long begin, long end) {

		private boolean overlaps(long from, long to) {
			return this.begin <= to && this.end >= from;
		}

	}

}
