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

package io.github.libcontainerd;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Damaged input for what reads input of others: known good ones, with bytes changed,
 * taken out, doubled and put in. The same each time.
 */
public final class Mutations {

	private static final Duration LIMIT = Duration.ofSeconds(2);

	private static final int MAX_SIZE = 1 << 16;

	private static final String[] WORDS = { "", "\0", "\n", "\r\n", "\"", "\\", "{", "}", "[", "]", ":", ",", "=", "/",
			"../", "..", "-1", "0", "1e999", "99999999999999999999", "9223372036854775807", "-9223372036854775808",
			"2147483648", "null", "true", "{}", "[]", "\"\"", "\u00e9", "\ud83d\ude00", "\ufeff", "\u001b[31m", " ",
			"\t", "%00", "%2e%2e", "NaN", "PT-1S", "P999999999D", "on-failure:-1", "sha256:" };

	private final Random random;

	private final List<byte[]> seeds;

	private Mutations(long seed, List<byte[]> seeds) {
		this.random = new Random(seed);
		this.seeds = seeds;
	}

	/**
	 * Have many inputs read.
	 * @param cases how many
	 * @param reader reads them; whatever it throws is a failure
	 * @param seeds what a good input looks like, and what was a bad one once
	 */
	public static void read(int cases, Reader reader, String... seeds) {
		read(cases, reader, Arrays.stream(seeds).map((seed) -> seed.getBytes(StandardCharsets.UTF_8)).toList());
	}

	public static void read(int cases, Reader reader, List<byte[]> seeds) {
		Mutations mutations = new Mutations(4711, seeds);
		seeds.forEach((seed) -> one(seed, reader));
		for (int i = 0; i < cases; i++) {
			one(mutations.next(), reader);
		}
	}

	private static void one(byte[] input, Reader reader) {
		long begin = System.nanoTime();
		try {
			reader.read(input.clone());
		}
		catch (Exception | StackOverflowError | OutOfMemoryError ex) {
			throw new AssertionError("Not prepared for " + show(input), ex);
		}
		if (System.nanoTime() - begin > LIMIT.toNanos()) {
			throw new AssertionError("It takes longer than " + LIMIT + " to read " + show(input));
		}
	}

	private static String show(byte[] input) {
		StringBuilder text = new StringBuilder("\"");
		for (byte each : input) {
			if (each >= ' ' && each < 0x7f && each != '"' && each != '\\') {
				text.append((char) each);
			}
			else {
				text.append(String.format("\\x%02x", each));
			}
		}
		return text.append('"').toString();
	}

	private byte[] next() {
		byte[] input = this.seeds.get(this.random.nextInt(this.seeds.size()));
		for (int i = this.random.nextInt(4); i >= 0; i--) {
			input = change(input);
		}
		return (input.length > MAX_SIZE) ? Arrays.copyOf(input, MAX_SIZE) : input;
	}

	private byte[] change(byte[] input) {
		int from = this.random.nextInt(input.length + 1);
		int to = Math.min(input.length,
				from + ((this.random.nextInt(4) == 0) ? this.random.nextInt(200) : this.random.nextInt(8)));
		return switch (this.random.nextInt(6)) {
			case 0 -> Arrays.copyOf(input, from);
			case 1 -> join(input, from, new byte[0], to);
			case 2 -> join(input, from, word(), to);
			case 3 -> join(input, from, word(), from);
			case 4 -> join(input, to, Arrays.copyOfRange(input, from, to), to);
			default -> {
				byte[] changed = input.clone();
				if (from < changed.length) {
					changed[from] = (byte) this.random.nextInt();
				}
				yield changed;
			}
		};
	}

	private byte[] word() {
		return WORDS[this.random.nextInt(WORDS.length)].getBytes(StandardCharsets.UTF_8);
	}

	private static byte[] join(byte[] input, int end, byte[] middle, int begin) {
		ByteArrayOutputStream joined = new ByteArrayOutputStream();
		joined.write(input, 0, end);
		joined.writeBytes(middle);
		joined.write(input, begin, input.length - begin);
		return joined.toByteArray();
	}

	/**
	 * Reads an input; what it may throw is caught in it.
	 */
	@FunctionalInterface
	public interface Reader {

		void read(byte[] input) throws Exception;

	}

}
