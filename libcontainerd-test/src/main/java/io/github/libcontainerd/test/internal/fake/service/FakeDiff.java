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

package io.github.libcontainerd.test.internal.fake.service;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;

import io.github.libcontainerd.internal.grpc.api.diff.ApplyRequest;
import io.github.libcontainerd.internal.grpc.api.diff.ApplyResponse;
import io.github.libcontainerd.internal.grpc.api.diff.DiffGrpc;
import io.github.libcontainerd.internal.grpc.api.types.Descriptor;
import io.github.libcontainerd.internal.grpc.api.types.Mount;
import io.github.libcontainerd.test.internal.fake.files.FakeLayer;
import io.github.libcontainerd.test.internal.fake.files.FakeTar;
import io.github.libcontainerd.test.internal.fake.files.FakeTree;
import io.github.libcontainerd.test.internal.fake.files.FakeZstd;
import io.github.libcontainerd.test.internal.fake.server.FakeDaemon;
import io.github.libcontainerd.test.internal.fake.server.FakeInterceptor;
import io.github.libcontainerd.test.internal.fake.server.Rpc;
import io.github.libcontainerd.test.internal.fake.store.FakeStorage;
import io.github.libcontainerd.test.internal.image.Digests;

/**
 * The diff service. It applies layers that are plain or compressed by gzip, into
 * snapshots of the fake only.
 */
public final class FakeDiff extends DiffGrpc.DiffImplBase {

	private static final String DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar";

	private static final String DOCKER_FOREIGN_LAYER = "application/vnd.docker.image.rootfs.foreign.diff.tar";

	private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";

	private final FakeDaemon daemon;

	private final FakeStorage storage;

	public FakeDiff(FakeDaemon daemon, FakeStorage storage) {
		this.daemon = daemon;
		this.storage = storage;
	}

	@Override
	public void apply(ApplyRequest request, StreamObserver<ApplyResponse> observer) {
		Rpc.answer(observer, () -> {
			if (!request.hasDiff()) {
				throw this.daemon.crash("Diff.Apply without diff");
			}
			String digest = request.getDiff().getDigest();
			try {
				this.storage.read(FakeInterceptor.namespace(), (metadata) -> {
					metadata.require(digest);
					return metadata;
				});
			}
			catch (StatusRuntimeException ex) {
				throw ex.getStatus()
					.withDescription("failed to get reader from content store: " + ex.getStatus().getDescription())
					.asRuntimeException();
			}
			String mediaType = request.getDiff().getMediaType();
			boolean compressed = isCompressed(mediaType);
			try {
				return ApplyResponse.newBuilder()
					.setApplied(apply(this.storage.blob(digest), compressed, request.getMountsList()))
					.build();
			}
			catch (IOException ex) {
				throw Rpc.unclassified(mounting(request.getMountsList()) + ex.getMessage());
			}
		});
	}

	/**
	 * Whether a layer of a media type may be compressed. How, is judged by what it begins
	 * with.
	 */
	private boolean isCompressed(String mediaType) {
		String[] parts = mediaType.split("\\+");
		String last = parts[parts.length - 1];
		return switch (parts[0]) {
			case LAYER, "application/vnd.oci.image.layer.nondistributable.v1.tar" ->
				parts.length > 1 && (last.equals("gzip") || last.equals("zstd"));
			case DOCKER_LAYER, DOCKER_LAYER + ".gzip", DOCKER_FOREIGN_LAYER, DOCKER_FOREIGN_LAYER + ".gzip" ->
				parts.length == 1;
			default -> {
				// 2.x knows one type more.
				if (mediaType.equals(DOCKER_LAYER + ".zstd") && this.daemon.information().isTwo()) {
					yield true;
				}
				throw Rpc
					.unclassified("failed to get stream processor for " + mediaType + ": no processor for media-type");
			}
		};
	}

