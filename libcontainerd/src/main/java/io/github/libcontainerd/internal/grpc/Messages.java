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

package io.github.libcontainerd.internal.grpc;

import java.util.List;
import java.util.Map;

import io.github.libcontainerd.image.Descriptor;

/**
 * Values that several services share, to and from the wire.
 */
public final class Messages {

	private Messages() {
	}

	public static io.github.libcontainerd.internal.grpc.api.types.Descriptor descriptor(Descriptor descriptor) {
		return io.github.libcontainerd.internal.grpc.api.types.Descriptor.newBuilder()
			.setMediaType(descriptor.mediaType())
			.setDigest(descriptor.digest())
			.setSize(descriptor.size())
			.putAllAnnotations(descriptor.annotations())
			.build();
	}

	public static Descriptor descriptor(io.github.libcontainerd.internal.grpc.api.types.Descriptor message) {
		return new Descriptor(message.getMediaType(), message.getDigest(), message.getSize(),
				message.getAnnotationsMap(), null);
	}

	public static List<io.github.libcontainerd.internal.grpc.api.types.Mount> mountMessages(List<Mount> mounts) {
		return mounts.stream()
			.map((mount) -> io.github.libcontainerd.internal.grpc.api.types.Mount.newBuilder()
				.setType(mount.type())
				.setSource(mount.source())
				.setTarget(mount.target())
				.addAllOptions(mount.options())
				.build())
			.toList();
	}

	public static List<Mount> mounts(List<io.github.libcontainerd.internal.grpc.api.types.Mount> messages) {
		return messages.stream()
			.map((message) -> new Mount(message.getType(), message.getSource(), message.getTarget(),
					message.getOptionsList()))
			.toList();
	}

	/**
	 * Return the paths of an update that sets these labels and leaves all others alone.
	 */
	public static List<String> labelPaths(Map<String, String> labels) {
		return labels.keySet().stream().map((key) -> "labels." + key).toList();
	}

	/**
	 * Return a value of a filter. In quotes, since a slash outside of them begins a
	 * regular expression.
	 */
	public static String quote(String value) {
		return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
	}

}
