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

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.grpc.Channel;

import io.github.libcontainerd.internal.grpc.api.content.ContentGrpc;
import io.github.libcontainerd.internal.grpc.api.content.ListContentRequest;
import io.github.libcontainerd.internal.grpc.api.content.ListContentResponse;
import io.github.libcontainerd.internal.grpc.api.content.ListStatusesRequest;
import io.github.libcontainerd.internal.grpc.api.images.ImagesGrpc;
import io.github.libcontainerd.internal.grpc.api.images.ListImagesRequest;
import io.github.libcontainerd.internal.grpc.api.leases.LeasesGrpc;
import io.github.libcontainerd.internal.grpc.api.leases.ListRequest;
import io.github.libcontainerd.internal.grpc.api.snapshots.ListSnapshotsRequest;
import io.github.libcontainerd.internal.grpc.api.snapshots.ListSnapshotsResponse;
import io.github.libcontainerd.internal.grpc.api.snapshots.SnapshotsGrpc;
import io.github.libcontainerd.test.internal.host.Threads;
import io.github.libcontainerd.test.internal.real.Clients;

/**
 * What there is of images in a namespace, asked without the library under test.
 */
public final class ImageLeftovers {

	// containerd removes some of it after it has answered.
	private static final Duration PATIENCE = Patience.seconds(10);

	private final Path socket;

	private final String namespace;

	private final String snapshotter;

	private ImageLeftovers(Path socket, String namespace, String snapshotter) {
		this.socket = socket;
		this.namespace = namespace;
		this.snapshotter = snapshotter;
	}

	/**
	 * Look into a namespace.
	 * @param socket the socket of the daemon
	 * @param namespace the namespace
	 * @return what is there
	 */
	public static ImageLeftovers of(Path socket, String namespace) {
		return new ImageLeftovers(socket, namespace, "overlayfs");
	}

	/**
	 * Look at another snapshotter.
	 * @param name its name
	 * @return what is there
	 */
	public ImageLeftovers snapshotter(String name) {
		return new ImageLeftovers(this.socket, this.namespace, name);
	}

	/**
	 * What somebody has not finished: leases, ingests, and snapshots of layers that are
	 * being unpacked.
	 * @return one line for each, or none
	 */
	public List<String> unfinished() {
		List<String> found = new ArrayList<>();
		try (Clients clients = new Clients(this.socket)) {
			Channel channel = clients.in(this.namespace);
			LeasesGrpc.newBlockingStub(channel)
				.withDeadlineAfter(Patience.seconds(10).toSeconds(), TimeUnit.SECONDS)
				.list(ListRequest.getDefaultInstance())
				.getLeasesList()
				.forEach((lease) -> found.add("lease " + lease.getId()));
			ContentGrpc.newBlockingStub(channel)
				.withDeadlineAfter(Patience.seconds(10).toSeconds(), TimeUnit.SECONDS)
				.listStatuses(ListStatusesRequest.getDefaultInstance())
				.getStatusesList()
				.forEach((ingest) -> found.add("ingest " + ingest.getRef()));
			snapshots(channel).stream()
				.filter((name) -> name.startsWith("extract-"))
				.forEach((name) -> found.add("snapshot " + name));
		}
		return found;
	}

	/**
	 * All that there is.
	 * @return one line for each, or none
	 */
	public List<String> everything() {
		List<String> found = new ArrayList<>(unfinished());
		try (Clients clients = new Clients(this.socket)) {
			Channel channel = clients.in(this.namespace);
			ImagesGrpc.newBlockingStub(channel)
				.withDeadlineAfter(Patience.seconds(10).toSeconds(), TimeUnit.SECONDS)
				.list(ListImagesRequest.getDefaultInstance())
				.getImagesList()
				.forEach((image) -> found.add("image " + image.getName()));
			content(channel).forEach((digest) -> found.add("content " + digest));
			snapshots(channel).forEach((name) -> found.add("snapshot " + name));
		}
		return found;
	}

	private static List<String> content(Channel channel) {
		List<String> found = new ArrayList<>();
		Iterator<ListContentResponse> answers = ContentGrpc.newBlockingStub(channel)
			.withDeadlineAfter(Patience.seconds(10).toSeconds(), TimeUnit.SECONDS)
			.list(ListContentRequest.getDefaultInstance());
		answers.forEachRemaining((answer) -> answer.getInfoList().forEach((info) -> found.add(info.getDigest())));
		return found;
	}

	private List<String> snapshots(Channel channel) {
		List<String> found = new ArrayList<>();
		Iterator<ListSnapshotsResponse> answers = SnapshotsGrpc.newBlockingStub(channel)
			.withDeadlineAfter(Patience.seconds(10).toSeconds(), TimeUnit.SECONDS)
			.list(ListSnapshotsRequest.newBuilder().setSnapshotter(this.snapshotter).build());
		answers.forEachRemaining((answer) -> answer.getInfoList().forEach((info) -> found.add(info.getName())));
		return found;
	}

	/**
	 * Wait until everything is finished.
	 * @throws AssertionError with what is not
	 */
	public void assertNothingUnfinished() {
		List<String> last = new ArrayList<>();
		assertNone(last, Threads.await(PATIENCE, () -> replace(last, unfinished())));
	}

	/**
	 * Wait until nothing is there at all.
	 * @throws AssertionError with what is
	 */
	public void assertNothingLeft() {
		List<String> last = new ArrayList<>();
		assertNone(last, Threads.await(PATIENCE, () -> replace(last, everything())));
	}

	private static boolean replace(List<String> last, List<String> current) {
		last.clear();
		last.addAll(current);
		return current.isEmpty();
	}

	private void assertNone(List<String> last, boolean none) {
		if (!none) {
			throw new AssertionError("Left behind in " + this.namespace + ":\n  " + String.join("\n  ", last));
		}
	}

}
