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
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.client.Stdio;
import io.github.libcontainerd.internal.network.AttachRequest;
import io.github.libcontainerd.internal.network.Attachment;
import io.github.libcontainerd.restart.RestartManager;
import io.github.libcontainerd.restart.RestartPolicy;

/**
 * What a later process needs to know of a container, on labels of its record.
 */
public final class ContainerLabels {

	private static final Logger logger = LoggerFactory.getLogger(ContainerLabels.class);

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
	 * Return what tells a later process how a container had ended that is started again:
	 * if that is broken off, it stays as it was.
	 * @param labels the labels of its record before that
	 */
	public static Map<String, String> endBefore(Map<String, String> labels) {
		ExitStatus end = EndLabel.read(labels);
		return (end != null) ? lastExit(0, end) : Map.of();
	}

	/**
	 * Return the number of the last run whose end was noted; 0 for none.
	 */
	public static int lastRun(Map<String, String> labels) {
		String value = labels.getOrDefault(LAST_EXIT, "");
		return value.matches("\\d{1,9} .*") ? Integer.parseInt(value.substring(0, value.indexOf(' '))) : 0;
	}

	/**
	 * Return how a run has ended; {@code null} if nobody could note it.
	 * @param run the number of the run; 0 for how it had ended before it was started
	 * again
	 */
	public static @Nullable ExitStatus lastExit(Map<String, String> labels, int run) {
		String begin = run + " ";
		return labels.getOrDefault(LAST_EXIT, "").startsWith(begin)
				? read(labels, LAST_EXIT, (value) -> EndLabel.parse(value.substring(begin.length()))) : null;
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

	/**
	 * Read a label, which whoever may open the socket can change. One that can't be read
	 * is none, so that it keeps nobody from the other containers.
	 */
	static <T> @Nullable T read(Map<String, String> labels, String key, Function<String, T> parser) {
		String value = labels.get(key);
		if (value == null) {
			return null;
		}
		try {
			return parser.apply(value);
		}
		catch (IllegalArgumentException | DateTimeException | ArithmeticException | IndexOutOfBoundsException
				| JacksonException | InvalidRequestException ex) {
			logger.warn("The label '{}' can't be read and is ignored: {}", key, ex.toString());
			return null;
		}
	}

	public static Lifetime lifetime(Map<String, String> labels) {
		Integer signal = read(labels, STOP_SIGNAL, Integer::valueOf);
		return new Lifetime(kept(labels), ephemeral(labels), (signal != null) ? signal : Lifetime.SIGTERM,
				read(labels, STOP_GRACE, Duration::parse), read(labels, TIMEOUT, Duration::parse),
				read(labels, DEADLINE, Instant::parse), read(labels, DIRECTORY, Path::of));
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
		Integer count = read(labels, RESTARTS, Integer::valueOf);
		return (count != null) ? Math.max(0, count) : 0;
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
		Stdio stdio = read(labels, STDIO, StdioLabel::read);
		return (stdio != null) ? stdio : Stdio.none();
	}

	public static @Nullable RestartManager restart(Map<String, String> labels) {
		Duration delay = read(labels, MAXIMUM_DELAY, Duration::parse);
		return read(labels, POLICY, (policy) -> new RestartManager(RestartPolicy.parse(policy), restarts(labels),
				(delay != null) ? delay : RestartManager.DEFAULT_MAXIMUM_DELAY));
	}

}
