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

package io.github.libcontainerd.internal.gate;

import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.image.Images;
import io.github.libcontainerd.internal.observe.Observations;
import io.github.libcontainerd.internal.observe.PullObservations;

/**
 * A client with an open connection, and who observes it.
 *
 * @param client does what is asked for, without being observed
 * @param images the images of its namespace, not observed either
 * @param observations notify the observer of operations
 * @param pulls notify the observer of pulls
 */
public record OpenClient(Client client, Images images, Observations observations, PullObservations pulls) {

}