	/** Anything but an overlay is mounted in a temporary place. */
	private String mounting(List<Mount> mounts) {
		return (mounts.size() == 1 && mounts.get(0).getType().equals("overlay")) ? ""
				: "mount callback failed on %s/tmpmounts/containerd-mount%d: "
					.formatted(this.storage.directory().root(), this.daemon.random().nextInt(Integer.MAX_VALUE));
	}

	private Descriptor apply(Path blob, boolean compressed, List<Mount> mounts) throws IOException {
		MessageDigest digest = Digests.begin();
		try (InputStream file = Files.newInputStream(blob);
				Counting counting = new Counting(
						new DigestInputStream(decompress(new BufferedInputStream(file), compressed), digest))) {
			extract(counting, mounts);
			counting.transferTo(OutputStream.nullOutputStream());
			return Descriptor.newBuilder()
				.setMediaType(LAYER)
				.setSize(counting.count)
				.setDigest(Digests.end(digest))
				.build();
		}
		catch (ZipException | EOFException ex) {
			throw new IOException("unexpected EOF", ex);
		}
	}

	private static InputStream decompress(BufferedInputStream stream, boolean compressed) throws IOException {
		if (!compressed) {
			return stream;
		}
		stream.mark(4);
		byte[] magic = stream.readNBytes(4);
		stream.reset();
		if (magic.length >= 2 && magic[0] == 0x1f && (magic[1] & 0xff) == 0x8b) {
			return new GZIPInputStream(stream, 1 << 16);
		}
		if (magic.length == 4 && (magic[0] & 0xff) == 0x28 && (magic[1] & 0xff) == 0xb5 && magic[2] == 0x2f
				&& (magic[3] & 0xff) == 0xfd) {
			return FakeZstd.decompress(stream);
		}
		return stream;
	}

	private void extract(InputStream stream, List<Mount> mounts) throws IOException {
		if (mounts.isEmpty()) {
			// The real one extracts it into a directory that it deletes.
			FakeTar tar = new FakeTar(stream);
			while (tar.next() != null) {
				continue;
			}
			return;
		}
		Mount mount = mounts.get(0);
		if (mounts.size() > 1 || !List.of("bind", "overlay").contains(mount.getType())) {
			throw new IOException("the fake containerd cannot mount " + mounts);
		}
		if (mount.getType().equals("bind")) {
			Path root = own(mount.getSource());
			if (mount.getOptionsList().contains("ro")) {
				throw new IOException("open " + root + ": read-only file system");
			}
			new FakeLayer(root, List.of(), false).apply(stream);
			return;
		}
		List<Path> layers = new ArrayList<>(FakeTree.of(mounts).layers());
		if (mount.getOptionsList().stream().noneMatch((option) -> option.startsWith("upperdir="))) {
			throw new IOException("open " + layers.get(0) + ": read-only file system");
		}
		new FakeLayer(own(layers.get(0).toString()), layers.subList(1, layers.size()), true).apply(stream);
	}

	/** A test's mistake shall not cost files of the host. */
	private Path own(String source) throws IOException {
		Path path = Path.of(source);
		if (!this.storage.directory().owns(path)) {
			throw new IOException(
					"the fake containerd extracts into its own snapshots only, and " + source + " is none of them");
		}
		if (!Files.isDirectory(path)) {
			throw new IOException("failed to mount " + source + ": no such file or directory");
		}
		return path;
	}

	/**
	 * Counts what is read.
	 */
	private static final class Counting extends FilterInputStream {

		private long count;

		Counting(InputStream in) {
			super(in);
		}

		@Override
		public int read() throws IOException {
			int result = super.read();
			this.count += (result >= 0) ? 1 : 0;
			return result;
		}

		@Override
		public int read(byte[] buffer, int offset, int length) throws IOException {
			int result = super.read(buffer, offset, length);
			this.count += Math.max(0, result);
			return result;
		}

	}

}
