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

package io.github.libcontainerd.internal.rootfs;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Knows the directories of a layer that hide the same ones below as a whole, as
 * {@code rm -r /etc} and a new one leave it. An attribute says so that Java can't read,
 * so GNU tar is asked; without it nothing is known to be hidden.
 */
final class OpaqueDirectories {

	private static final String ATTRIBUTE = "trusted.overlay.opaque";

	// As in an extended header of tar.
	private static final String MARK = "SCHILY.xattr." + ATTRIBUTE + "=y\n";

	private static final int MAX_HEADERS = 64 * 1024;

	private OpaqueDirectories() {
	}

	static boolean contain(Path directory) throws IOException {
		Path tar = TarCopy.program().orElse(null);
		if (tar == null) {
			return false;
		}
		ProcessBuilder builder = new ProcessBuilder(
				List.of(tar.toString(), "--create", "--file=-", "--format=posix", "--no-recursion", "--absolute-names",
						"--xattrs", "--xattrs-include=" + ATTRIBUTE, "--null", "--files-from=-"))
			.redirectError(ProcessBuilder.Redirect.DISCARD);
		// Options may come from there too.
		builder.environment().clear();
		builder.environment().put("LC_ALL", "C");
		Process process = builder.start();
		try {
			try (OutputStream names = process.getOutputStream()) {
				names.write(TarCopy.bytes(directory));
			}
			byte[] headers;
			try (InputStream archive = process.getInputStream()) {
				headers = archive.readNBytes(MAX_HEADERS);
			}
			if (process.waitFor() != 0) {
				throw new IOException("tar could not read the attributes of " + directory);
			}
			return new String(headers, StandardCharsets.ISO_8859_1).contains(MARK);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("interrupted while the attributes of " + directory + " were read");
		}
		finally {
			process.destroyForcibly();
		}
	}

}
