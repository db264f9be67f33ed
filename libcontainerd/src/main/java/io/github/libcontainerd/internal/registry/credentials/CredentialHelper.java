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

package io.github.libcontainerd.internal.registry.credentials;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import io.github.libcontainerd.internal.json.GoJson;

/**
 * A program that knows credentials, {@code docker-credential-NAME}: it reads the address
 * of the registry and writes JSON.
 */
public final class CredentialHelper {

	/** No path: a configuration file must not choose a program from anywhere. */
	private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

	/** What all helpers answer, since they share the code, when they know nothing. */
	private static final String NOT_FOUND = "credentials not found in native keychain";

	/** The user's name when the secret is an identity token. */
	private static final String TOKEN_USER = "<token>";

	private static final int MAX_OUTPUT = 64 * 1024;

	private final String program;

	private final Runner runner;

	CredentialHelper(String name, Runner runner) throws IOException {
		if (!NAME.matcher(name).matches()) {
			throw new IOException("'" + name + "' is not the name of a credential helper");
		}
		this.program = "docker-credential-" + name;
		this.runner = runner;
	}

	/**
	 * Ask for credentials.
	 * @param server the address of the registry
	 * @return the credentials, or {@code null} when it knows none
	 * @throws IOException when it fails
	 */
	@Nullable Credentials get(String server) throws IOException, InterruptedException {
		Outcome outcome = this.runner.run(this.program, server);
		if (outcome.status() != 0) {
			if (outcome.output().strip().equals(NOT_FOUND)) {
				return null;
			}
			throw new IOException(this.program + " ended with status " + outcome.status());
		}
		JsonNode json;
		try {
			json = GoJson.mapper().readTree(outcome.output());
		}
		catch (JacksonException ex) {
			// Not attached: its message quotes what may be a secret.
			throw new IOException(this.program + " did not write JSON");
		}
		String username = GoJson.path(json, "Username").asString("");
		String secret = GoJson.path(json, "Secret").asString("");
		if (secret.isEmpty()) {
			return null;
		}
		return (username.equals(TOKEN_USER)) ? Credentials.identityToken(secret, this.program)
				: Credentials.password(username, secret, this.program);
	}

	/**
	 * Return a runner of real programs.
	 * @param limit how long one may take
	 */
	public static Runner processes(Duration limit) {
		return (program, input) -> run(program, input, limit);
	}

	private static Outcome run(String program, String input, Duration limit) throws IOException, InterruptedException {
		Process process;
		try {
			process = new ProcessBuilder(program, "get").redirectError(ProcessBuilder.Redirect.DISCARD).start();
		}
		catch (IOException ex) {
			throw new IOException(program + " cannot be run; is it on the PATH?", ex);
		}
		boolean ended = false;
		try {
			try (OutputStream stdin = process.getOutputStream()) {
				stdin.write(input.getBytes(StandardCharsets.UTF_8));
			}
			catch (IOException ex) {
				// It need not read it; what it answers counts.
			}
			byte[] output = read(process).get(limit.toNanos(), TimeUnit.NANOSECONDS);
			if (output.length > MAX_OUTPUT || !process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
				throw new IOException(program + " does not come to an end");
			}
			ended = true;
			return new Outcome(process.exitValue(), new String(output, StandardCharsets.UTF_8));
		}
		catch (TimeoutException ex) {
			throw new IOException(program + " did not answer within " + limit.toSeconds() + " seconds");
		}
		catch (ExecutionException ex) {
			throw new IOException("The answer of " + program + " cannot be read", ex.getCause());
		}
		finally {
			if (!ended) {
				process.descendants().forEach(ProcessHandle::destroyForcibly);
				process.destroyForcibly();
			}
		}
	}

	/** A read of a pipe has no time limit, so another thread does it; killing ends it. */
	private static Future<byte[]> read(Process process) {
		FutureTask<byte[]> task = new FutureTask<>(() -> process.getInputStream().readNBytes(MAX_OUTPUT + 1));
		Thread thread = new Thread(task, "containerd-registry-helper");
		thread.setDaemon(true);
		thread.start();
		return task;
	}

	/**
	 * How a program ended.
	 *
	 * @param status its exit status
	 * @param output what it wrote
	 */
	record Outcome(int status, String output) {

		@Override
		public String toString() {
			return "Outcome[status=" + this.status + "]";
		}

	}

	/** Runs a program. */
	@FunctionalInterface
	interface Runner {

		Outcome run(String program, String input) throws IOException, InterruptedException;

	}

}
