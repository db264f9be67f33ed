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

package io.github.libcontainerd.internal.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes a tar archive of plain files (POSIX ustar, with pax headers for what does not
 * fit). The same content gives the same archive: there are no times and no owners in it.
 * Does not close what it writes to. Not safe for use by several threads.
 */
public final class TarWriter {

	private static final int BLOCK = 512;

	private static final int MAX_NAME = 100;

	private static final long MAX_SIZE = 0_77777777777L;

	private static final int BUFFER = 64 * 1024;

	private final OutputStream out;

	private final byte[] buffer = new byte[BUFFER];

	/**
	 * Write an archive.
	 * @param out receives it
	 */
	public TarWriter(OutputStream out) {
		this.out = out;
	}

	/**
	 * Write a directory.
	 * @param name its name
	 * @throws IOException when it can't be written
	 */
	public void directory(String name) throws IOException {
		header(name.endsWith("/") ? name : name + "/", '5', 0755, 0);
	}

	/**
	 * Write a file.
	 * @param name its name
	 * @param content its content
	 * @throws IOException when it can't be written
	 */
	public void file(String name, byte[] content) throws IOException {
		header(name, '0', 0644, content.length);
		this.out.write(content);
		pad(content.length);
	}

	/**
	 * Write a file.
	 * @param name its name
	 * @param size its size
	 * @param content its content; not closed
	 * @throws IOException when it can't be read or written, or is of another size
	 */
	public void file(String name, long size, InputStream content) throws IOException {
		header(name, '0', 0644, size);
		long left = size;
		while (left > 0) {
			int count = content.read(this.buffer, 0, (int) Math.min(this.buffer.length, left));
			if (count < 0) {
				throw new IOException(name + " has " + (size - left) + " bytes instead of " + size);
			}
			this.out.write(this.buffer, 0, count);
			left -= count;
		}
		pad(size);
	}

	/**
	 * Write the end.
	 * @throws IOException when it can't be written
	 */
	public void finish() throws IOException {
		this.out.write(new byte[2 * BLOCK]);
		this.out.flush();
	}

	private void header(String name, char type, int mode, long size) throws IOException {
		byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
		StringBuilder extension = new StringBuilder();
		if (bytes.length > MAX_NAME) {
			extension.append(record("path", name));
		}
		if (size > MAX_SIZE) {
			extension.append(record("size", Long.toString(size)));
		}
		if (!extension.isEmpty()) {
			byte[] records = extension.toString().getBytes(StandardCharsets.UTF_8);
			block("PaxHeaders/extended".getBytes(StandardCharsets.UTF_8), 'x', 0644, records.length);
			this.out.write(records);
			pad(records.length);
		}
		block(bytes, type, mode, Math.min(size, MAX_SIZE));
	}

	private void block(byte[] name, char type, int mode, long size) throws IOException {
		byte[] header = new byte[BLOCK];
		System.arraycopy(name, 0, header, 0, Math.min(name.length, MAX_NAME));
		octal(header, 100, 8, mode);
		octal(header, 108, 8, 0);
		octal(header, 116, 8, 0);
		octal(header, 124, 12, size);
		octal(header, 136, 12, 0);
		header[156] = (byte) type;
		System.arraycopy("ustar\00000".getBytes(StandardCharsets.US_ASCII), 0, header, 257, 8);
		long sum = 8L * ' ';
		for (byte each : header) {
			sum += each & 0xff;
		}
		octal(header, 148, 7, sum);
		header[155] = ' ';
		this.out.write(header);
	}

	private static void octal(byte[] header, int from, int length, long value) {
		String digits = Long.toOctalString(value);
		byte[] text = ("0".repeat(length - 1 - digits.length()) + digits).getBytes(StandardCharsets.US_ASCII);
		System.arraycopy(text, 0, header, from, text.length);
	}

	/**
	 * Return a record, which begins with its own length.
	 */
	private static String record(String key, String value) {
		int rest = (" " + key + "=" + value + "\n").getBytes(StandardCharsets.UTF_8).length;
		int length = rest + Integer.toString(rest).length();
		if (Integer.toString(length).length() > Integer.toString(rest).length()) {
			length = rest + Integer.toString(length).length();
		}
		return length + " " + key + "=" + value + "\n";
	}

	private void pad(long size) throws IOException {
		this.out.write(new byte[(int) ((BLOCK - size % BLOCK) % BLOCK)]);
	}

}
