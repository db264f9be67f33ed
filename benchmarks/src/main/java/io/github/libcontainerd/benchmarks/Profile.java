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
package io.github.libcontainerd.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where Java code spends its time, by the JVM's own flight recorder: samples of threads
 * that run Java code, by the innermost method and by the innermost method of this
 * library; the threads that are started; the programs; the files that are read.
 */
final class Profile implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Profile.class);

	private static final int LINES = 20;

	private final Recording recording = new Recording();

	private final Map<String, Map<String, Integer>> counts = new HashMap<>();

	Profile() {
		for (String samples : List.of("jdk.ExecutionSample", "jdk.NativeMethodSample")) {
			this.recording.enable(samples).withPeriod(Duration.ofMillis(1));
		}
		for (String event : List.of("jdk.ThreadStart", "jdk.ProcessStart", "jdk.FileRead", "jdk.FileWrite")) {
			this.recording.enable(event).withStackTrace().withThreshold(Duration.ZERO);
		}
		this.recording.start();
	}

	void report(String name, int operations) throws IOException {
		this.recording.stop();
		Path file = Files.createTempFile("profile", ".jfr");
		try {
			this.recording.dump(file);
			for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
				count(event);
			}
		}
		finally {
			Files.delete(file);
		}
		this.counts.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach((kind) -> {
			int all = kind.getValue().values().stream().mapToInt(Integer::intValue).sum();
			logger.info("{}: {}, {} per operation", name, kind.getKey(),
					String.format(Locale.ROOT, "%.2f", (double) all / operations));
			kind.getValue()
				.entrySet()
				.stream()
				.sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
				.limit(LINES)
				.forEach((line) -> logger.info("  {} {}",
						String.format(Locale.ROOT, "%6.2f", (double) line.getValue() / operations), line.getKey()));
		});
	}

	private void count(RecordedEvent event) {
		String type = event.getEventType().getName();
		switch (type) {
			case "jdk.ExecutionSample" -> {
				add("Java samples by method", frames(event).get(0));
				add("Java samples by method of the library", own(event));
			}
			case "jdk.ThreadStart" ->
				add("threads started", event.getThread("thread").getJavaName().replaceAll("\\d+", "N"));
			case "jdk.ProcessStart" -> add("programs started", event.getString("command").replaceAll(" .*", ""));
			case "jdk.FileRead", "jdk.FileWrite" ->
				add(type.equals("jdk.FileRead") ? "reads of files" : "writes of files", own(event));
			default -> {
				// Where native code waits is of no interest.
			}
		}
	}

	private void add(String kind, String line) {
		this.counts.computeIfAbsent(kind, (key) -> new HashMap<>()).merge(line, 1, Integer::sum);
	}

	private static String own(RecordedEvent event) {
		return frames(event).stream()
			.filter((frame) -> frame.startsWith("io.github.libcontainerd.")
					&& !frame.startsWith("io.github.libcontainerd.benchmarks."))
			.findFirst()
			.orElse("none of the library: " + frames(event).get(frames(event).size() - 1));
	}

	private static List<String> frames(RecordedEvent event) {
		List<String> frames = new ArrayList<>();
		if (event.getStackTrace() != null) {
			for (RecordedFrame frame : event.getStackTrace().getFrames()) {
				frames.add(frame.getMethod().getType().getName() + "." + frame.getMethod().getName());
			}
		}
		return frames.isEmpty() ? List.of("unknown") : frames;
	}

	@Override
	public void close() {
		this.recording.close();
	}

}
