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

package io.github.libcontainerd.internal.daemon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Hands the log file of a managed daemon on to the logger
 * {@code io.github.libcontainerd.daemon}, and keeps the last lines for error messages.
 * The file is emptied when it has grown large: containerd appends, so it does not mind.
 */
final class DaemonLog implements AutoCloseable {

	private static final Logger daemon = LoggerFactory.getLogger("io.github.libcontainerd.daemon");

	private static final Logger logger = LoggerFactory.getLogger(DaemonLog.class);

	private static final Pattern LINE = Pattern.compile("level=(\\w+) msg=(?:\"((?:[^\"\\\\]|\\\\.)*)\"|(\\S*))(.*)");

	// What containerd 1.6 to 2.x warns about in every ordinary run: plug-ins that it has
	// no use for, and every single end of a shim.
	private static final Pattern ORDINARY = Pattern.compile("failed to load plugin|skip(ping)? (loading )?plugin"
			+ "|could not use snapshotter|cleaning up after shim disconnected|cleanup warnings|copy shim log"
			+ "|failed to change OOM score|NRI");

	// A container ended while its figures were asked for: the answer goes without it.
	// Any other failure to collect them stays an error.
	private static final Pattern RACE = Pattern.compile("^collecting metrics for .*error=\"?.*(ttrpc: closed|not found"
			+ "|no such process|process already finished|cgroup deleted|shutting down)");

	private static final long MAX_BYTES = 8L * 1024 * 1024;

	private static final int KEPT = 20;

	private static final int INTERVAL_MILLIS = 250;

	private final Path file;

	private final ReentrantLock lock = new ReentrantLock();

	private final Deque<String> last = new ArrayDeque<>();

	private final ScheduledFuture<?> polling;

	private long position;

	private String rest = "";

	DaemonLog(Path file, boolean adopted, ScheduledExecutorService scheduler) throws IOException {
		this.file = file;
		this.position = (adopted && Files.exists(file)) ? Files.size(file) : 0;
		if (!adopted) {
			Files.deleteIfExists(file);
		}
		this.polling = scheduler.scheduleWithFixedDelay(this::poll, INTERVAL_MILLIS, INTERVAL_MILLIS,
				TimeUnit.MILLISECONDS);
	}

	/**
	 * Return the last lines that matter to somebody who looks for the cause of a failure.
	 */
	String lastLines() {
		poll();
		this.lock.lock();
		try {
			List<String> lines = new ArrayList<>(this.last);
			List<String> telling = lines.stream().filter((line) -> !line.contains("level=info")).toList();
			return String.join(System.lineSeparator(), telling.isEmpty() ? lines : telling);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void poll() {
		this.lock.lock();
		try {
			if (!Files.exists(this.file)) {
				return;
			}
			try (FileChannel channel = FileChannel.open(this.file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
				this.position = Math.min(this.position, channel.size());
				ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
				int count = channel.read(buffer, this.position);
				while (count > 0) {
					this.position += count;
					lines(new String(buffer.array(), 0, count, StandardCharsets.UTF_8));
					buffer.clear();
					count = channel.read(buffer, this.position);
				}
				if (this.position > MAX_BYTES) {
					channel.truncate(0);
					this.position = 0;
				}
			}
		}
		catch (IOException ex) {
			logger.debug("Could not read {}", this.file, ex);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void lines(String text) {
		String[] lines = (this.rest + text).split("\n", -1);
		for (int i = 0; i < lines.length - 1; i++) {
			line(lines[i]);
		}
		this.rest = lines[lines.length - 1];
	}

	private void line(String line) {
		this.last.add(line);
		if (this.last.size() > KEPT) {
			this.last.remove();
		}
		log(line);
	}

	private static void log(String line) {
		Matcher matcher = LINE.matcher(line);
		daemon.atLevel(level(line)).log(matcher.find() ? message(matcher) : line);
	}

	/**
	 * Return the level at which a line of the daemon is logged.
	 */
	static Level level(String line) {
		Matcher matcher = LINE.matcher(line);
		return matcher.find() ? level(matcher.group(1), message(matcher)) : Level.INFO;
	}

	private static String message(Matcher line) {
		String quoted = line.group(2);
		return ((quoted != null) ? quoted.replace("\\\"", "\"") : line.group(3)) + line.group(4);
	}

	private static Level level(String name, String message) {
		if (ORDINARY.matcher(message).find() || RACE.matcher(message).find()) {
			return Level.DEBUG;
		}
		return switch (name) {
			case "fatal", "panic", "error" -> Level.ERROR;
			case "warning", "warn" -> Level.WARN;
			case "info" -> Level.DEBUG;
			default -> Level.TRACE;
		};
	}

	@Override
	public void close() {
		this.polling.cancel(false);
		poll();
	}

}
