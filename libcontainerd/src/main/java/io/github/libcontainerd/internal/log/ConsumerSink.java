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

package io.github.libcontainerd.internal.log;

import java.nio.ByteBuffer;

import io.github.libcontainerd.OutputStreamName;
import io.github.libcontainerd.log.OutputConsumer;

/**
 * Output to a consumer of this process.
 */
record ConsumerSink(OutputConsumer consumer) implements Sink {

	@Override
	public void output(OutputStreamName stream, ByteBuffer bytes) {
		this.consumer.output(stream, bytes);
	}

	@Override
	public void ended(OutputStreamName stream) {
		this.consumer.ended(stream);
	}

}
