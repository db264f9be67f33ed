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

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

import com.google.protobuf.Empty;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.grpc.api.images.CreateImageRequest;
import io.github.libcontainerd.internal.grpc.api.images.CreateImageResponse;
import io.github.libcontainerd.internal.grpc.api.images.DeleteImageRequest;
import io.github.libcontainerd.internal.grpc.api.images.GetImageRequest;
import io.github.libcontainerd.internal.grpc.api.images.GetImageResponse;
import io.github.libcontainerd.internal.grpc.api.images.Image;
import io.github.libcontainerd.internal.grpc.api.images.ImageCreate;
import io.github.libcontainerd.internal.grpc.api.images.ImageDelete;
import io.github.libcontainerd.internal.grpc.api.images.ImageUpdate;
import io.github.libcontainerd.internal.grpc.api.images.ImagesGrpc;
import io.github.libcontainerd.internal.grpc.api.images.ListImagesRequest;
import io.github.libcontainerd.internal.grpc.api.images.ListImagesResponse;
import io.github.libcontainerd.internal.grpc.api.images.UpdateImageRequest;
import io.github.libcontainerd.internal.grpc.api.images.UpdateImageResponse;
import io.github.libcontainerd.internal.grpc.api.types.Descriptor;
import io.github.libcontainerd.test.internal.fake.server.FakeDaemon;
import io.github.libcontainerd.test.internal.fake.server.FakeEvents;
import io.github.libcontainerd.test.internal.fake.server.FakeInterceptor;
import io.github.libcontainerd.test.internal.fake.server.FakeLabels;
import io.github.libcontainerd.test.internal.fake.server.Rpc;
import io.github.libcontainerd.test.internal.fake.store.FakeStorage;
import io.github.libcontainerd.test.internal.image.Digests;

/**
 * The images service.
 */
public final class FakeImages extends ImagesGrpc.ImagesImplBase {

	private final FakeDaemon daemon;

	private final FakeStorage storage;

	public FakeImages(FakeDaemon daemon, FakeStorage storage) {
		this.daemon = daemon;
		this.storage = storage;
	}

	@Override
	public void get(GetImageRequest request, StreamObserver<GetImageResponse> observer) {
		Rpc.answer(observer, () -> this.storage.read(FakeInterceptor.namespace(), (metadata) -> {
			Image image = metadata.images().get(request.getName());
			if (image == null) {
				throw Rpc.notFound("image \"" + request.getName() + "\": not found");
			}
			return GetImageResponse.newBuilder().setImage(image).build();
		}));
	}

	@Override
	public void list(ListImagesRequest request, StreamObserver<ListImagesResponse> observer) {
		Rpc.answer(observer, () -> {
			String namespace = FakeInterceptor.namespace();
			Predicate<Function<List<String>, @Nullable String>> filter = Rpc.invalidFilter(request.getFiltersList());
			return this.storage.read(namespace,
					(metadata) -> ListImagesResponse.newBuilder()
						.addAllImages(metadata.images()
							.values()
							.stream()
							.filter((image) -> filter.test((path) -> field(image, path)))
							.toList())
						.build());
		});
	}

	private static @Nullable String field(Image image, List<String> path) {
		return switch (path.get(0)) {
			case "name" -> image.getName();
			case "target" -> (path.size() < 2) ? null : switch (path.get(1)) {
				case "digest" -> image.getTarget().getDigest();
				case "mediatype" -> image.getTarget().getMediaType();
				default -> null;
			};
			case "labels" -> FakeLabels.field(image.getLabelsMap(), path);
			case "annotations" -> FakeLabels.field(image.getTarget().getAnnotationsMap(), path);
			default -> null;
		};
	}

	@Override
	public void create(CreateImageRequest request, StreamObserver<CreateImageResponse> observer) {
		Rpc.answer(observer, () -> {
			if (!request.hasImage() || !request.getImage().hasTarget()) {
				throw this.daemon.crash("Images.Create without image or target");
			}
			Image wanted = request.getImage();
			if (wanted.getName().isEmpty()) {
				throw Rpc.invalid("Image.Name required");
			}
			String namespace = FakeInterceptor.namespace();
			validate(wanted);
			var now = FakeEvents.timestamp(Instant.now());
			Image created = stored(wanted).setCreatedAt(now).setUpdatedAt(now).build();
			this.storage.write(namespace, (metadata) -> {
				if (metadata.images().putIfAbsent(created.getName(), created) != null) {
					throw Rpc.exists("image \"" + created.getName() + "\"");
				}
				return created;
			});
			this.daemon.events()
				.publish(namespace, "/images/create",
						ImageCreate.newBuilder()
							.setName(created.getName())
							.putAllLabels(created.getLabelsMap())
							.build());
			return CreateImageResponse.newBuilder().setImage(created).build();
		});
	}

