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

package io.github.libcontainerd.queue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Finds what keeps a job from being sent.
 */
final class JobCheck {

	private static final Pattern ID = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,62}[A-Za-z0-9])?");

	private static final long MINIMUM_MEMORY = 6 << 20;

	private static final int MAXIMUM_RETRIES = 100;

	private static final int MAXIMUM_NAME = 200;

	private static final int MAXIMUM_TEXT = 256 * 1024;

	private final List<String> problems = new ArrayList<>();

	private JobCheck() {
	}

	static List<String> problems(ContainerJob job) {
		JobCheck check = new JobCheck();
		check.identity(job);
		check.limits(job);
		check.texts(job);
		check.input(job);
		return check.problems;
	}

	private void identity(ContainerJob job) {
		require(ID.matcher(job.id()).matches(),
				"the id '" + job.id()
						+ "' must be of up to 64 letters, digits, dots, dashes and underscores, and begin and end with"
						+ " a letter or digit");
		require(!job.image().isBlank(), "the image must not be empty");
		require(!job.submitter().isBlank() && job.submitter().length() <= MAXIMUM_NAME,
				"the submitter must have 1 to " + MAXIMUM_NAME + " characters");
	}

	private void limits(ContainerJob job) {
		require(job.memory() >= MINIMUM_MEMORY,
				"the limit of memory must be 6 MiB or more, not " + job.memory() + " bytes");
		require(job.cpus() >= 0.01 && job.cpus() <= 100_000,
				"the limit of processors must be 0.01 or more, not " + job.cpus());
		require(job.pids() >= 1, "the limit of processes must be 1 or more, not " + job.pids());
		require(!job.timeout().isNegative() && !job.timeout().isZero() && job.timeout().toDays() <= 365,
				"the timeout must be more than nothing and at most 365 days, not " + job.timeout());
		require(job.retries() >= 0 && job.retries() <= MAXIMUM_RETRIES,
				"the number of retries must be 0 to " + MAXIMUM_RETRIES + ", not " + job.retries());
	}

	private void texts(ContainerJob job) {
		int[] size = { 0 };
		text("image", job.image(), size);
		text("submitter", job.submitter(), size);
		text("user", job.user(), size);
		text("working directory", job.workingDir(), size);
		job.command().forEach((part) -> text("command", part, size));
		List<String> entrypoint = job.entrypoint();
		if (entrypoint != null) {
			entrypoint.forEach((part) -> text("entrypoint", part, size));
		}
		map("environment", job.env(), size);
		map("required labels", job.requires(), size);
		require(size[0] <= MAXIMUM_TEXT, "the command and the environment have " + size[0] + " characters, more than "
				+ MAXIMUM_TEXT + "; put what is large into the input or an image");
	}

	private void map(String what, Map<String, String> map, int[] size) {
		map.forEach((name, value) -> {
			text(what, name, size);
			text(what, value, size);
			require(!name.isEmpty(), "a name in the " + what + " is empty");
		});
	}

	private void input(ContainerJob job) {
		long bytes = job.input().length;
		for (Map.Entry<String, String> file : job.files().entrySet()) {
			require(file.getKey().startsWith("/"), "the path of the file '" + file.getKey() + "' must be absolute");
			text("path of a file", file.getKey(), new int[1]);
			text("file " + file.getKey(), file.getValue(), new int[1]);
			bytes += file.getValue().getBytes(StandardCharsets.UTF_8).length;
		}
		require(bytes <= ContainerJob.MAXIMUM_INPUT, "the input and the files have " + bytes
				+ " bytes, more than 1 MiB; put what is large into an image, or where the job can fetch it");
	}

	// Neither PostgreSQL nor the environment of a process can have them.
	private void text(String what, @Nullable String text, int[] size) {
		if (text == null) {
			return;
		}
		size[0] += text.length();
		require(text.indexOf('\0') < 0, "the " + what + " has a character of the code 0 in it");
		require(StandardCharsets.UTF_8.newEncoder().canEncode(text), "the " + what + " is not valid Unicode");
	}

	private void require(boolean condition, String problem) {
		if (!condition && !this.problems.contains(problem)) {
			this.problems.add(problem);
		}
	}

}
