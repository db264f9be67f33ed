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

package io.github.libcontainerd.client;

/**
 * How much has gone through the attached streams of a client's processes, of all there
 * have been. What a container writes to a file by itself is not counted. Immutable.
 *
 * @param stdin the bytes written to their input
 * @param stdout the bytes read from their output
 * @param stderr the bytes read from their error output
 * @since 0.1.0
 */
public record StdioTraffic(long stdin, long stdout, long stderr) {

}
