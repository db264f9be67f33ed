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
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BiConsumer;

/**
 * Cuts the bytes of one stream into lines; carries an unfinished line over to the next
 * call. A line of more than 16 KiB comes in pieces, as Docker cuts it.
 */
final class LineCutter {

	static final int MAX_BYTES = 16 * 1024;

	private final BiConsumer<String, Boolean> lines;

	private byte[] rest = new byte[256];

	private int length;

	/**
	 * Create a cutter.
	 * @param lines receives the text without a line break, and whether there was one
	 */
	LineCutter(BiConsumer<String, Boolean> lines) {
		this.lines = lines;
	}

	void add(ByteBuffer bytes) {
		while (bytes.hasRemaining()) {
			byte next = bytes.get();
			if (next == '\n') {
				emit(this.length, true);
				continue;
			}
			if (this.length == this.rest.length) {
				this.rest = Arrays.copyOf(this.rest, Math.min(MAX_BYTES, this.rest.length * 2));
			}
			this.rest[this.length++] = next;
			if (this.length == MAX_BYTES) {
				emit(completeCharacters(), false);
			}
		}
	}

	void end() {
		if (this.length > 0) {
			emit(this.length, false);
		}
	}

	private void emit(int end, boolean complete) {
		String text = new String(this.rest, 0, end, StandardCharsets.UTF_8);
		System.arraycopy(this.rest, end, this.rest, 0, this.length - end);
		this.length -= end;
		this.lines.accept(text, complete);
	}

	// A cut must not fall into a UTF-8 sequence.
	private int completeCharacters() {
		int start = this.length - 1;
		while (start > this.length - 4 && (this.rest[start] & 0xC0) == 0x80) {
			start--;
		}
		int lead = this.rest[start] & 0xFF;
		int size = (lead < 0xC0) ? 1 : (lead >= 0xF0) ? 4 : (lead >= 0xE0) ? 3 : 2;
		return (start + size > this.length) ? start : this.length;
	}

}
