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

package io.github.libcontainerd.internal.image.archive;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.ImageException.Reason;
import io.github.libcontainerd.internal.archive.ArchiveException;
import io.github.libcontainerd.internal.archive.Compression;
import io.github.libcontainerd.internal.archive.TarEntry;
import io.github.libcontainerd.internal.archive.TarReader;
import io.github.libcontainerd.internal.grpc.Errors;
import io.github.libcontainerd.internal.grpc.content.ContentWriter;
import io.github.libcontainerd.internal.image.store.ChainIds;
import io.github.libcontainerd.internal.image.store.ImageJson;
import io.github.libcontainerd.internal.image.store.ImageLease;
import io.github.libcontainerd.internal.image.store.ImageProblem;
import io.github.libcontainerd.internal.image.store.TaskGroup;

/**
 * What is in an archive: the documents that tell what it is, held here, and everything
 * else, which goes straight into the content store.
 */
final class ArchiveContent {

	static final String OCI_LAYOUT = "oci-layout";

	static final String OCI_INDEX = "index.json";

	static final String DOCKER_MANIFEST = "manifest.json";

	private static final Set<String> DOCUMENTS = Set.of(OCI_LAYOUT, OCI_INDEX, DOCKER_MANIFEST);

	private static final Pattern BLOB = Pattern.compile("blobs/(sha256|sha384|sha512)/([0-9a-f]+)");

	private static final int CHUNK = 512 * 1024;

	// More than any image has; keeps the memory from growing with an archive of nothing.
	private static final int MAX_ENTRIES = 100_000;

	private static final int PENDING = 8;

	private final ImageLease lease;

	private final TaskGroup commits;

	private final String prefix;

	private final ArchiveNames names = new ArchiveNames();

	private final Map<String, byte[]> documents = new HashMap<>();

	private final Map<String, Future<Stored>> stored = new HashMap<>();

	private final ArrayDeque<Future<Stored>> pending = new ArrayDeque<>();

	private final byte[] buffer = new byte[CHUNK];

	ArchiveContent(ImageLease lease, TaskGroup commits) {
		this.lease = lease;
		this.commits = commits;
		// Unlike the content of a registry, two archives may have different things under
		// the same name.
		this.prefix = "tar-" + lease.id() + "-";
	}

