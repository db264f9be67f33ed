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

package io.github.libcontainerd.contract;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Processes in network namespaces of which one connects to the other, again and again.
 */
final class Connections implements AutoCloseable {

	private static final int BACKLOG = 128;

	private static final int PATIENCE = 5000;

	private final Process server;

	private final Process client;

	private final BufferedReader said;

	/**
	 * Begin to connect, and go on until {@link #end()}.
	 * @param container the namespace of the server
	 * @param port where it listens
	 * @param host the namespace of the client
	 * @param published where the client connects to
	 * @param least how many connections there are at least
	 */
	Connections(Path container, int port, Path host, int published, int least) throws IOException {
		this.server = start(container, "serve", port, 0);
		new BufferedReader(new InputStreamReader(this.server.getInputStream(), StandardCharsets.UTF_8)).readLine();
		this.client = start(host, "connect", published, least);
		this.said = new BufferedReader(new InputStreamReader(this.client.getInputStream(), StandardCharsets.UTF_8));
		this.said.readLine();
	}

	private static Process start(Path namespace, String work, int port, int least) throws IOException {
		return new ProcessBuilder("nsenter", "--net=" + namespace,
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xshare:auto", "-Xmx64m",
				"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), Connections.class.getName(),
				work, Integer.toString(port), Integer.toString(least))
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
	}

	/**
	 * Stop connecting when there were enough.
	 * @return how many connections were made and how many were not, and why
	 */
	String end() throws IOException {
		this.client.getOutputStream().close();
		return this.said.readLine();
	}

	@Override
	public void close() {
		for (Process process : new Process[] { this.client, this.server }) {
			process.destroyForcibly().onExit().orTimeout(PATIENCE, TimeUnit.MILLISECONDS).join();
		}
	}

	public static void main(String[] arguments) throws IOException {
		int port = Integer.parseInt(arguments[1]);
		if (arguments[0].equals("serve")) {
			serve(port);
		}
		connect(port, Integer.parseInt(arguments[2]));
	}

	private static void serve(int port) throws IOException {
		try (ServerSocket socket = new ServerSocket(port, BACKLOG)) {
			System.out.println("listening");
			while (true) {
				try (Socket accepted = socket.accept()) {
					accepted.getOutputStream().write('x');
				}
				catch (IOException ex) {
					// It was the client's.
				}
			}
		}
	}

	private static void connect(int port, int least) throws IOException {
		InetSocketAddress address = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port);
		Thread waiting = new Thread(Connections::awaitEnd);
		waiting.start();
		int made = 0;
		int failed = 0;
		String why = "";
		while (waiting.isAlive() || made + failed < least) {
			try (Socket socket = new Socket()) {
				socket.connect(address, PATIENCE);
				socket.setSoTimeout(PATIENCE);
				if (socket.getInputStream().read() != 'x') {
					throw new IOException("no answer");
				}
				if (made++ == 0) {
					System.out.println("begun");
				}
			}
			catch (IOException ex) {
				failed++;
				why = " " + ex;
			}
		}
		System.out.println(((made >= least) ? "enough" : made) + " connections, " + failed + " failed" + why);
	}

	private static void awaitEnd() {
		try {
			System.in.readAllBytes();
		}
		catch (IOException ex) {
			// It ends all the same.
		}
	}

}
