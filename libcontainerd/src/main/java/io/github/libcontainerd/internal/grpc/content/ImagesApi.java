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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import com.google.protobuf.FieldMask;
import com.google.protobuf.Timestamp;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;

import io.github.libcontainerd.image.Descriptor;
import io.github.libcontainerd.image.Image;
import io.github.libcontainerd.internal.grpc.AnyValues;
import io.github.libcontainerd.internal.grpc.Messages;
import io.github.libcontainerd.internal.grpc.NamespaceInterceptor;
import io.github.libcontainerd.internal.grpc.Rpc;
import io.github.libcontainerd.internal.grpc.api.images.CreateImageRequest;
import io.github.libcontainerd.internal.grpc.api.images.DeleteImageRequest;
import io.github.libcontainerd.internal.grpc.api.images.GetImageRequest;
import io.github.libcontainerd.internal.grpc.api.images.ImagesGrpc;
import io.github.libcontainerd.internal.grpc.api.images.ListImagesRequest;
import io.github.libcontainerd.internal.grpc.api.images.UpdateImageRequest;

/**
 * The image records of a namespace. A request without an image or without its target ends
 * containerd 1.7 and 2.1, so that both are always there.
 */
public final class ImagesApi {

	private static final Duration DEADLINE = Duration.ofSeconds(10);

	// The garbage collector runs within the call, and has to wait for those who write.
	private static final Duration COLLECT_DEADLINE = Duration.ofSeconds(60);

	private final Channel channel;

	/**
	 * Create the calls.
	 * @param channel the channel to containerd
	 * @param namespace the namespace
	 */
	public ImagesApi(Channel channel, String namespace) {
		this.channel = ClientInterceptors.intercept(channel, new NamespaceInterceptor(namespace));
	}

	/**
	 * Return an image.
	 * @param name its name
	 * @return the image
	 */
	public CompletableFuture<Image> get(String name) {
		GetImageRequest request = GetImageRequest.newBuilder().setName(name).build();
		return Rpc.call(this.channel, ImagesGrpc.getGetMethod(), request, DEADLINE)
			.thenApply((answer) -> image(answer.getImage()));
	}

	/**
	 * Return the images.
	 * @param filters of containerd's syntax, one of which has to match; none for all
	 * @return the images
	 */
	public CompletableFuture<List<Image>> list(String... filters) {
		ListImagesRequest request = ListImagesRequest.newBuilder().addAllFilters(List.of(filters)).build();
		return Rpc.call(this.channel, ImagesGrpc.getListMethod(), request, DEADLINE)
			.thenApply((answer) -> answer.getImagesList().stream().map(ImagesApi::image).toList());
	}

	/**
	 * Create an image.
	 * @param name its name, not in use
	 * @param target what it stands for, in the content store
	 * @param labels the labels
	 * @return the image
	 */
	public CompletableFuture<Image> create(String name, Descriptor target, Map<String, String> labels) {
		CreateImageRequest request = CreateImageRequest.newBuilder().setImage(message(name, target, labels)).build();
		return Rpc.call(this.channel, ImagesGrpc.getCreateMethod(), request, DEADLINE)
			.thenApply((answer) -> image(answer.getImage()));
	}

	/**
	 * Change what an image stands for, and set labels; its other labels stay.
	 * @param name its name
	 * @param target what it stands for, in the content store
	 * @param labels the labels
	 * @return the image
	 */
	public CompletableFuture<Image> update(String name, Descriptor target, Map<String, String> labels) {
		UpdateImageRequest request = UpdateImageRequest.newBuilder()
			.setImage(message(name, target, labels))
			.setUpdateMask(FieldMask.newBuilder().addPaths("target").addAllPaths(Messages.labelPaths(labels)))
			.build();
		return Rpc.call(this.channel, ImagesGrpc.getUpdateMethod(), request, DEADLINE)
			.thenApply((answer) -> image(answer.getImage()));
	}

	/**
	 * Delete an image.
	 * @param name its name
	 * @param collect whether what nothing keeps any more is to be gone when the call
	 * returns, rather than some time later
	 * @return completes when it is gone
	 */
	public CompletableFuture<Void> delete(String name, boolean collect) {
		DeleteImageRequest request = DeleteImageRequest.newBuilder().setName(name).setSync(collect).build();
		return Rpc.call(this.channel, ImagesGrpc.getDeleteMethod(), request, collect ? COLLECT_DEADLINE : DEADLINE)
			.thenApply((answer) -> null);
	}

	private static io.github.libcontainerd.internal.grpc.api.images.Image message(String name, Descriptor target,
			Map<String, String> labels) {
		return io.github.libcontainerd.internal.grpc.api.images.Image.newBuilder()
			.setName(name)
			.setTarget(Messages.descriptor(target))
			.putAllLabels(labels)
			.build();
	}

	private static Image image(io.github.libcontainerd.internal.grpc.api.images.Image message) {
		return new Image(message.getName(), Messages.descriptor(message.getTarget()), message.getLabelsMap(),
				instant(message.hasCreatedAt(), message.getCreatedAt()),
				instant(message.hasUpdatedAt(), message.getUpdatedAt()));
	}

	private static Instant instant(boolean present, Timestamp timestamp) {
		Instant instant = AnyValues.instant(present, timestamp);
		return (instant != null) ? instant : Instant.EPOCH;
	}

}