	void read(TarReader tar) throws Exception {
		int count = 0;
		for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
			if (++count > MAX_ENTRIES) {
				throw ImageProblem.corrupt("the archive has more than " + MAX_ENTRIES + " entries");
			}
			String name = ArchiveNames.normal(entry.name());
			switch (entry.type()) {
				case FILE -> file(tar, entry, name);
				case SYMBOLIC_LINK, HARD_LINK -> this.names.link(name, entry);
				default -> {
					// Nothing can refer to it.
				}
			}
		}
		for (Future<Stored> commit : this.stored.values()) {
			this.commits.await(commit);
		}
	}

	private void file(TarReader tar, TarEntry entry, String name) throws Exception {
		if (DOCUMENTS.contains(name)) {
			this.documents.put(name, document(tar, entry));
			return;
		}
		Future<Stored> commit = store(tar, entry, name);
		this.stored.put(name, commit);
		this.pending.addLast(commit);
		if (this.pending.size() > PENDING) {
			this.commits.await(this.pending.removeFirst());
		}
	}

	private static byte[] document(TarReader tar, TarEntry entry) throws IOException {
		if (entry.size() > ImageJson.MAX_MANIFEST) {
			throw ImageProblem.corrupt("'" + entry.name() + "' in the archive has " + entry.size() + " bytes");
		}
		byte[] bytes = new byte[(int) entry.size()];
		int count = 0;
		while (count < bytes.length) {
			count += tar.read(bytes, count, bytes.length - count);
		}
		return bytes;
	}

	/**
	 * Write an entry to the content store. It is committed while the next one is read.
	 */
	private Future<Stored> store(TarReader tar, TarEntry entry, String name) throws Exception {
		Matcher blob = BLOB.matcher(name);
		String expected = blob.matches() ? blob.group(1) + ":" + blob.group(2) : null;
		if (expected != null) {
			ImageJson.checkDigest(expected, "archive");
		}
		String ref = this.prefix + name;
		ContentWriter writer;
		try {
			writer = this.lease.content().write(ref, entry.size(), expected);
		}
		catch (RuntimeException ex) {
			if (expected != null && Errors.isAlreadyExists(ex)) {
				return this.commits.fork(() -> new Stored(expected, entry.size(), Compression.NONE));
			}
			throw ex;
		}
		this.lease.writing(ref);
		boolean handedOver = false;
		try {
			MessageDigest digest = (expected == null) ? ChainIds.sha256() : null;
			// Content of another namespace is there without being written, once it is
			// committed in this one too.
			Compression compression = (writer.offset() == 0) ? copy(tar, writer, digest) : Compression.NONE;
			String actual = (digest != null) ? "sha256:" + HexFormat.of().formatHex(digest.digest()) : expected;
			Future<Stored> commit = this.commits.fork(() -> {
				try (writer) {
					commit(writer, String.valueOf(actual), name);
				}
				this.lease.written(ref);
				return new Stored(String.valueOf(actual), entry.size(), compression);
			});
			handedOver = true;
			return commit;
		}
		finally {
			if (!handedOver) {
				writer.close();
			}
		}
	}

	private Compression copy(TarReader tar, ContentWriter writer, @Nullable MessageDigest digest)
			throws IOException, InterruptedException {
		Compression compression = Compression.NONE;
		for (int count = fill(tar); count > 0; count = fill(tar)) {
			if (Thread.interrupted()) {
				throw new InterruptedException();
			}
			if (writer.offset() == 0) {
				compression = Compression.of(this.buffer, count);
			}
			if (digest != null) {
				digest.update(this.buffer, 0, count);
			}
			writer.write(this.buffer, 0, count);
		}
		return compression;
	}

	private int fill(TarReader tar) throws IOException {
		int count = 0;
		while (count < this.buffer.length) {
			int more = tar.read(this.buffer, count, this.buffer.length - count);
			if (more < 0) {
				break;
			}
			count += more;
		}
		return count;
	}

	private static void commit(ContentWriter writer, String digest, String name) throws InterruptedException {
		try {
			writer.commit(digest, Map.of());
		}
		catch (RuntimeException ex) {
			if (Errors.isAlreadyExists(ex)) {
				return;
			}
			if (Errors.isFailedPrecondition(ex)) {
				throw new ImageProblem(Reason.CORRUPT,
						"'" + name + "' in the archive has another digest (" + Errors.text(ex) + ")", ex);
			}
			throw ex;
		}
	}

	/**
	 * Return a document; {@code null} when the archive has none of that name.
	 */
	byte @Nullable [] document(String name) {
		return this.documents.get(name);
	}

	/**
	 * Return what was stored of a name, or of what it is a link to.
	 */
	Stored get(String name) throws Exception {
		Future<Stored> found = this.stored.get(this.names.resolve(name));
		if (found == null) {
			throw ImageProblem.corrupt("the archive has no '" + name + "', which it refers to");
		}
		return this.commits.await(found);
	}

	/**
	 * Write something to the content store that is not in the archive.
	 */
	void add(byte[] bytes, String digest) throws InterruptedException {
		String ref = this.prefix + digest;
		try (ContentWriter writer = this.lease.content().write(ref, (long) bytes.length, digest)) {
			this.lease.writing(ref);
			if (writer.offset() == 0) {
				writer.write(bytes, 0, bytes.length);
			}
			commit(writer, digest, digest);
			this.lease.written(ref);
		}
		catch (RuntimeException ex) {
			if (!Errors.isAlreadyExists(ex)) {
				throw ex;
			}
		}
	}

	/**
	 * Translate what an archive can do wrong.
	 */
	static Exception translate(Exception failure) {
		if (failure instanceof ArchiveException ex) {
			return new ImageProblem(ex.isUnsupported() ? Reason.UNSUPPORTED_FORMAT : Reason.CORRUPT,
					String.valueOf(ex.getMessage()), ex);
		}
		if (failure instanceof java.io.EOFException || failure instanceof java.util.zip.ZipException) {
			return new ImageProblem(Reason.CORRUPT, "the archive is damaged: " + failure.getMessage(), failure);
		}
		if (failure instanceof IOException) {
			return new ImageProblem(Reason.CORRUPT, "the archive can't be read: " + failure, failure);
		}
		return failure;
	}

	/**
	 * An entry in the content store.
	 *
	 * @param digest its digest
	 * @param size its size
	 * @param compression how it is compressed, when that was looked at
	 */
	record Stored(String digest, long size, Compression compression) {
	}

}
