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

package io.github.libcontainerd.image;

import org.jspecify.annotations.Nullable;

/**
 * What an image was made for (OCI image index, {@code platform}).
 *
 * @param os the operating system, such as {@code linux}
 * @param architecture the architecture in Go's words, such as {@code amd64}
 * @param variant the variant of the architecture, such as {@code v8}; {@code null} for
 * none
 * @param osVersion the version of the operating system; {@code null} for none
 * @since 0.1.0
 */
public record Platform(String os, String architecture, @Nullable String variant, @Nullable String osVersion) {

}
