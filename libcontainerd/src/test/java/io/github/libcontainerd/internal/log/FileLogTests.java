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

package io.github.libcontainerd.internal.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.libcontainerd.OutputStreamName;
import io.github.libcontainerd.log.LogEntry;
import io.github.libcontainerd.log.LogOption;
import io.github.libcontainerd.log.LogSink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Log files: written, rotated, read back, and what a bad disk does.
 */
class FileLogTests {

	private static final int SMALL = 64 * 1024;

	@TempDir
	private Path directory;

	private final ExecutorService workers = Executors.newCachedThreadPool();

	@AfterEach
	void endWorkers() throws InterruptedException {
		this.workers.shutdownNow();
		assertThat(this.workers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
	}

	private LogSink.ToFile settings(int files) {
		return new LogSink.ToFile(this.directory.resolve("log.json"), SMALL, files);
	}

	private static void write(FileLog log, OutputStreamName stream, String text) {
		log.output(stream, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
	}

	private static void write(FileLog log, int from, int to) {
		IntStream.range(from, to).forEach((i) -> write(log, OutputStreamName.STDOUT, "line " + i + "\n"));
	}

	private static List<String> read(LogSource log, LogOption... options) {
		try (Stream<LogEntry> entries = log.read(LogQuery.of(options))) {
			return entries.map(LogEntry::text).toList();
		}
	}

	private List<String> readLater(int files, LogOption... options) {
		try (Stream<LogEntry> entries = LogFiles.read(settings(files), LogQuery.of(options))) {
			return entries.map(LogEntry::text).toList();
		}
	}

	private static List<String> lines(int from, int to) {
		return IntStream.range(from, to).mapToObj((i) -> "line " + i).toList();
	}

	/** As a power cut leaves it: zeros where data was not written yet, half lines. */
	@Test
	void damagedLineCostsOnlyItself() throws IOException {
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < 6; i++) {
			String line = new String(JsonLines
				.encode(new LogEntry(java.time.Instant.EPOCH, OutputStreamName.STDOUT, "line {\"log\": " + i, true)),
					StandardCharsets.UTF_8);
			text.append(switch (i) {
				case 1 -> "\0".repeat(70_000) + line;
				case 3 -> line.substring(0, 20) + "\0\0" + line;
				case 4 -> line.substring(0, 30) + line + "\0\0\n" + "broken\n\n";
				case 5 -> line + "\0\0\0\n" + line.substring(0, 30);
				default -> line;
			});
		}
		Files.writeString(this.directory.resolve("log.json"), text);
		List<String> all = IntStream.range(0, 6).mapToObj((i) -> "line {\"log\": " + i).toList();
		assertThat(readLater(3)).isEqualTo(all);
		for (int tail = 0; tail <= 6; tail++) {
			assertThat(readLater(3, LogOption.tail(tail))).as("tail " + tail).isEqualTo(all.subList(6 - tail, 6));
		}
		assertThat(readLater(3, LogOption.tail(100))).isEqualTo(all);
	}

	@Test
	void tailGoesOnInOlderFilesPastWhatIsDamaged() throws IOException {
		Files.write(this.directory.resolve("log.json.1"),
				JsonLines.encode(new LogEntry(java.time.Instant.EPOCH, OutputStreamName.STDOUT, "older", true)));
		Files.writeString(this.directory.resolve("log.json"), "\0".repeat(100) + "\nbroken\n");
		assertThat(readLater(3, LogOption.tail(1))).containsExactly("older");
	}

	@Test
	void bothStreamsAreInOneFile() {
		FileLog log = new FileLog(settings(3), this.workers);
		write(log, OutputStreamName.STDOUT, "out\n");
		write(log, OutputStreamName.STDERR, "err\nrest");
		log.ended(OutputStreamName.STDERR);
		log.flushed().join();
		assertThat(read(log)).containsExactly("out", "err", "rest");
		try (Stream<LogEntry> entries = log.read(LogQuery.of())) {
			assertThat(entries.map(LogEntry::complete)).containsExactly(true, true, false);
		}
		log.close();
		assertThat(readLater(3)).containsExactly("out", "err", "rest");
	}

	@Test
	void fileIsRotatedAndTheOldestIsDropped() throws IOException {
		FileLog log = new FileLog(settings(3), this.workers);
		write(log, 0, 5000);
		log.flushed().join();
		log.close();
		for (int age = 0; age < 3; age++) {
			assertThat(Files.size(RotatingFile.aged(settings(3).file(), age))).isBetween(1L, (long) SMALL);
		}
		assertThat(this.directory.resolve("log.json.3")).doesNotExist();
		List<String> kept = readLater(3);
		assertThat(kept).isEqualTo(lines(5000 - kept.size(), 5000));
		assertThat(kept).hasSizeBetween(1000, 4000);
	}

	@Test
	void oneFileOnlyBeginsAnew() {
		FileLog log = new FileLog(settings(1), this.workers);
		write(log, 0, 5000);
		log.flushed().join();
		log.close();
		assertThat(readLater(1)).last().isEqualTo("line 4999");
		assertThat(this.directory.resolve("log.json.1")).doesNotExist();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2, 10, 700, 1500, 100_000 })
	void tailCrossesFiles(int tail) {
		FileLog log = new FileLog(settings(4), this.workers);
		write(log, 0, 2500);
		log.flushed().join();
		int there = readLater(4).size();
		int wanted = Math.min(tail, there);
		assertThat(read(log, LogOption.tail(tail))).isEqualTo(lines(2500 - wanted, 2500));
		log.close();
	}

