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

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/**
 * How something is compressed, told by its first bytes.
 */
public enum Compression {

	/** Not at all. */
	NONE,

	/** By gzip. */
	GZIP,

	/** By zstd. */
	ZSTD,

	/** By bzip2. */
	BZIP2,

	/** By xz. */
	XZ;

	/** As many bytes are looked at. */
	public static final int MAGIC = 6;

	private static final int BUFFER = 64 * 1024;

	/**
	 * Return how something is compressed.
	 * @param bytes its beginning
	 * @param length how many bytes of it there are
	 * @return the compression
	 */
	public static Compression of(byte[] bytes, int length) {
		if (begins(bytes, length, 0x1f, 0x8b)) {
			return GZIP;
		}
		if (begins(bytes, length, 0x28, 0xb5, 0x2f, 0xfd)) {
			return ZSTD;
		}
		if (begins(bytes, length, 'B', 'Z', 'h')) {
			return BZIP2;
		}
		return begins(bytes, length, 0xfd, '7', 'z', 'X', 'Z', 0) ? XZ : NONE;
	}

	private static boolean begins(byte[] bytes, int length, int... magic) {
		if (length < magic.length) {
			return false;
		}
		for (int i = 0; i < magic.length; i++) {
			if ((bytes[i] & 0xff) != magic[i]) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Return an archive without its compression.
	 * @param archive the archive
	 * @return the same, or what is in it
	 * @throws ArchiveException when it is compressed by something else than gzip
	 * @throws IOException when it can't be read
	 */
	public static InputStream decompress(InputStream archive) throws IOException {
		BufferedInputStream in = new BufferedInputStream(archive, BUFFER);
		in.mark(MAGIC);
		byte[] magic = in.readNBytes(MAGIC);
		in.reset();
		Compression compression = of(magic, magic.length);
		return switch (compression) {
			case NONE -> in;
			case GZIP -> new GZIPInputStream(in, BUFFER);
			default -> throw ArchiveException.unsupported(
					"the archive as a whole is compressed by " + compression.name().toLowerCase(java.util.Locale.ROOT)
							+ "; decompress it first, or use gzip (its layers may be compressed by zstd)");
		};
	}

}
