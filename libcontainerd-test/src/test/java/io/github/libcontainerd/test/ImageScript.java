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

import java.util.List;
import java.util.TreeMap;

import com.google.protobuf.FieldMask;

import io.github.libcontainerd.internal.grpc.api.images.CreateImageRequest;
import io.github.libcontainerd.internal.grpc.api.images.DeleteImageRequest;
import io.github.libcontainerd.internal.grpc.api.images.GetImageRequest;
import io.github.libcontainerd.internal.grpc.api.images.Image;
import io.github.libcontainerd.internal.grpc.api.images.ListImagesRequest;
import io.github.libcontainerd.internal.grpc.api.images.UpdateImageRequest;
import io.github.libcontainerd.internal.grpc.api.namespaces.DeleteNamespaceRequest;
import io.github.libcontainerd.internal.grpc.api.namespaces.NamespacesGrpc;
import io.github.libcontainerd.internal.grpc.api.types.Descriptor;

/**
 * Calls of the images service.
 */
final class ImageScript {

	private static final Descriptor TARGET = Descriptor.newBuilder()
		.setMediaType("application/vnd.oci.image.index.v1+json")
		.setDigest("sha256:" + "1".repeat(64))
		.setSize(10)
		.putAnnotations("note", "1")
		.build();

	private final Driver plain;

	private final StorageDriver driver;

	private final Transcript out;

	ImageScript(Driver driver, Transcript out) {
		this.plain = driver;
		this.driver = new StorageDriver(driver.clients.in(driver.namespace));
		this.out = out;
	}

	void run() {
		creates();
		updates();
		lists();
		this.out.value("image namespace delete", () -> NamespacesGrpc.newBlockingStub(this.plain.clients.plain())
			.delete(DeleteNamespaceRequest.newBuilder().setName(this.plain.namespace).build()));
		this.out.call("image delete", () -> delete("i", false));
		this.out.call("image delete again", () -> delete("i", false));
		this.out.call("image delete unknown synchronously", () -> delete("nope", true));
		this.out.call("image delete synchronously", () -> delete("??? weird", true));
	}

	private void creates() {
		this.out.value("image get unknown", () -> get("i"));
		this.out.value("image get empty", () -> get(""));
		create("image create", image("i", TARGET).build());
		create("image create again", image("i", TARGET).build());
		create("image create weird", image("??? weird", TARGET).build());
		create("image create no name", image("", TARGET).build());
		create("image create empty target", image("x", Descriptor.getDefaultInstance()).build());
		create("image create bad digest", image("x", TARGET.toBuilder().setDigest("sha256:1").build()).build());
		create("image create md5", image("x", TARGET.toBuilder().setDigest("md5:11").build()).build());
		create("image create no size", image("x", TARGET.toBuilder().setSize(0).build()).build());
		create("image create no type", image("x", TARGET.toBuilder().clearMediaType().build()).build());
		create("image create long label", image("x", TARGET).putLabels("k", "v".repeat(4096)).build());
		this.out.value("image get", () -> get("i"));
	}

	private void updates() {
		Image other = image("i",
				TARGET.toBuilder()
					.setDigest("sha256:" + "2".repeat(64))
					.setSize(20)
					.clearAnnotations()
					.putAnnotations("other", "2")
					.build())
			.clearLabels()
			.putLabels("b", "2")
			.build();
		for (String path : List.of("labels.b", "labels.gone", "annotations.other", "labels", "annotations", "target",
				"name", "nope", "")) {
			update("image update " + path, other, path);
			this.out.value("image get after update " + path, () -> get("i"));
		}
		update("image update unknown", other.toBuilder().setName("nope").build(), "labels");
		update("image update no name", other.toBuilder().setName("").build(), "labels");
		update("image update bad target", image("i", TARGET.toBuilder().setSize(0).build()).build(), "target");
	}

	private void lists() {
		for (String filter : List.of("", "name==i", "name~=^i", "target.digest==\"sha256:" + "2".repeat(64) + "\"",
				"target.mediatype~=index", "target", "labels.b==2", "labels.zz", "annotations.other==2", "=", "name",
				"size==20")) {
			this.out.value("image list " + filter, () -> {
				ListImagesRequest.Builder request = ListImagesRequest.newBuilder();
				if (!filter.isEmpty()) {
					request.addFilters(filter);
				}
				return this.driver.images().list(request.build()).getImagesList().stream().map(Image::getName).toList();
			});
		}
	}

	private static Image.Builder image(String name, Descriptor target) {
		return Image.newBuilder().setName(name).setTarget(target).putLabels("a", "1").putLabels("empty", "");
	}

	private void create(String name, Image image) {
		this.out.value(name, () -> show(
				this.driver.images().create(CreateImageRequest.newBuilder().setImage(image).build()).getImage()));
	}

	private String get(String name) {
		return show(this.driver.images().get(GetImageRequest.newBuilder().setName(name).build()).getImage());
	}

	private static String show(Image image) {
		Descriptor target = image.getTarget();
		return "%s %s %s %s %d %s %s".formatted(image.getName(), new TreeMap<>(image.getLabelsMap()),
				target.getMediaType(), target.getDigest(), target.getSize(), new TreeMap<>(target.getAnnotationsMap()),
				image.getCreatedAt().getSeconds() > 0 && image.getUpdatedAt().getSeconds() > 0);
	}

	private void update(String name, Image image, String path) {
		UpdateImageRequest.Builder request = UpdateImageRequest.newBuilder().setImage(image);
		if (!path.isEmpty()) {
			request.setUpdateMask(FieldMask.newBuilder().addPaths(path));
		}
		this.out.value(name, () -> show(this.driver.images().update(request.build()).getImage()));
	}

	private void delete(String name, boolean sync) {
		this.driver.images().delete(DeleteImageRequest.newBuilder().setName(name).setSync(sync).build());
	}

}
