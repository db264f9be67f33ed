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

/**
 * The OCI runtime specification 1.2 as immutable records, with builders, a hardened
 * default and the JSON form. Fields that this model does not know survive a round trip.
 * <p>
 * A component that is {@code null}, an empty list and an empty map stand for a field that
 * is absent in JSON. Bytes, microseconds and ids have the units of the specification; an
 * unsigned 64-bit integer is a {@code long} with the same bits. The records are safe for
 * use by several threads, the builders are not.
 */
@NullMarked
package io.github.libcontainerd.spec;

import org.jspecify.annotations.NullMarked;
