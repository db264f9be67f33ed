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

package io.github.libcontainerd.queue;

import java.nio.charset.StandardCharsets;

import io.github.libcontainerd.OutputStreamName;

/**
 * A piece of what a job has written, cut wherever it happened to be.
 *
 * @param attempt the attempt that wrote it
 * @param index its place among the pieces of the attempt, from 0
 * @param stream the stream
 * @param bytes what was written; not copied
 * @since 0.1.0
 */
public record JobOutput(int attempt, long index, OutputStreamName stream, byte[] bytes) {

	/**
	 * Return it as text, decoded as UTF-8.
	 * @return the text
	 */
	public String text() {
		return new String(this.bytes, StandardCharsets.UTF_8);
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof JobOutput that && this.attempt == that.attempt && this.index == that.index
				&& this.stream == that.stream && java.util.Arrays.equals(this.bytes, that.bytes);
	}

	@Override
	public int hashCode() {
		return 31 * this.attempt + Long.hashCode(this.index);
	}

	@Override
	public String toString() {
		return "JobOutput[attempt=" + this.attempt + ", index=" + this.index + ", stream=" + this.stream + ", "
				+ this.bytes.length + " bytes]";
	}

}
