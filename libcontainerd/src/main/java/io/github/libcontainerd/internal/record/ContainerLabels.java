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

package io.github.libcontainerd.internal.record;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.client.Stdio;
import io.github.libcontainerd.internal.network.AttachRequest;
import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.internal.network.Attachment;
import io.github.libcontainerd.restart.RestartManager;
import io.github.libcontainerd.restart.RestartPolicy;

/**
 * What a later process needs to know of a container, on labels of its record.
 */
public final class ContainerLabels {

	static final String PREFIX = "io.github.libcontainerd/";

	/** Marks what this library has made; the value names the process that owns it. */
	public static final String OWNED = PREFIX + "managed";

	private static final String STDIO = PREFIX + "stdio";

	/** Names the container that a snapshot belongs to. */
	public static final String CONTAINER = PREFIX + "container";

	private static final String CREATION = PREFIX + "creation";

	private static final String KEEP = PREFIX + "keep";

	private static final String EPHEMERAL = PREFIX + "ephemeral";

	/** Names the pool that a container was made for; not hidden from users. */
	static final String POOL = PREFIX + "pool";

	private static final String DIRECTORY = PREFIX + "directory";

	private static final String STOP_SIGNAL = PREFIX + "stop-signal";

	private static final String STOP_GRACE = PREFIX + "stop-grace";

	private static final String TIMEOUT = PREFIX + "timeout";

	private static final String DEADLINE = PREFIX + "deadline";

	/** Names the volumes that a container uses. */
	public static final String VOLUMES = PREFIX + "volumes";

	/** Names the ids that a container has in a user namespace of its own. */
	public static final String IDS = PREFIX + "user-namespace";

	/** Says that a container is being killed because its time is up. */
	public static final String TIMED_OUT = PREFIX + "timed-out";

	private static final String POLICY = PREFIX + "restart.policy";

	public static final String RESTARTS = PREFIX + "restart.count";

	private static final String LAST_EXIT = PREFIX + "last-exit";

	private static final String MAXIMUM_DELAY = PREFIX + "restart.max-delay";

	private ContainerLabels() {
	}

	/**
	 * Return what this library writes on a record.
	 * @param owner the process that creates it
	 * @param creation what distinguishes the record from others of its id
	 */
	static Map<String, String> of(Owner owner, @Nullable String creation, Stdio stdio, Lifetime lifetime,
			@Nullable RestartManager restart, @Nullable Attachment network, @Nullable AttachRequest wishes,
			List<String> volumes) {
		Map<String, String> all = new HashMap<>(NetworkLabel.write(network));
		if (!volumes.isEmpty()) {
			all.put(VOLUMES, String.join(" ", volumes));
		}
		all.putAll(NetworkLabel.write(wishes));
		all.put(OWNED, owner.label());
		all.put(STDIO, StdioLabel.write(stdio));
		if (creation != null) {
			all.put(CREATION, creation);
		}
		if (lifetime.keep()) {
			all.put(KEEP, "true");
		}
		if (lifetime.ephemeral()) {
			all.put(EPHEMERAL, "true");
		}
		if (lifetime.directory() != null) {
			all.put(DIRECTORY, lifetime.directory().toString());
		}
		if (lifetime.stopSignal() != Lifetime.SIGTERM) {
			all.put(STOP_SIGNAL, Integer.toString(lifetime.stopSignal()));
		}
		if (lifetime.stopGrace() != null) {
			all.put(STOP_GRACE, lifetime.stopGrace().toString());
		}
		if (lifetime.timeout() != null) {
			all.put(TIMEOUT, lifetime.timeout().toString());
		}
		if (lifetime.deadline() != null) {
			all.put(DEADLINE, lifetime.deadline().toString());
		}
		if (restart != null) {
			all.putAll(of(restart, restart.policy()));
		}
		return all;
	}

	public static Map<String, String> of(RestartManager restart, RestartPolicy policy) {
		return Map.of(POLICY, policy.toString(), RESTARTS, Integer.toString(restart.restartCount()), MAXIMUM_DELAY,
				restart.maximumDelay().toString());
	}

	/**
	 * Return what tells a later process how a run has ended whose task is deleted.
	 * @param run the number of the run
	 * @param end how it has ended
	 */
	public static Map<String, String> lastExit(int run, ExitStatus end) {
		return Map.of(LAST_EXIT, run + " " + EndLabel.write(end));
	}

	/**
	 * Return how a run has ended; {@code null} if nobody could note it.
	 * @param run the number of the run
	 */
	public static @Nullable ExitStatus lastExit(Map<String, String> labels, int run) {
		String value = labels.get(LAST_EXIT);
		String begin = run + " ";
		return (value != null && value.startsWith(begin)) ? EndLabel.parse(value.substring(begin.length())) : null;
	}

