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
package io.github.libcontainerd.boot.autoconfigure.compose;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.boot.container.ComposeFileException;

/**
 * Reads a file of text, whatever it really is.
 */
final class TextFile {

	static final int MAX_BYTES = 1 << 20;

	private static final String BYTE_ORDER_MARK = "\uFEFF";

	private TextFile() {
	}

	static String read(Path file) {
		if (!Files.exists(file)) {
			throw refuse(file, "there is no such file", "correct the path, which begins at the working directory '"
					+ Path.of("").toAbsolutePath() + "' unless it is absolute", null);
		}
		if (!Files.isRegularFile(file)) {
			throw refuse(file, "it is no file", "name a file", null);
		}
		try (InputStream in = Files.newInputStream(file)) {
			byte[] bytes = in.readNBytes(MAX_BYTES + 1);
			if (bytes.length > MAX_BYTES) {
				throw refuse(file, "it has more than " + MAX_BYTES + " bytes", "name another file", null);
			}
			String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
			return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
		}
		catch (CharacterCodingException ex) {
			throw refuse(file, "it is not in UTF-8", "save it in UTF-8", ex);
		}
		catch (IOException ex) {
			throw refuse(file, "it can't be read: " + ex, "let the user of the application read it", ex);
		}
	}

	private static ComposeFileException refuse(Path file, String problem, String remedy, @Nullable Throwable cause) {
		return new ComposeFileException(file, 0, 0, problem, remedy, cause);
	}

}
