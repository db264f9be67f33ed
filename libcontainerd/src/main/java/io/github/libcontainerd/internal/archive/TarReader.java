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
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Reads a tar archive from its beginning to its end: POSIX (ustar and pax), GNU (long
 * names, large numbers) and the old format. Holds one header, never the content. Does not
 * close what it reads from. Not safe for use by several threads.
 */
public final class TarReader {

	private static final int BLOCK = 512;

	// Names are the longest things in it.
	private static final int MAX_EXTENSION = 1024 * 1024;

	private final InputStream in;

	private final byte[] header = new byte[BLOCK];

	private Map<String, String> extension = Map.of();

	private long remaining;

	private long padding;

	/**
	 * Read an archive.
	 * @param in the archive, not compressed
	 */
	public TarReader(InputStream in) {
		this.in = in;
	}

	/**
	 * Go to the next entry; what was not read of the last one is skipped.
	 * @return the entry, or {@code null} at the end
	 * @throws ArchiveException when the archive is damaged
	 * @throws IOException when it can't be read
	 */
	public @Nullable TarEntry next() throws IOException {
		Map<String, String> extension = new HashMap<>();
		for (;;) {
			skipRest();
			if (!readHeader()) {
				return null;
			}
			long size = number(124, 12);
			begin(size);
			switch (this.header[156]) {
				case 'x' -> extension.putAll(pax(size));
				// What is said of all entries can't be said of their names or sizes.
				case 'g' -> pax(size);
				case 'L' -> extension.put("path", text(content(size)));
				case 'K' -> extension.put("linkpath", text(content(size)));
				case 'S' -> throw ArchiveException.unsupported("the archive has sparse files");
				default -> {
					this.extension = extension;
					return entry(extension, size);
				}
			}
		}
	}

	private TarEntry entry(Map<String, String> extension, long size) throws ArchiveException {
		if (extension.keySet().stream().anyMatch((key) -> key.startsWith("GNU.sparse."))) {
			throw ArchiveException.unsupported("the archive has sparse files");
		}
		String name = extension.getOrDefault("path", name());
		TarEntry.Type type = switch (this.header[156]) {
			case '0', 0, '7' -> name.endsWith("/") ? TarEntry.Type.DIRECTORY : TarEntry.Type.FILE;
			case '1' -> TarEntry.Type.HARD_LINK;
			case '2' -> TarEntry.Type.SYMBOLIC_LINK;
			case '5' -> TarEntry.Type.DIRECTORY;
			default -> TarEntry.Type.OTHER;
		};
		long length = size;
		String larger = extension.get("size");
		if (larger != null) {
			length = decimal(larger);
			begin(length);
		}
		boolean link = type == TarEntry.Type.HARD_LINK || type == TarEntry.Type.SYMBOLIC_LINK;
		if (link && length != 0) {
			// Some write the size of the target, and nothing follows.
			begin(0);
			length = 0;
		}
		return new TarEntry(name, type, link ? extension.getOrDefault("linkpath", string(157, 100)) : "", length);
	}

	/**
	 * Return the attributes of the current entry.
	 * @return the attributes
	 * @throws ArchiveException when they are damaged
	 */
	public TarAttributes attributes() throws ArchiveException {
		long uid = id("uid", 108);
		long gid = id("gid", 116);
		String time = this.extension.get("mtime");
		long modified = (time != null) ? decimal(time.replaceAll("[.].*", "").replace("-", "")) : number(136, 12);
		return new TarAttributes((int) (number(100, 8) & 07777), uid, gid,
				Instant.ofEpochSecond(Math.min(modified, Integer.MAX_VALUE)));
	}

	private long id(String key, int from) throws ArchiveException {
		String given = this.extension.get(key);
		long id = (given != null) ? decimal(given) : number(from, 8);
		if (id > Integer.MAX_VALUE) {
			throw ArchiveException.damaged("an entry of the archive has the " + key + " " + id);
		}
		return id;
	}

	private void begin(long size) {
		this.remaining = size;
		this.padding = (BLOCK - size % BLOCK) % BLOCK;
	}

	/**
	 * Read from the current entry.
	 * @param bytes receives the bytes
	 * @param from where in it
	 * @param length how many at most
	 * @return how many were read, or -1 at the end of the entry
	 * @throws IOException when it can't be read
	 */
	public int read(byte[] bytes, int from, int length) throws IOException {
		if (this.remaining == 0) {
			return -1;
		}
		int count = this.in.read(bytes, from, (int) Math.min(length, this.remaining));
		if (count < 0) {
			throw truncated();
		}
		this.remaining -= count;
		return count;
	}

