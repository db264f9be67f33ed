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

package io.github.libcontainerd.internal.network.host;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.libcontainerd.NetworkException;
import io.github.libcontainerd.Protocol;

/**
 * The network namespace that is the host of the containers, and the programs that change
 * it. Safe for use by several threads.
 */
public interface Host {

	/**
	 * Run a program in the namespace.
	 * @param command the program's name and its arguments; no shell is between
	 * @param input what it reads from its standard input
	 * @return what has come of it
	 */
	Output run(List<String> command, String input);

	/**
	 * Run a program in the namespace that is told by its environment what to do.
	 * @param program the program's path
	 * @param environment what it is told, besides where programs are
	 * @param input what it reads from its standard input
	 * @param limit how long it may take
	 * @return what it wrote to its standard output
	 */
	Output run(Path program, Map<String, String> environment, String input, Duration limit);

	/**
	 * Run a program in the namespace, if the host has it.
	 * @return what has come of it; exit code 127 when there is no such program
	 */
	default Output runIfPresent(List<String> command) {
		try {
			return run(command, "");
		}
		catch (NetworkException ex) {
			if (ex.reason() != NetworkException.Reason.MISSING_PROGRAM) {
				throw ex;
			}
			return new Output(Output.NO_PROGRAM, "");
		}
	}

	/**
	 * Return the path of the namespace for other programs.
	 */
	String path();

	/**
	 * Whether the host has a program.
	 */
	boolean has(String program);

	/**
	 * Return a parameter of the kernel.
	 * @param name its path below {@code /proc/sys/net}
	 */
	String get(String name) throws IOException;

	/**
	 * Set a parameter of the kernel.
	 * @param name its path below {@code /proc/sys/net}
	 * @return whether it was another one before
	 */
	boolean set(String name, String value) throws IOException;

	/**
	 * Keep processes of the host from a port, as far as that is possible.
	 * @param port the port; 0 for any free one
	 * @throws BindException if a process has it
	 */
	Reservation reserve(Protocol protocol, InetAddress address, int port) throws IOException;

	/**
	 * Whether there is a network interface.
	 */
	boolean hasInterface(String name);

	/** A port that is kept until this is closed. */
	interface Reservation extends Closeable {

		int port();

		@Override
		void close();

	}

	/**
	 * What has come of a program.
	 *
	 * @param code its exit code
	 * @param text what it wrote, errors included
	 */
	record Output(int code, String text) {

		public static final int NO_PROGRAM = 127;

		public boolean failedWith(String words) {
			return this.code != 0 && this.text.contains(words);
		}

	}

}
