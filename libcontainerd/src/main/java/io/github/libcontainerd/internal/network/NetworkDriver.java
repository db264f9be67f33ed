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

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.AlreadyExistsException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.PortBinding;
import io.github.libcontainerd.internal.network.cni.CniDriver;
import io.github.libcontainerd.internal.network.host.Host;
import io.github.libcontainerd.internal.network.kernel.Conntrack;
import io.github.libcontainerd.internal.network.kernel.Firewall;
import io.github.libcontainerd.internal.network.kernel.ForwardPolicy;
import io.github.libcontainerd.internal.network.kernel.Forwarding;
import io.github.libcontainerd.network.Networks;
import io.github.libcontainerd.network.PublishedPort;

/**
 * Gives containers network namespaces with interfaces in networks, addresses and
 * published ports, and takes them back. Whatever is held is in the kernel under the name
 * of its holder; this object remembers only what its own process has attached. Each
 * method may be called again after it has failed, and does what is left to do. Safe for
 * use by several threads; several processes may use the same networks.
 */
public final class NetworkDriver {

	private static final Logger LOGGER = LoggerFactory.getLogger(NetworkDriver.class);

	static final int MOST_NETWORKS = 8;

	private final DriverSettings settings;

	private final Host host;

	private final Pins pins;

	private final Attaching attaching;

	private final CniAttaching cni;

	private final Releases releases;

	private final Repairs repairs;

	private final Strays strays;

	private final Networks networks;

	private final Neighbours neighbours = new Neighbours();

	private final StatusReport.Counters counters = new StatusReport.Counters();

	private final Map<Holder, Held> held = new ConcurrentHashMap<>();

	// Attaching and detaching share it; mending excludes them, since it makes again what
	// is missing and must not see what is half done.
	private final ReadWriteLock lock = new ReentrantReadWriteLock(true);

	/**
	 * Create a driver. Nothing is made before it is needed.
	 * @param settings how networks are made
	 * @param host where they are made
	 */
	public NetworkDriver(DriverSettings settings, Host host) {
		this(settings, host, System::nanoTime);
	}

	NetworkDriver(DriverSettings settings, Host host, LongSupplier clock) {
		this.settings = settings;
		this.host = host;
		this.pins = new Pins(host, settings.pins());
		Forwarding forwarding = new Forwarding(host);
		Bridges bridges = new Bridges(host, forwarding);
		Firewall firewall = new Firewall(host);
		Conntrack flows = new Conntrack(host);
		ForwardPolicy policy = new ForwardPolicy(host, settings.acceptForwarding());
		this.repairs = new Repairs(bridges, forwarding, firewall, policy, flows, this.counters);
		this.attaching = new Attaching(settings, host, bridges, firewall, this.pins, flows, this.repairs);
		this.cni = new CniAttaching(settings, host, firewall, this.pins, new CniDriver(settings.cni(), host));
		this.releases = new Releases(host, bridges, firewall, this.pins, this.cni, flows, this.counters);
		this.strays = new Strays(bridges, firewall, this.releases, clock);
		this.networks = new BridgeNetworks(settings, bridges, forwarding, firewall, policy, this.repairs,
				new StatusReport(host, bridges, forwarding, firewall, policy, this.counters), this.lock.writeLock());
	}

	/**
	 * Return the networks of the host.
	 * @return the networks
	 */
	public Networks networks() {
		return this.networks;
	}

	/**
	 * Return who tells containers of each other.
	 * @return the neighbours
	 */
	public Neighbours neighbours() {
		return this.neighbours;
	}

	/**
	 * Return the container that holds something.
	 * @param namespace the namespace in containerd
	 * @param id the container id
	 * @return the holder, of this owner
	 */
	public Holder holder(String namespace, String id) {
		return new Holder(this.settings.owner(), namespace, id);
	}

	/**
	 * Make the network namespace of a container, with its addresses and ports.
	 * @param holder the container
	 * @param request what it wants
	 * @return what it holds
	 * @throws AlreadyExistsException if this process has attached a container of this id
	 */
	public Attachment attach(Holder holder, AttachRequest request) {
		String site = request.site();
		if (site != null) {
			return attach(holder, () -> this.cni.make(holder, site, request.ports(), request.ids()));
		}
		Attaching.check(holder, request);
		return attach(holder, () -> this.attaching.make(holder, request));
	}

	/**
	 * Make the network namespace of a container and put it into a network that is
	 * configured by the site, with its ports.
	 * @param holder the container
	 * @param network the name of the network in the configuration of CNI
	 * @param ports the ports to publish
	 * @return what it holds
	 * @throws AlreadyExistsException if this process has attached a container of this id
	 */
	Attachment attachByPlugins(Holder holder, String network, List<PublishedPort> ports) {
		return attach(holder, AttachRequest.ofSite(network, ports));
	}

	private Attachment attach(Holder holder, Supplier<Attaching.Attached> making) {
		this.lock.readLock().lock();
		try {
			Held mine = new Held();
			if (this.held.putIfAbsent(holder, mine) != null) {
				throw new AlreadyExistsException(
						Operation.onContainer("make the network of", holder.namespace(), holder.id()),
						"a container of this id has one; use another id", null);
			}
			try {
				if (this.pins.exists(holder)) {
					// Of a process that died while it made or removed the same.
					this.releases.release(holder, null);
				}
				long began = System.nanoTime();
				Attachment attachment = mine.set(making.get());
				this.counters.setUp(Duration.ofNanos(System.nanoTime() - began));
				return attachment;
			}
			catch (RuntimeException ex) {
				undo(holder, ex);
				throw ex;
			}
		}
		finally {
			this.lock.readLock().unlock();
		}
	}

