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

package io.github.libcontainerd.log;

import java.time.Instant;

import io.github.libcontainerd.OutputStreamName;

/**
 * A line of output. Immutable.
 *
 * @param time when its end was read
 * @param stream where the process wrote it to
 * @param text the line without its line break, decoded as UTF-8; what is not UTF-8 shows
 * as U+FFFD
 * @param complete whether the line ended here; {@code false} for a piece of a line of
 * more than 16 KiB, and for a last line without a line break
 * @since 0.1.0
 */
public record LogEntry(Instant time, OutputStreamName stream, String text, boolean complete) {

}
