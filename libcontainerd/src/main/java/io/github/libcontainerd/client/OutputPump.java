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

package io.github.libcontainerd.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.IOPipe;
import io.github.libcontainerd.OutputStreamName;
import io.github.libcontainerd.StateInfo;

/**
 * Reads the output of a process on threads of its own and hands it over line by line.
 * <p>
 * The threads are platform threads on purpose, since a FIFO read pins the carrier of a
 * virtual thread, and end with the streams. There are two per process, one with a
 * terminal.
 *
 * @since 0.1.0
 */
public final class OutputPump {

	/**
	 * Longer lines are handed over in pieces of this many bytes, as Docker does.
	 */
	public static final int MAX_LINE_BYTES = 16 * 1024;

	private static final Logger output = LoggerFactory.getLogger("io.github.libcontainerd.output");

	private static final Logger logger = LoggerFactory.getLogger(OutputPump.class);

	private final InputStream in;

	private final OutputStreamName name;

	private final BiConsumer<OutputStreamName, String> lines;

	private OutputPump(InputStream in, OutputStreamName name, BiConsumer<OutputStreamName, String> lines) {
		this.in = in;
		this.name = name;
		this.lines = lines;
	}

	/**
	 * Start to read both output streams, decoding them as UTF-8. The consumer is called
	 * by one thread per stream, so possibly by two at once; what it throws is logged and
	 * reading continues.
	 * @param label names the threads, usually the container id
	 * @param io the streams; both are closed at their end, stdin is left alone
	 * @param lines receives every line, without its line break
	 */
	public static void start(String label, IOPipe io, BiConsumer<OutputStreamName, String> lines) {
		start(label, OutputStreamName.STDOUT, io.stdout(), lines);
		if (!io.terminal()) {
			start(label, OutputStreamName.STDERR, io.stderr(), lines);
		}
	}

	/**
	 * Hand every line of output to the logger {@code io.github.libcontainerd.output}, at
	 * level info.
	 * @param containerId the container
	 * @param processId the process
	 * @param io the streams
	 */
	public static void toLog(String containerId, String processId, IOPipe io) {
		toLog(output, containerId, processId, io);
	}

	/**
	 * Hand every line of output to a logger, at level info.
	 * @param logger the name of the logger
	 * @param containerId the container
	 * @param processId the process
	 * @param io the streams
	 */
	public static void toLog(String logger, String containerId, String processId, IOPipe io) {
		toLog(LoggerFactory.getLogger(logger), containerId, processId, io);
	}

	private static void toLog(Logger target, String containerId, String processId, IOPipe io) {
		String source = StateInfo.INIT.equals(processId) ? containerId : containerId + "/" + processId;
		start(source, io, (stream, line) -> target.info("[{}] {}: {}", source, stream.value(), line));
	}

	private static void start(String label, OutputStreamName name, InputStream in,
			BiConsumer<OutputStreamName, String> lines) {
		OutputPump pump = new OutputPump(in, name, lines);
		Thread thread = new Thread(pump::run, "containerd-io-" + label + "-" + name.value());
		thread.setDaemon(true);
		thread.start();
	}

	private void run() {
		try (InputStream stream = this.in) {
			byte[] buffer = new byte[64 * 1024];
			LineSplitter splitter = new LineSplitter(this::deliver);
			int count = stream.read(buffer);
			while (count >= 0) {
				splitter.add(buffer, count);
				count = stream.read(buffer);
			}
			splitter.end();
		}
		catch (IOException ex) {
			logger.warn("Lost the {} of {}", this.name.value(), Thread.currentThread().getName(), ex);
		}
	}

	private void deliver(String line) {
		try {
			this.lines.accept(this.name, line);
		}
		catch (RuntimeException | Error ex) {
			// Also an Error: the process must not lose its reader.
			logger.warn("A consumer of {} failed", Thread.currentThread().getName(), ex);
		}
	}

	/**
	 * Cuts bytes into lines; carries an unfinished line over to the next call.
	 */
	static final class LineSplitter {

		private final Consumer<String> lines;

		private byte[] rest = new byte[256];

		private int length;

		LineSplitter(Consumer<String> lines) {
			this.lines = lines;
		}

		void add(byte[] bytes, int count) {
			int from = 0;
			for (int i = 0; i < count; i++) {
				if (bytes[i] == '\n') {
					append(bytes, from, i);
					emit();
					from = i + 1;
				}
				else if (this.length + i - from + 1 >= MAX_LINE_BYTES) {
					append(bytes, from, i + 1);
					emit(completeCharacters());
					from = i + 1;
				}
			}
			append(bytes, from, count);
		}

		void end() {
			if (this.length > 0) {
				emit();
			}
		}

		private void append(byte[] bytes, int from, int to) {
			int needed = this.length + to - from;
			if (needed > this.rest.length) {
				this.rest = Arrays.copyOf(this.rest, Math.max(needed, this.rest.length * 2));
			}
			System.arraycopy(bytes, from, this.rest, this.length, to - from);
			this.length = needed;
		}

		private void emit() {
			int end = (this.length > 0 && this.rest[this.length - 1] == '\r') ? this.length - 1 : this.length;
			this.lines.accept(new String(this.rest, 0, end, StandardCharsets.UTF_8));
			this.length = 0;
		}

		private void emit(int end) {
			this.lines.accept(new String(this.rest, 0, end, StandardCharsets.UTF_8));
			System.arraycopy(this.rest, end, this.rest, 0, this.length - end);
			this.length -= end;
		}

		// A cut must not fall into a UTF-8 sequence.
		private int completeCharacters() {
			int start = this.length - 1;
			while (start > this.length - 4 && (this.rest[start] & 0xC0) == 0x80) {
				start--;
			}
			int lead = this.rest[start] & 0xFF;
			int size = (lead < 0x80) ? 1 : (lead >= 0xF0) ? 4 : (lead >= 0xE0) ? 3 : (lead >= 0xC0) ? 2 : 1;
			return (start + size > this.length) ? start : this.length;
		}

	}

}