	private void undo(Holder holder, RuntimeException cause) {
		Held mine = this.held.get(holder);
		try {
			this.releases.release(holder, null);
		}
		catch (RuntimeException ex) {
			// What is left is found by the next attempt or sweep.
			cause.addSuppressed(ex);
		}
		finally {
			this.held.remove(holder);
			if (mine != null) {
				mine.close();
			}
		}
	}

	/**
	 * Take back all that a container holds. Does nothing when it holds nothing any more,
	 * also when another one has taken its id meanwhile.
	 * @param attachment what it holds; none of its processes runs any more
	 */
	public void detach(Attachment attachment) {
		Holder holder = attachment.holder();
		this.lock.readLock().lock();
		try {
			// Keeps a new container of the id out.
			Held mine = new Held();
			mine.set(new Attaching.Attached(attachment, List.of()));
			Held other = this.held.putIfAbsent(holder, mine);
			if (other != null && !attachment.equals(other.attachment)) {
				return;
			}
			mine = (other != null) ? other : mine;
			try {
				this.neighbours.remove(attachment);
				// One of another owner is left by a process that is no more.
				if (this.pins.exists(holder) || !holder.owner().equals(this.settings.owner())) {
					this.releases.release(holder, attachment);
				}
			}
			finally {
				this.held.remove(holder, mine);
				mine.close();
			}
		}
		finally {
			this.lock.readLock().unlock();
		}
	}

	/**
	 * Take a container over that a process attached before this one.
	 * @param attachment what it holds
	 * @return whether its network namespace is still there
	 */
	public boolean adopt(Attachment attachment) {
		this.lock.readLock().lock();
		try {
			Held mine = new Held();
			if (this.held.putIfAbsent(attachment.holder(), mine) == null) {
				mine.set(new Attaching.Attached(attachment, reserveAgain(attachment.ports())));
			}
			boolean mounted = this.pins.isMounted(attachment.namespace());
			if (mounted && attachment.byPlugins()) {
				this.cni.check(attachment.namespace());
			}
			return mounted;
		}
		finally {
			this.lock.readLock().unlock();
		}
	}

	private List<Host.Reservation> reserveAgain(List<PortBinding> ports) {
		List<Host.Reservation> reservations = new ArrayList<>();
		for (PortBinding port : ports) {
			try {
				reservations.add(this.host.reserve(port.protocol(), port.hostAddress(), port.hostPort()));
			}
			catch (IOException ex) {
				LOGGER.debug("A process has port {} that is published; its packets go to the container", port, ex);
			}
		}
		return reservations;
	}

	/**
	 * Take back what containers hold that are no more. Those of other owners and of other
	 * namespaces are not touched, nor those that this process has attached.
	 * @param namespace the namespace in containerd
	 * @param living the ids of its containers
	 * @return the holders of what was taken back, as comments say it
	 */
	public Set<String> sweep(String namespace, Set<String> living) {
		if (!this.pins.used()) {
			return Set.of();
		}
		this.lock.writeLock().lock();
		try {
			Set<String> keep = new HashSet<>();
			living.forEach((id) -> keep.add(new Holder(this.settings.owner(), namespace, id).comment()));
			this.held.keySet().forEach((holder) -> keep.add(holder.comment()));
			return this.releases.sweep(this.settings.owner(), namespace, keep);
		}
		finally {
			this.lock.writeLock().unlock();
		}
	}

	/**
	 * Make again what somebody has taken out of the firewall of the host's networks and
	 * of the containers of this process, and take back what is left there of those that
	 * are no more. Does nothing when this process has no containers with networks.
	 * @return how much was missing, 0 for nothing
	 */
	public int repair() {
		if (this.held.isEmpty()) {
			return 0;
		}
		this.lock.writeLock().lock();
		try {
			List<Attachment> attachments = attachments();
			if (attachments.isEmpty()) {
				return 0;
			}
			this.strays.takeBack(attachments.stream()
				.map((one) -> one.holder().comment())
				.collect(Collectors.toCollection(HashSet::new)));
			int missing = this.repairs.mend(attachments);
			if (missing > 0) {
				LOGGER.warn("{} entries of networks were missing in the firewall of this host and were made again",
						missing);
			}
			return missing;
		}
		finally {
			this.lock.writeLock().unlock();
		}
	}

	private List<Attachment> attachments() {
		List<Attachment> attachments = new ArrayList<>();
		this.held.values().forEach((mine) -> {
			Attachment attachment = mine.attachment;
			if (attachment != null) {
				attachments.add(attachment);
			}
		});
		return attachments;
	}

	/**
	 * Return how much was missing so far, whoever has found it.
	 * @return the number of entries that were made again
	 */
	public long repaired() {
		return this.counters.repaired();
	}

	/**
	 * Let go of ports that are reserved. Networks and containers stay as they are.
	 */
	public void close() {
		this.held.values().forEach(Held::close);
		this.pins.removeIfEmpty();
	}

	/**
	 * What this process has attached.
	 */
	private static final class Held {

		private volatile @Nullable Attachment attachment;

		private volatile List<Host.Reservation> reservations = List.of();

		Attachment set(Attaching.Attached made) {
			this.reservations = made.reservations();
			this.attachment = made.attachment();
			return made.attachment();
		}

		void close() {
			this.reservations.forEach(Host.Reservation::close);
		}

	}

}