	@Test
	void sinceLeavesOutWhatIsOlder() {
		FileLog log = new FileLog(settings(3), this.workers);
		Instant noon = Instant.parse("2026-05-06T12:00:00Z");
		for (int i = 0; i < 10; i++) {
			log.line(new LogEntry(noon.plusSeconds(i), OutputStreamName.STDOUT, "line " + i, true));
		}
		log.flushed().join();
		assertThat(read(log, LogOption.since(noon.plusSeconds(7)))).isEqualTo(lines(7, 10));
		assertThat(read(log, LogOption.since(noon.plusSeconds(7)), LogOption.tail(2))).isEqualTo(lines(8, 10));
		log.close();
	}

	@Test
	void followerSeesEveryLineOnce() throws Exception {
		FileLog log = new FileLog(settings(50), this.workers);
		write(log, 0, 1000);
		CompletableFuture<List<String>> follower = CompletableFuture.supplyAsync(() -> read(log, LogOption.follow()),
				this.workers);
		for (int i = 1000; i < 20_000; i += 100) {
			write(log, i, i + 100);
		}
		log.flushed().join();
		log.close();
		assertThat(follower.get(30, TimeUnit.SECONDS)).isEqualTo(lines(0, 20_000));
	}

	@Test
	void filesAreNotRenamedWhileAReaderLooksThemUp() throws Exception {
		Progress progress = new Progress();
		ReentrantLock names = (ReentrantLock) progress.rotation();
		RotatingFile file = new RotatingFile(settings(3), names);
		file.append(ByteBuffer.allocate(SMALL));
		names.lock();
		try {
			CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> append(file), this.workers);
			await().until(names::hasQueuedThreads);
			assertThat(writer).isNotDone();
			assertThat(this.directory).isDirectoryNotContaining("glob:**/log.json.1");
			CompletableFuture<Stream<LogEntry>> reader = CompletableFuture
				.supplyAsync(() -> LogFiles.read(settings(3), LogQuery.of(LogOption.tail(0)), progress), this.workers);
			await().until(() -> names.getQueueLength() == 2);
			assertThat(reader).isNotDone();
			names.unlock();
			writer.get(10, TimeUnit.SECONDS);
			reader.get(10, TimeUnit.SECONDS).close();
		}
		finally {
			if (names.isHeldByCurrentThread()) {
				names.unlock();
			}
			file.close();
		}
		assertThat(this.directory.resolve("log.json.1")).hasSize(SMALL);
	}

	private static void append(RotatingFile file) {
		try {
			file.append(ByteBuffer.wrap(new byte[] { '\n' }));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void followerThatWantsNothingOfThePastSeesWhatComes() throws Exception {
		FileLog log = new FileLog(settings(3), this.workers);
		write(log, 0, 1000);
		log.flushed().join();
		try (Stream<LogEntry> entries = log.read(LogQuery.of(LogOption.follow(), LogOption.tail(0)))) {
			write(log, 1000, 2000);
			log.flushed().join();
			log.close();
			assertThat(entries.map(LogEntry::text)).containsExactlyElementsOf(lines(1000, 2000));
		}
	}

	@Test
	void followerThatIsClosedEnds() throws Exception {
		FileLog log = new FileLog(settings(3), this.workers);
		write(log, 0, 1);
		CountDownLatch first = new CountDownLatch(1);
		Stream<LogEntry> entries = log.read(LogQuery.of(LogOption.follow()));
		CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> entries.forEach((entry) -> first.countDown()),
				this.workers);
		assertThat(first.await(10, TimeUnit.SECONDS)).isTrue();
		entries.close();
		reader.get(10, TimeUnit.SECONDS);
		log.close();
	}

	@Test
	void logGoesOnAfterACrash() throws IOException {
		Files.writeString(settings(3).file(),
				"{\"log\":\"old\\n\",\"stream\":\"stdout\",\"time\":\"2026-05-06T07:08:09Z\"}\n" + "{\"log\":\"cut o");
		FileLog log = new FileLog(settings(3), this.workers);
		write(log, 0, 1);
		log.flushed().join();
		log.close();
		assertThat(readLater(3)).containsExactly("old", "line 0");
	}

	@Test
	void diskThatHangsCostsLinesButNeverStopsTheWriter() {
		Queue<Runnable> held = new ConcurrentLinkedQueue<>();
		Executor hanging = held::add;
		FileLog log = new FileLog(settings(100), hanging, Duration.ofMillis(50));
		String line = "x".repeat(1000) + "\n";
		IntStream.range(0, 3000).forEach((i) -> write(log, OutputStreamName.STDOUT, line));
		assertThat(held).hasSize(1);
		held.remove().run();
		write(log, 0, 1);
		held.remove().run();
		List<String> kept = read(log);
		assertThat(kept).last().isEqualTo("line 0");
		assertThat(kept.get(kept.size() - 2)).contains((3000 - (kept.size() - 2)) + " lines are missing here");
		assertThat(kept.size()).isBetween(500, 1500);
		log.close();
	}

	@Test
	void diskThatFailsCostsLinesAndIsTriedAgain() throws IOException {
		Path file = settings(3).file();
		Files.createDirectory(file);
		Queue<Runnable> tasks = new ArrayDeque<>();
		FileLog log = new FileLog(settings(3), tasks::add);
		write(log, 0, 5);
		tasks.remove().run();
		Files.delete(file);
		write(log, 5, 6);
		tasks.remove().run();
		assertThat(read(log)).hasSize(2).last().isEqualTo("line 5");
		assertThat(read(log).get(0)).contains("5 lines are missing here");
		log.close();
	}

	@Test
	void whatWasLostLastIsToldAtTheEnd() {
		Queue<Runnable> held = new ConcurrentLinkedQueue<>();
		FileLog log = new FileLog(settings(100), held::add, Duration.ofMillis(50));
		String line = "x".repeat(1000) + "\n";
		IntStream.range(0, 2000).forEach((i) -> write(log, OutputStreamName.STDOUT, line));
		log.close();
		held.remove().run();
		assertThat(readLater(100)).last().asString().contains("lines are missing here");
	}

	@Test
	void logThatIsNotThereIsEmpty() {
		assertThat(readLater(3)).isEmpty();
		assertThat(readLater(3, LogOption.follow(), LogOption.tail(5))).isEmpty();
	}

	@Test
	void othersCannotReadIt() throws IOException {
		FileLog log = new FileLog(settings(3), this.workers);
		write(log, 0, 2000);
		log.flushed().join();
		log.close();
		for (Path file : List.of(settings(3).file(), RotatingFile.aged(settings(3).file(), 1))) {
			assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-r-----");
		}
	}

	@Test
	void readerThatIsClosedByAnotherThreadLeavesNoFileOpen() throws Exception {
		FileLog log = new FileLog(settings(2), this.workers);
		for (int i = 0; i < 100; i++) {
			write(log, i * 700, i * 700 + 350);
			Stream<LogEntry> entries = log.read(LogQuery.of(LogOption.follow()));
			CountDownLatch started = new CountDownLatch(1);
			CompletableFuture<Void> reader = CompletableFuture
				.runAsync(() -> entries.forEach((entry) -> started.countDown()), this.workers);
			assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
			write(log, i * 700 + 350, i * 700 + 700);
			entries.close();
			reader.orTimeout(10, TimeUnit.SECONDS).join();
		}
		log.flushed().join();
		log.close();
		try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
			assertThat(open.map(FileLogTests::target)).noneMatch((file) -> file.startsWith(this.directory));
		}
	}

	private static Path target(Path link) {
		try {
			return Files.readSymbolicLink(link);
		}
		catch (IOException ex) {
			return link;
		}
	}

}
