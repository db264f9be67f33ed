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

package io.github.libcontainerd.internal.rootfs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.LongUnaryOperator;

import io.github.libcontainerd.internal.userns.IdMap;

/**
 * An archive of what a container with a user namespace has, as the container sees it: the
 * ids in it are those of the host, and become those of the container. The archive is one
 * of GNU tar in the form "posix", where an id that is too large for its field stands in a
 * record before.
 */
final class TarOwners extends InputStream {

	private static final int BLOCK = 512;

	private static final int UID = 108;

	private static final int GID = 116;

	private static final int ID_LENGTH = 8;

	private static final int SIZE = 124;

	private static final int SIZE_LENGTH = 12;

	private static final int CHECKSUM = 148;

	private static final int CHECKSUM_LENGTH = 8;

	private static final int TYPE = 156;

	private static final long LARGEST = 07777777;

	// Whom a container sees in the place of who is no one there.
	private static final long NOBODY = 65534;

	private final InputStream in;

	private final IdMap ids;

	private byte[] pending = new byte[0];

	private int position;

	// Of the contents of the current file.
	private long rest;

	private long recordedSize = -1;

	private boolean recordedUid;

	private boolean recordedGid;

	TarOwners(InputStream archive, IdMap ids) {
		this.in = archive;
		this.ids = ids;
	}

	@Override
	public int read() throws IOException {
		byte[] one = new byte[1];
		return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xff;
	}

	@Override
	public int read(byte[] bytes, int from, int length) throws IOException {
		if (length == 0) {
			return 0;
		}
		if (this.position == this.pending.length && this.rest == 0 && !header()) {
			return this.in.read(bytes, from, length);
		}
		if (this.position < this.pending.length) {
			int count = Math.min(length, this.pending.length - this.position);
			System.arraycopy(this.pending, this.position, bytes, from, count);
			this.position += count;
			return count;
		}
		int count = this.in.read(bytes, from, (int) Math.min(length, this.rest));
		this.rest -= Math.max(count, 0);
		return count;
	}

	@Override
	public void close() throws IOException {
		this.in.close();
	}

	/**
	 * Read the header of the next file.
	 * @return whether there is any more
	 */
	private boolean header() throws IOException {
		byte[] header = this.in.readNBytes(BLOCK);
		this.pending = header;
		this.position = 0;
		if (header.length < BLOCK || header[0] == 0) {
			return header.length > 0;
		}
		long size = number(header, SIZE, SIZE_LENGTH);
		if (header[TYPE] == 'x') {
			int padded = Math.toIntExact(padded(size));
			byte[] records = this.in.readNBytes(padded);
			change(records, (int) size);
			this.pending = Arrays.copyOf(header, BLOCK + records.length);
			System.arraycopy(records, 0, this.pending, BLOCK, records.length);
			return true;
		}
		if (!this.recordedUid) {
			number(header, UID, this::uid);
		}
		if (!this.recordedGid) {
			number(header, GID, this::gid);
		}
		checksum(header);
		this.rest = padded((this.recordedSize >= 0) ? this.recordedSize : size);
		this.recordedSize = -1;
		this.recordedUid = false;
		this.recordedGid = false;
		return true;
	}

	private long uid(long id) {
		long inside = this.ids.containerUid(id);
		return (inside != IdMap.NONE) ? inside : NOBODY;
	}

	private long gid(long id) {
		long inside = this.ids.containerGid(id);
		return (inside != IdMap.NONE) ? inside : NOBODY;
	}

	/**
	 * Change records, each of which is its length, a blank, the name, an equals sign, the
	 * value and the end of a line.
	 */
	private void change(byte[] records, int size) throws IOException {
		int at = 0;
		while (at < size) {
			int blank = at;
			while (blank < size && records[blank] != ' ') {
				blank++;
			}
			int length;
			try {
				length = Integer.parseInt(text(records, at, blank - at));
			}
			catch (NumberFormatException ex) {
				throw new IOException("the archive has a record without a length", ex);
			}
			String record = (at + length <= size && length > blank - at)
					? text(records, blank + 1, at + length - blank - 2) : "";
			if (record.startsWith("uid=")) {
				this.recordedUid = true;
				value(records, blank + 1 + "uid=".length(), record.substring("uid=".length()), this::uid);
			}
			else if (record.startsWith("gid=")) {
				this.recordedGid = true;
				value(records, blank + 1 + "gid=".length(), record.substring("gid=".length()), this::gid);
			}
			else if (record.startsWith("size=")) {
				this.recordedSize = Long.parseLong(record.substring("size=".length()));
			}
			at += Math.max(length, 1);
		}
	}

	/**
	 * Change a number in its place, with zeros before it.
	 */
	private static void value(byte[] records, int at, String value, LongUnaryOperator change) {
		String changed = Long.toString(change.applyAsLong(Long.parseLong(value)));
		if (changed.length() <= value.length()) {
			String filled = "0".repeat(value.length() - changed.length()) + changed;
			System.arraycopy(filled.getBytes(StandardCharsets.US_ASCII), 0, records, at, value.length());
		}
	}

	private static void number(byte[] header, int at, LongUnaryOperator change) {
		long changed = change.applyAsLong(number(header, at, ID_LENGTH));
		String digits = String.format("%07o", (changed <= LARGEST) ? changed : NOBODY);
		System.arraycopy(digits.getBytes(StandardCharsets.US_ASCII), 0, header, at, digits.length());
	}

	private static long number(byte[] header, int at, int length) {
		String digits = text(header, at, length).replace('\0', ' ').strip();
		return digits.matches("[0-7]+") ? Long.parseLong(digits, 8) : 0;
	}

	private static void checksum(byte[] header) {
		Arrays.fill(header, CHECKSUM, CHECKSUM + CHECKSUM_LENGTH, (byte) ' ');
		int sum = 0;
		for (byte each : header) {
			sum += each & 0xff;
		}
		byte[] digits = String.format("%06o\0", sum).getBytes(StandardCharsets.US_ASCII);
		System.arraycopy(digits, 0, header, CHECKSUM, digits.length);
	}

	private static String text(byte[] bytes, int from, int length) {
		return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
	}

	private static long padded(long size) {
		return (size + BLOCK - 1) / BLOCK * BLOCK;
	}

}
