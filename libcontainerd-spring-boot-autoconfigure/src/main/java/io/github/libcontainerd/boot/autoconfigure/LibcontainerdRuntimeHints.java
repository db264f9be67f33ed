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

package io.github.libcontainerd.boot.autoconfigure;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.util.ClassUtils;

import io.github.libcontainerd.spec.SeccompProfile;
import io.github.libcontainerd.spec.Spec;

/**
 * {@link RuntimeHints} for the runtime specification and the default seccomp profile,
 * which Jackson reads and writes, and for the channel that Netty makes by reflection.
 * Netty brings its own for TCP only. Messages need none: their generated code reads and
 * writes them.
 */
final class LibcontainerdRuntimeHints implements RuntimeHintsRegistrar {

	// What SeccompProfile makes of its resource.
	private static final String PROFILE = SeccompProfile.class.getName() + "$Definition";

	private static final String IMAGES = "io.github.libcontainerd.internal.image.";

	// Named by an annotation that is itself on an annotation of ours, where Spring does
	// not look for them.
	private static final List<String> CONVERTERS = List.of("Uint64$Serializer", "Uint64$Deserializer");

	// The documents of images, which nobody else needs to know.
	private static final List<String> DOCUMENTS = List.of("store.ImageJson$Document", "store.ImageJson$ConfigDocument",
			"archive.ArchiveImages$DockerImage", "archive.ArchiveExport$DockerImage");

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		new BindingReflectionHintsRegistrar().registerReflectionHints(hints.reflection(), Spec.class,
				ClassUtils.resolveClassName(PROFILE, classLoader));
		for (String document : DOCUMENTS) {
			new BindingReflectionHintsRegistrar().registerReflectionHints(hints.reflection(),
					ClassUtils.resolveClassName(IMAGES + document, classLoader));
		}
		for (String converter : CONVERTERS) {
			hints.reflection()
				.registerType(TypeReference.of(Spec.class.getPackageName() + "." + converter),
						MemberCategory.INVOKE_DECLARED_CONSTRUCTORS);
		}
		hints.reflection()
			.registerType(TypeReference.of("io.netty.channel.socket.nio.NioDomainSocketChannel"),
					MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS);
		hints.resources().registerPattern("io/github/libcontainerd/spec/*");
	}

}
