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

package io.github.libcontainerd.internal.grpc.content;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import com.google.protobuf.FieldMask;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.grpc.Errors;
import io.github.libcontainerd.internal.grpc.LeaseInterceptor;
import io.github.libcontainerd.internal.grpc.Messages;
import io.github.libcontainerd.internal.grpc.NamespaceInterceptor;
import io.github.libcontainerd.internal.grpc.Rpc;
import io.github.libcontainerd.internal.grpc.api.content.AbortRequest;
import io.github.libcontainerd.internal.grpc.api.content.ContentGrpc;
import io.github.libcontainerd.internal.grpc.api.content.DeleteContentRequest;
import io.github.libcontainerd.internal.grpc.api.content.Info;
import io.github.libcontainerd.internal.grpc.api.content.InfoRequest;
import io.github.libcontainerd.internal.grpc.api.content.ListContentRequest;
import io.github.libcontainerd.internal.grpc.api.content.ListStatusesRequest;
import io.github.libcontainerd.internal.grpc.api.content.UpdateRequest;

/**
 * The content store of a namespace. What is written lives as long as something refers to
 * it: write under a lease ({@link #withLease}).
 */
public final class ContentApi {

	private static final Duration DEADLINE = Duration.ofSeconds(10);

	private final Channel channel;

	/**
	 * Create the calls.
	 * @param channel the channel to containerd
	 * @param namespace the namespace
	 */
	public ContentApi(Channel channel, String namespace) {
		this(ClientInterceptors.intercept(channel, new NamespaceInterceptor(namespace)));
	}

	private ContentApi(Channel channel) {
		this.channel = channel;
	}

	/**
	 * Return the same calls under a lease.
	 * @param lease the id of the lease
	 * @return the calls
	 */
	public ContentApi withLease(String lease) {
		return new ContentApi(ClientInterceptors.intercept(this.channel, new LeaseInterceptor(lease)));
	}

	/**
	 * Return what is known of a blob.
	 * @param digest its digest
	 * @return what is known
	 */
	public CompletableFuture<ContentInfo> info(String digest) {
		InfoRequest request = InfoRequest.newBuilder().setDigest(digest).build();
		return Rpc.call(this.channel, ContentGrpc.getInfoMethod(), request, DEADLINE)
			.thenApply((answer) -> info(answer.getInfo()));
	}

	/**
	 * Return the blobs.
	 * @param filters of containerd's syntax, one of which has to match; none for all
	 * @return the blobs
	 */
	public CompletableFuture<List<ContentInfo>> list(String... filters) {
		ListContentRequest request = ListContentRequest.newBuilder().addAllFilters(List.of(filters)).build();
		return Rpc.list(this.channel, ContentGrpc.getListMethod(), request, DEADLINE)
			.thenApply((answers) -> answers.stream()
				.flatMap((answer) -> answer.getInfoList().stream())
				.map(ContentApi::info)
				.toList());
	}

	/**
	 * Set labels of a blob and leave all others alone.
	 * @param digest its digest
	 * @param labels the labels, at least one
	 * @return completes when they are stored
	 */
	public CompletableFuture<Void> label(String digest, Map<String, String> labels) {
		UpdateRequest request = UpdateRequest.newBuilder()
			.setInfo(Info.newBuilder().setDigest(digest).putAllLabels(labels))
			.setUpdateMask(FieldMask.newBuilder().addAllPaths(Messages.labelPaths(labels)))
			.build();
		return Rpc.call(this.channel, ContentGrpc.getUpdateMethod(), request, DEADLINE).thenApply((answer) -> null);
	}

	/**
	 * Delete a blob, whatever refers to it.
	 * @param digest its digest
	 * @return completes when it is gone
	 */
	public CompletableFuture<Void> delete(String digest) {
		DeleteContentRequest request = DeleteContentRequest.newBuilder().setDigest(digest).build();
		return Rpc.call(this.channel, ContentGrpc.getDeleteMethod(), request, DEADLINE).thenApply((answer) -> null);
	}

	/**
	 * Open a blob for reading.
	 * @param digest its digest
	 * @return the content; to be closed
	 */
	public ContentReader read(String digest) {
		return ContentReader.open(this.channel, digest);
	}

	/**
	 * Open an ingest for writing, a new one or one that somebody has begun.
	 * @param ref its name
	 * @param size how many bytes there will be; {@code null} when that is not known yet
	 * @param digest the digest they are to have; {@code null} when that is not known yet
	 * @return the writer; to be closed
	 * @throws io.grpc.StatusRuntimeException {@code ALREADY_EXISTS} when the content
	 * store has the digest, and when somebody else writes to the ingest a failure of
	 * which {@link Errors#isLocked} is true
	 * @throws InterruptedException when interrupted
	 */
	public ContentWriter write(String ref, @Nullable Long size, @Nullable String digest) throws InterruptedException {
		return ContentWriter.open(this.channel, ref, (size != null) ? size : 0, (digest != null) ? digest : "");
	}

	/**
	 * Return the ingests.
	 * @param filters of containerd's syntax, one of which has to match; none for all
	 * @return the ingests
	 */
	public CompletableFuture<List<IngestStatus>> ingests(String... filters) {
		ListStatusesRequest request = ListStatusesRequest.newBuilder().addAllFilters(List.of(filters)).build();
		return Rpc.call(this.channel, ContentGrpc.getListStatusesMethod(), request, DEADLINE)
			.thenApply((answer) -> answer.getStatusesList()
				.stream()
				.map((status) -> new IngestStatus(status.getRef(), status.getOffset(), status.getExpected()))
				.toList());
	}

	/**
	 * Remove an ingest with what was written to it.
	 * @param ref its name
	 * @return completes when it is gone
	 */
	public CompletableFuture<Void> abort(String ref) {
		AbortRequest request = AbortRequest.newBuilder().setRef(ref).build();
		return Rpc.call(this.channel, ContentGrpc.getAbortMethod(), request, DEADLINE).thenApply((answer) -> null);
	}

	private static ContentInfo info(Info info) {
		return new ContentInfo(info.getDigest(), info.getSize(), info.getLabelsMap());
	}

}