	private boolean readHeader() throws IOException {
		int count = this.in.readNBytes(this.header, 0, BLOCK);
		if (count == 0 || (count == BLOCK && isZero())) {
			return false;
		}
		if (count < BLOCK) {
			throw truncated();
		}
		long sum = 0;
		for (int i = 0; i < BLOCK; i++) {
			sum += (i >= 148 && i < 156) ? ' ' : this.header[i] & 0xff;
		}
		if (sum != number(148, 8)) {
			throw ArchiveException.damaged("it is not a tar archive, or a header in it is damaged");
		}
		return true;
	}

	private boolean isZero() {
		for (byte each : this.header) {
			if (each != 0) {
				return false;
			}
		}
		return true;
	}

	private String name() {
		String name = string(0, 100);
		boolean ustar = string(257, 6).startsWith("ustar") && this.header[262] == 0;
		String prefix = ustar ? string(345, 155) : "";
		return prefix.isEmpty() ? name : prefix + "/" + name;
	}

	private String string(int from, int length) {
		return text(Arrays.copyOfRange(this.header, from, from + length));
	}

	private static String text(byte[] bytes) {
		int length = 0;
		while (length < bytes.length && bytes[length] != 0) {
			length++;
		}
		return new String(bytes, 0, length, StandardCharsets.UTF_8);
	}

	/**
	 * Read an octal number, or GNU's binary form of large ones.
	 */
	private long number(int from, int length) throws ArchiveException {
		if ((this.header[from] & 0x80) != 0) {
			long value = this.header[from] & 0x3f;
			for (int i = from + 1; i < from + length; i++) {
				if (value > Long.MAX_VALUE >> 9 || (this.header[from] & 0x40) != 0) {
					throw ArchiveException.damaged("a header in the archive has an impossible number");
				}
				value = value << 8 | this.header[i] & 0xff;
			}
			return value;
		}
		String digits = string(from, length).strip();
		try {
			long value = digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
			if (value >= 0) {
				return value;
			}
		}
		catch (NumberFormatException ex) {
			throw ArchiveException.damaged("it is not a tar archive, or a header in it is damaged", ex);
		}
		throw ArchiveException.damaged("a header in the archive has a negative number");
	}

	private static long decimal(String digits) throws ArchiveException {
		try {
			long value = Long.parseLong(digits);
			if (value >= 0) {
				return value;
			}
		}
		catch (NumberFormatException ex) {
			throw ArchiveException.damaged("an entry of the archive has the size '" + digits + "'", ex);
		}
		throw ArchiveException.damaged("an entry of the archive has the size " + digits);
	}

	private byte[] content(long size) throws IOException {
		if (size > MAX_EXTENSION) {
			throw ArchiveException.damaged("a name in the archive has " + size + " bytes");
		}
		byte[] bytes = new byte[(int) size];
		int count = 0;
		while (count < bytes.length) {
			count += read(bytes, count, bytes.length - count);
		}
		return bytes;
	}

	/**
	 * Read records of the form {@code "<length> <key>=<value>\n"}.
	 */
	private Map<String, String> pax(long size) throws IOException {
		byte[] bytes = content(size);
		Map<String, String> records = new HashMap<>();
		int position = 0;
		while (position < bytes.length && bytes[position] != 0) {
			int space = position;
			while (space < bytes.length && bytes[space] != ' ') {
				space++;
			}
			long length = decimal(new String(bytes, position, space - position, StandardCharsets.US_ASCII));
			if (length <= space - position + 1 || length > bytes.length - position) {
				throw ArchiveException.damaged("an extended header in the archive is damaged");
			}
			String line = new String(bytes, space + 1, position + (int) length - space - 2, StandardCharsets.UTF_8);
			int equals = line.indexOf('=');
			if (equals < 0) {
				throw ArchiveException.damaged("an extended header in the archive is damaged");
			}
			records.put(line.substring(0, equals), line.substring(equals + 1));
			position += (int) length;
		}
		return records;
	}

	private void skipRest() throws IOException {
		long left = this.remaining + this.padding;
		this.remaining = 0;
		this.padding = 0;
		try {
			this.in.skipNBytes(left);
		}
		catch (java.io.EOFException ex) {
			throw truncated();
		}
	}

	private static ArchiveException truncated() {
		return ArchiveException.damaged("the archive ends in the middle of an entry");
	}

}
