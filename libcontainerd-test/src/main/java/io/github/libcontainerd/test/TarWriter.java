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

package io.github.libcontainerd.test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Writes a tar archive with short names, always the same for the same entries.
 */
final class TarWriter {

	private static final int BLOCK = 512;

	private static final int MAX_NAME = 100;

	private final OutputStream out;

	TarWriter(OutputStream out) {
		this.out = out;
	}

	/** An archive in memory. */
	static byte[] bytes(java.util.function.Consumer<TarWriter> entries) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		TarWriter tar = new TarWriter(bytes);
		entries.accept(tar);
		tar.finish();
		return bytes.toByteArray();
	}

	TarWriter directory(String name, int mode) {
		return entry(name.endsWith("/") ? name : name + "/", '5', mode, "", new byte[0]);
	}

	TarWriter file(String name, int mode, byte[] data) {
		return entry(name, '0', mode, "", data);
	}

	TarWriter file(String name, int mode, String text) {
		return file(name, mode, text.getBytes(StandardCharsets.UTF_8));
	}

	TarWriter link(String name, String target) {
		return entry(name, '2', 0777, target, new byte[0]);
	}

	TarWriter hardLink(String name, String target) {
		return entry(name, '1', 0644, target, new byte[0]);
	}

	private TarWriter entry(String name, char type, int mode, String link, byte[] data) {
		byte[] header = new byte[BLOCK];
		put(header, 0, MAX_NAME, name);
		put(header, 100, 8, "%07o".formatted(mode));
		put(header, 108, 8, "0000000");
		put(header, 116, 8, "0000000");
		put(header, 124, 12, "%011o".formatted(data.length));
		put(header, 136, 12, "00000000000");
		put(header, 148, 8, "        ");
		header[156] = (byte) type;
		put(header, 157, MAX_NAME, link);
		put(header, 257, 6, "ustar");
		put(header, 263, 2, "00");
		int sum = 0;
		for (byte b : header) {
			sum += b & 0xff;
		}
		put(header, 148, 8, "%06o\0 ".formatted(sum));
		try {
			this.out.write(header);
			this.out.write(data);
			this.out.write(new byte[(BLOCK - data.length % BLOCK) % BLOCK]);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return this;
	}

	private static void put(byte[] header, int offset, int length, String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		if (bytes.length > length) {
			throw new IllegalArgumentException("Too long for this writer: " + text);
		}
		System.arraycopy(bytes, 0, header, offset, bytes.length);
	}

	void finish() {
		try {
			this.out.write(new byte[2 * BLOCK]);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
