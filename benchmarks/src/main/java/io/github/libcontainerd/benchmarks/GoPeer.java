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

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A program that does the same with containerd's own client for Go, in a process of its
 * own that waits to be told.
 */
final class GoPeer implements AutoCloseable {

	private final Process process;

	private final Writer commands;

	private final BufferedReader answers;

	/**
	 * Start it.
	 * @param program the program, which {@code script/bench} makes
	 * @param socket where containerd listens
	 * @param namespace the namespace
	 * @param spec the file with the specification of its containers
	 * @param fifos where its FIFOs are made
	 */
	GoPeer(Path program, Path socket, String namespace, Path spec, Path fifos) throws IOException {
		this.process = new ProcessBuilder(
				List.of(program.toString(), socket.toString(), namespace, spec.toString(), fifos.toString()))
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		this.commands = this.process.outputWriter();
		this.answers = this.process.inputReader();
		answer();
	}

	/**
	 * Have it do something.
	 * @param operation what
	 * @param times how often
	 * @param walls receives the time of each by the clock
	 * @return the processor time of all in nanoseconds
	 */
	long run(String operation, int times, Figures walls) throws IOException {
		this.commands.write(operation + " " + times + "\n");
		this.commands.flush();
		long[] answer = Arrays.stream(answer().split(" ")).mapToLong(Long::parseLong).toArray();
		Arrays.stream(answer).skip(1).forEach(walls::add);
		return answer[0];
	}

	private String answer() throws IOException {
		String line = this.answers.readLine();
		if (line == null) {
			throw new IllegalStateException("The program in Go has ended");
		}
		return line;
	}

	/**
	 * Let it end by itself, at the end of its commands.
	 */
	@Override
	public void close() throws IOException {
		this.commands.close();
		this.process.onExit().join();
	}

}