	/**
	 * Return what changes on the record of a container that only its process wanted, when
	 * others want it too.
	 */
	static Map<String, String> wanted(Lifetime lifetime) {
		Map<String, String> changed = new HashMap<>();
		changed.put(EPHEMERAL, "false");
		if (lifetime.deadline() != null) {
			changed.put(DEADLINE, lifetime.deadline().toString());
		}
		return changed;
	}

	public static boolean owned(Map<String, String> labels) {
		return labels.containsKey(OWNED);
	}

	/**
	 * Return what distinguishes a record from others of the same id.
	 */
	public static @Nullable String creation(Map<String, String> labels) {
		return labels.get(CREATION);
	}

	public static boolean kept(Map<String, String> labels) {
		return labels.containsKey(KEEP);
	}

	static boolean ephemeral(Map<String, String> labels) {
		return "true".equals(labels.get(EPHEMERAL));
	}

	/**
	 * Whether a container is one that only a process that is gone has wanted.
	 */
	public static boolean orphaned(Map<String, String> labels, Owner self) {
		Owner owner = Owner.parse(labels.get(OWNED));
		return ephemeral(labels) && owner != null && owner.isGone(self);
	}

	/**
	 * Whether a container is one of another process that may still live.
	 */
	public static boolean livesElsewhere(Map<String, String> labels, Owner self) {
		Owner owner = Owner.parse(labels.get(OWNED));
		return owner != null && !owner.isGone(self);
	}

	/**
	 * Whether a container can be taken over: not one that has ended for good and was
	 * kept, and not one that only the process that made it wants.
	 */
	public static boolean restorable(Map<String, String> labels) {
		return !labels.containsKey(EndLabel.KEY) && !ephemeral(labels);
	}

	public static Lifetime lifetime(Map<String, String> labels) {
		String directory = labels.get(DIRECTORY);
		String grace = labels.get(STOP_GRACE);
		String timeout = labels.get(TIMEOUT);
		String deadline = labels.get(DEADLINE);
		return new Lifetime(kept(labels), ephemeral(labels),
				Integer.parseInt(labels.getOrDefault(STOP_SIGNAL, Integer.toString(Lifetime.SIGTERM))),
				(grace != null) ? Duration.parse(grace) : null, (timeout != null) ? Duration.parse(timeout) : null,
				(deadline != null) ? Instant.parse(deadline) : null, (directory != null) ? Path.of(directory) : null);
	}

	/**
	 * Return the names of the volumes that a container uses.
	 */
	public static List<String> volumes(Map<String, String> labels) {
		String value = labels.getOrDefault(VOLUMES, "");
		return value.isEmpty() ? List.of() : List.of(value.split(" "));
	}

	/**
	 * Whether an earlier process has begun to kill it because its time was up.
	 */
	public static boolean timedOut(Map<String, String> labels) {
		return labels.containsKey(TIMED_OUT);
	}

	/**
	 * Return what a container has of networks; {@code null} if that is nothing.
	 */
	public static @Nullable Attachment network(String id, Map<String, String> labels) {
		return NetworkLabel.read(id, labels);
	}

	/**
	 * Return what a container asked for of networks; {@code null} if that is nothing.
	 */
	public static @Nullable AttachRequest wishes(Map<String, String> labels) {
		return NetworkLabel.readWishes(labels);
	}

	/**
	 * Return how often its restart policy has started it again.
	 */
	public static int restarts(Map<String, String> labels) {
		return Integer.parseInt(labels.getOrDefault(RESTARTS, "0"));
	}

	static boolean reserved(String key) {
		return key.startsWith(PREFIX);
	}

	/**
	 * Return the labels that the user gave.
	 */
	public static Map<String, String> visible(Map<String, String> labels) {
		Map<String, String> visible = new HashMap<>(labels);
		visible.keySet().removeIf((key) -> reserved(key) && !POOL.equals(key));
		return visible;
	}

	public static Stdio stdio(Map<String, String> labels) {
		return StdioLabel.read(labels.getOrDefault(STDIO, StdioLabel.NONE));
	}

	public static @Nullable RestartManager restart(Map<String, String> labels) {
		String policy = labels.get(POLICY);
		if (policy == null) {
			return null;
		}
		return new RestartManager(RestartPolicy.parse(policy), restarts(labels),
				Duration.parse(labels.getOrDefault(MAXIMUM_DELAY, RestartManager.DEFAULT_MAXIMUM_DELAY.toString())));
	}

}
