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

package io.github.libcontainerd.boot;

import io.github.libcontainerd.OutputStreamName;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.OutputPump;

/**
 * A line of output. Immutable.
 *
 * @param namespace the namespace of containerd that the container is in
 * @param containerId the container
 * @param processId {@link StateInfo#INIT}, or the id given to {@link Client#addProcess}
 * @param stream the stream it was written to
 * @param line the text without its line break; longer lines than
 * {@value OutputPump#MAX_LINE_BYTES} bytes come in pieces
 * @since 0.1.0
 */
public record ContainerOutput(String namespace, String containerId, String processId, OutputStreamName stream,
		String line) {

}
