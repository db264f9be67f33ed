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

package io.github.libcontainerd.internal.network;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.internal.network.host.Failures;
import io.github.libcontainerd.internal.network.host.Host;
import io.github.libcontainerd.internal.network.kernel.Claims;
import io.github.libcontainerd.internal.network.kernel.Conntrack;
import io.github.libcontainerd.internal.network.kernel.Entries;
import io.github.libcontainerd.internal.network.kernel.Firewall;

/**
 * Takes back what containers hold: of one that has ended, and of those that a process has
 * left which is no more. Each step minds nothing that is gone already.
 */
final class Releases {

	private static final Logger LOGGER = LoggerFactory.getLogger(Releases.class);

	private static final long VANISH = TimeUnit.SECONDS.toNanos(1);

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(3);

	private final Host host;

	private final Bridges bridges;

	private final Firewall firewall;

	private final Pins pins;

	private final CniAttaching cni;

	private final Conntrack flows;

	private final StatusReport.Counters counters;

	Releases(Host host, Bridges bridges, Firewall firewall, Pins pins, CniAttaching cni, Conntrack flows,
			StatusReport.Counters counters) {
		this.host = host;
		this.bridges = bridges;
		this.firewall = firewall;
		this.pins = pins;
		this.cni = cni;
		this.flows = flows;
		this.counters = counters;
	}

	/**
	 * Take back all that a container holds.
	 * @param attachment what that is; {@code null} when it is not known
	 */
	void release(Holder holder, @Nullable Attachment attachment) {
		Path pin = this.pins.of(holder, attachment);
		this.cni.takeOut(pin);
		this.pins.release(holder, pin);
		awaitUnplugged(holder, (attachment != null) ? attachment.endpoints().size() : NetworkDriver.MOST_NETWORKS);
		// The address goes last: nobody else may get it while the interface answers for
		// it.
		Holdings holdings = (attachment != null) ? Holdings.of(attachment)
				: Holdings.of(this.firewall.list(), Set.of(holder.comment()));
		Firewall.Refusal refusal = takeBack(holdings);
		for (int i = 0; refusal != null && i < NetworkDriver.MOST_NETWORKS; i++) {
			if (!refusal.absent()) {
				throw Failures.of("take back the addresses of container '" + holder.id() + "'", refusal.output());
			}
			refusal = takeBack(Holdings.of(this.firewall.list(), Set.of(holder.comment())));
		}
		this.pins.delete(holder, pin);
	}

	private void awaitUnplugged(Holder holder, int networks) {
		for (int i = 0; i < networks; i++) {
			String link = holder.interfaceName(i);
			long begin = System.nanoTime();
			while (this.host.hasInterface(link)) {
				if (System.nanoTime() - begin > VANISH) {
					LOGGER.debug("A process keeps the network of container '{}'; its interface is removed",
							holder.id());
					this.bridges.unplug(link);
					break;
				}
				LockSupport.parkNanos(PAUSE);
			}
		}
	}

	private Firewall.@Nullable Refusal takeBack(Holdings holdings) {
		List<String> lines = holdings.lines();
		Firewall.Refusal refusal = lines.isEmpty() ? null : this.firewall.apply(lines);
		if (refusal == null) {
			this.flows.forget(holdings.ports());
		}
		return refusal;
	}

	/**
	 * Take back what an owner's containers hold that are no more.
	 * @param owner the owner
	 * @param namespace the namespace in containerd
	 * @param keep the comments of those that are
	 * @return the comments of what was taken back
	 */
	Set<String> sweep(String owner, String namespace, Set<String> keep) {
		List<Holder> pinned = this.pins.holders(owner)
			.stream()
			.filter((holder) -> holder.namespace().equals(namespace) && !keep.contains(holder.comment()))
			.toList();
		pinned.forEach((holder) -> this.cni.takeOut(this.pins.of(holder)));
		pinned.forEach((holder) -> this.pins.release(holder, this.pins.of(holder)));
		pinned.forEach((holder) -> awaitUnplugged(holder, NetworkDriver.MOST_NETWORKS));
		Claims claims = this.firewall.list();
		String mine = owner + " " + namespace + "/";
		Set<String> gone = claims.comments();
		gone.removeIf((comment) -> !comment.startsWith(mine) || keep.contains(comment));
		Firewall.Refusal refusal = takeBack(Holdings.of(claims, gone));
		if (refusal != null) {
			throw Failures.of("take back what containers held", refusal.output());
		}
		pinned.forEach((holder) -> gone.add(holder.comment()));
		pinned.forEach((holder) -> this.pins.delete(holder, this.pins.of(holder)));
		this.counters.swept(gone.size());
		return gone;
	}

	/**
	 * Take back what is claimed under some comments. What another process takes back just
	 * now is left to it.
	 */
	void takeBack(Claims claims, Set<String> comments) {
		Holdings holdings = Holdings.of(claims, comments);
		if (takeBack(holdings) == null) {
			this.counters.swept((int) holdings.entries().stream().map(Entries.Entry::comment).distinct().count());
		}
	}

	/**
	 * What one or more containers have in the firewall.
	 */
	private record Holdings(List<Claims.Port> ports, List<Entries.Entry> entries) {

		static Holdings of(Attachment attachment) {
			if (attachment.byPlugins()) {
				return new Holdings(List.of(), List.of());
			}
			String comment = attachment.holder().comment();
			List<Claims.Port> ports = attachment.ports().stream().map((port) -> Claims.Port.of(port, comment)).toList();
			List<Entries.Entry> entries = new ArrayList<>();
			ports.forEach((port) -> entries.addAll(Entries.port(port)));
			attachment.endpoints().forEach((endpoint) -> entries.addAll(endpoint.entries(comment)));
			return new Holdings(ports, entries);
		}

		static Holdings of(Claims claims, Set<String> comments) {
			return new Holdings(claims.ports().stream().filter((claim) -> comments.contains(claim.comment())).toList(),
					claims.entries().stream().filter((entry) -> comments.contains(entry.comment())).toList());
		}

		List<String> lines() {
			return this.entries.stream().map(Entries.Entry::delete).toList();
		}

	}

}