	private static Image.Builder stored(Image image) {
		return image.toBuilder()
			.clearLabels()
			.putAllLabels(FakeLabels.stored(image.getLabelsMap()))
			.setTarget(image.getTarget()
				.toBuilder()
				.clearAnnotations()
				.putAllAnnotations(FakeLabels.stored(image.getTarget().getAnnotationsMap())));
	}

	private void validate(Image image) {
		String label = FakeLabels.problem(image.getLabelsMap(), this.daemon.information().isOneSix());
		if (label != null) {
			throw Rpc.invalid("image.Labels: " + label + ": invalid argument");
		}
		Descriptor target = image.getTarget();
		String digest = Digests.problem(target.getDigest());
		if (digest != null) {
			throw Rpc
				.invalid("Target.Digest \"%s\" invalid: %s: invalid argument".formatted(target.getDigest(), digest));
		}
		if (target.getSize() <= 0) {
			throw Rpc.invalid("Target.Size must be greater than zero: invalid argument");
		}
		if (target.getMediaType().isEmpty()) {
			throw Rpc.invalid("Target.MediaType must be set: invalid argument");
		}
	}

	@Override
	public void update(UpdateImageRequest request, StreamObserver<UpdateImageResponse> observer) {
		Rpc.answer(observer, () -> {
			if (!request.hasImage() || !request.getImage().hasTarget()) {
				throw this.daemon.crash("Images.Update without image or target");
			}
			Image wanted = request.getImage();
			if (wanted.getName().isEmpty()) {
				throw Rpc.invalid("Image.Name required");
			}
			String namespace = FakeInterceptor.namespace();
			Image updated = this.storage.write(namespace, (metadata) -> {
				Image old = metadata.images().get(wanted.getName());
				if (old == null) {
					throw Rpc.notFound("image \"" + wanted.getName() + "\": not found");
				}
				Image merged = merge(old, wanted, request.getUpdateMask().getPathsList());
				validate(merged);
				Image image = stored(merged).setCreatedAt(old.getCreatedAt())
					.setUpdatedAt(FakeEvents.timestamp(Instant.now()))
					.build();
				metadata.images().put(image.getName(), image);
				return image;
			});
			this.daemon.events()
				.publish(namespace, "/images/update",
						ImageUpdate.newBuilder()
							.setName(updated.getName())
							.putAllLabels(updated.getLabelsMap())
							.build());
			return UpdateImageResponse.newBuilder().setImage(updated).build();
		});
	}

	private static Image merge(Image old, Image wanted, List<String> paths) {
		if (paths.isEmpty()) {
			return wanted;
		}
		Map<String, String> labels = new LinkedHashMap<>(old.getLabelsMap());
		Descriptor target = old.getTarget();
		Map<String, String> annotations = new LinkedHashMap<>(target.getAnnotationsMap());
		for (String path : paths) {
			if (path.startsWith("annotations.")) {
				String key = path.substring("annotations.".length());
				annotations.put(key, wanted.getTarget().getAnnotationsMap().getOrDefault(key, ""));
			}
			else if (path.equals("target")) {
				target = wanted.getTarget();
				annotations = new LinkedHashMap<>(target.getAnnotationsMap());
			}
			else if (path.equals("annotations")) {
				annotations = new LinkedHashMap<>(wanted.getTarget().getAnnotationsMap());
			}
			else if (FakeLabels.merge(labels, wanted.getLabelsMap(), List.of(path)) != null) {
				throw Rpc.invalid("cannot update \"%s\" field on image \"%s\": invalid argument".formatted(path,
						wanted.getName()));
			}
		}
		return old.toBuilder()
			.clearLabels()
			.putAllLabels(labels)
			.setTarget(target.toBuilder().clearAnnotations().putAllAnnotations(annotations))
			.build();
	}

	@Override
	public void delete(DeleteImageRequest request, StreamObserver<Empty> observer) {
		Rpc.answer(observer, () -> {
			String namespace = FakeInterceptor.namespace();
			this.storage.write(namespace, (metadata) -> {
				Image image = metadata.images().get(request.getName());
				if (image == null) {
					throw Rpc.notFound("image \"" + request.getName() + "\": not found");
				}
				// Daemons before 2.0 do not know the field.
				if (request.hasTarget() && this.daemon.information().isTwo()
						&& !request.getTarget().getDigest().equals(image.getTarget().getDigest())) {
					throw Status.NOT_FOUND
						.withDescription("image \"%s\" has target %s, not %s: not found".formatted(request.getName(),
								image.getTarget().getDigest(), request.getTarget().getDigest()))
						.asRuntimeException();
				}
				this.storage.deleted();
				return metadata.images().remove(request.getName());
			});
			this.daemon.events()
				.publish(namespace, "/images/delete", ImageDelete.newBuilder().setName(request.getName()).build());
			if (request.getSync()) {
				this.storage.collect();
			}
			return Empty.getDefaultInstance();
		});
	}

}
