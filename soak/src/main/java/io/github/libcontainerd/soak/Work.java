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

package io.github.libcontainerd.soak;

import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a container does; its id says all of it, so that whoever sees the id knows how the
 * container has to end and what it has to print.
 *
 * @param generation which process of the application has made it
 * @param number its number there
 * @param kind how it is run
 * @param code the code it will exit with
 * @param lines how many lines it will print
 * @param pauses how many times it sleeps for a fifth of a second while it prints
 */
record Work(int generation, int number, Kind kind, int code, int lines, int pauses) {

	private static final Pattern ID = Pattern.compile("g(\\d+)-(\\d+)-([a-z]+)-c(\\d+)-l(\\d+)-p(\\d+)");

	private static final int MAX_CODE = 100;

	static final int RETRIES = 2;

	static final int PORT = 80;

	/**
	 * Think of the next one.
	 */
	static Work random(int generation, int number, RandomGenerator random) {
		Kind[] kinds = Kind.values();
		Kind kind = kinds[random.nextInt(kinds.length)];
		// A restart policy takes no interest in 0.
		int code = (kind == Kind.RESTART) ? 1 + random.nextInt(MAX_CODE) : random.nextInt(MAX_CODE);
		int lines = (random.nextInt(4) == 0) ? random.nextInt(5000) : random.nextInt(50);
		return new Work(generation, number, kind, code, lines, random.nextInt(8));
	}

	static Optional<Work> parse(String id) {
		Matcher matcher = ID.matcher(id);
		if (!matcher.matches()) {
			return Optional.empty();
		}
		return Optional
			.of(new Work(number(matcher, 1), number(matcher, 2), Kind.valueOf(matcher.group(3).toUpperCase()),
					number(matcher, 4), number(matcher, 5), number(matcher, 6)));
	}

	private static int number(Matcher matcher, int group) {
		return Integer.parseInt(matcher.group(group));
	}

	String id() {
		return "g%d-%d-%s-c%d-l%d-p%d".formatted(this.generation, this.number, this.kind.name().toLowerCase(),
				this.code, this.lines, this.pauses);
	}

	/**
	 * Return what a shell is to do.
	 */
	String script() {
		String print = "i=0; while [ $i -lt %d ]; do echo line-$i; i=$((i+1)); [ $((i %% %d)) != 0 ] || sleep 0.2; done; "
			.formatted(this.lines, this.lines / (this.pauses + 1) + 1);
		if (isEndless()) {
			String serve = (this.kind == Kind.PORT)
					? "mkdir /dev/shm/www; echo %s > /dev/shm/www/index.html; httpd -p %d -h /dev/shm/www; "
						.formatted(id(), PORT)
					: "";
			return "trap 'exit %d' TERM; %s%s while :; do sleep 0.1; done".formatted(this.code, serve, print);
		}
		return print + "exit " + this.code;
	}

	/**
	 * Whether it runs until it is stopped.
	 */
	boolean isEndless() {
		return this.kind == Kind.HOST || this.kind == Kind.PORT;
	}

	/**
	 * Return what one run of it prints.
	 */
	String output() {
		return IntStream.range(0, this.lines).mapToObj((i) -> "line-" + i + "\n").collect(Collectors.joining());
	}

	/**
	 * How a container is run.
	 */
	enum Kind {

		/** One call that waits for its end. */
		RUN,

		/** One that was made ahead; its id is not ours. */
		POOL,

		/** Left running, and its record kept after its end; started again once. */
		KEPT,

		/** Started again by its restart policy until that gives up. */
		RESTART,

		/** Runs until it is stopped; meanwhile others are run in it, and it is frozen. */
		HOST,

		/** Runs until it is stopped; answers with its id at a published port. */
		PORT

	}

}
