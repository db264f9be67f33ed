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

package io.github.libcontainerd.test.internal.fake.files;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Reads a tar archive: ustar, with GNU's and POSIX's extensions for long names.
 */
public final class FakeTar {

	private static final int BLOCK = 512;

	/** Names and attributes are small; more is an attack or damage. */
	private static final int MAX_EXTENSION = 1 << 20;

	private final InputStream stream;

	private long left;

	private long padding;

	public FakeTar(InputStream stream) {
		this.stream = stream;
	}

	/**
	 * Go to the next entry.
	 * @return the entry or {@code null} at the end
	 */
	public @Nullable Entry next() throws IOException {
		Map<String, String> pax = new HashMap<>();
		for (;;) {
			skip(this.left + this.padding);
			this.left = 0;
			this.padding = 0;
			byte[] block = this.stream.readNBytes(BLOCK);
			if (block.length == 0 || isZero(block)) {
				return null;
			}
			if (block.length < BLOCK) {
				throw new EOFException("unexpected EOF");
			}
			check(block);
			long size = number(block, 124, 12);
			char type = (char) block[156];
			if (type == 'x' || type == 'L' || type == 'K' || type == 'g') {
				extend(pax, type, size);
				continue;
			}
			if (pax.containsKey("size")) {
				size = Long.parseLong(pax.get("size"));
			}
			this.left = size;
			this.padding = padding(size);
			String prefix = text(block, 257, 5).equals("ustar") && block[262] == 0 ? text(block, 345, 155) : "";
			String name = prefix.isEmpty() ? text(block, 0, 100) : prefix + "/" + text(block, 0, 100);
			return new Entry(pax.getOrDefault("path", name), pax.getOrDefault("linkpath", text(block, 157, 100)),
					(type == 0) ? '0' : type, (int) number(block, 100, 8) & 0x1ff);
		}
	}

	private void extend(Map<String, String> pax, char type, long size) throws IOException {
		if (size > MAX_EXTENSION) {
			throw new IOException("archive/tar: header field too long");
		}
		byte[] data = this.stream.readNBytes((int) size);
		if (data.length < size) {
			throw new EOFException("unexpected EOF");
		}
		skip(padding(size));
		String text = new String(data, StandardCharsets.UTF_8);
		switch (type) {
			case 'L' -> pax.put("path", text.replace("\0", ""));
			case 'K' -> pax.put("linkpath", text.replace("\0", ""));
			case 'x' -> records(pax, data);
			default -> {
				// Global attributes are of no use here.
			}
		}
	}

	/** Records are {@code length key=value\n}, with the length in bytes. */
	private static void records(Map<String, String> pax, byte[] data) throws IOException {
		int at = 0;
		while (at < data.length) {
			int space = at;
			while (space < data.length && data[space] != ' ') {
				space++;
			}
			int end;
			try {
				end = at + Integer.parseInt(new String(data, at, space - at, StandardCharsets.US_ASCII));
			}
			catch (NumberFormatException ex) {
				throw new IOException("archive/tar: invalid tar header", ex);
			}
			if (end <= space || end > data.length) {
				throw new IOException("archive/tar: invalid tar header");
			}
			String record = new String(data, space + 1, end - space - 2, StandardCharsets.UTF_8);
			int equals = record.indexOf('=');
			if (equals > 0) {
				pax.put(record.substring(0, equals), record.substring(equals + 1));
			}
			at = end;
		}
	}

	private static void check(byte[] block) throws IOException {
		long sum = 0;
		for (int i = 0; i < BLOCK; i++) {
			sum += (i >= 148 && i < 156) ? ' ' : block[i] & 0xff;
		}
		if (sum != number(block, 148, 8)) {
			throw new IOException("archive/tar: invalid tar header");
		}
	}

	private static boolean isZero(byte[] block) {
		for (byte b : block) {
			if (b != 0) {
				return false;
			}
		}
		return true;
	}

	private static String text(byte[] block, int offset, int length) {
		int end = offset;
		while (end < offset + length && block[end] != 0) {
			end++;
		}
		return new String(block, offset, end - offset, StandardCharsets.UTF_8);
	}

	private static long number(byte[] block, int offset, int length) throws IOException {
		if ((block[offset] & 0x80) != 0) {
			long value = block[offset] & 0x7f;
			for (int i = offset + 1; i < offset + length; i++) {
				value = value << 8 | block[i] & 0xff;
			}
			return value;
		}
		String digits = text(block, offset, length).strip();
		try {
			return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
		}
		catch (NumberFormatException ex) {
			throw new IOException("archive/tar: invalid tar header", ex);
		}
	}

	private static long padding(long size) {
		return (BLOCK - size % BLOCK) % BLOCK;
	}

	private void skip(long count) throws IOException {
		long skipped = 0;
		while (skipped < count) {
			byte[] data = this.stream.readNBytes((int) Math.min(BLOCK * 64, count - skipped));
			if (data.length == 0) {
				throw new EOFException("unexpected EOF");
			}
			skipped += data.length;
		}
	}

	/** The content of the current entry; valid until the next. */
	InputStream content() {
		return new InputStream() {

			@Override
			public int read() throws IOException {
				byte[] one = new byte[1];
				return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xff;
			}

			@Override
			public int read(byte[] buffer, int offset, int length) throws IOException {
				if (FakeTar.this.left == 0) {
					return -1;
				}
				int count = FakeTar.this.stream.read(buffer, offset, (int) Math.min(length, FakeTar.this.left));
				if (count < 0) {
					throw new EOFException("unexpected EOF");
				}
				FakeTar.this.left -= count;
				return count;
			}

		};
	}

	/**
	 * An entry.
	 *
	 * @param name its path
	 * @param link the target of a link
	 * @param type its type, as in the archive
	 * @param mode its permissions
	 */
	record Entry(String name, String link, char type, int mode) {
	}

}
