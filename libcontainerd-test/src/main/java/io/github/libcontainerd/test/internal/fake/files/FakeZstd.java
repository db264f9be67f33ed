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

package io.github.libcontainerd.test.internal.fake.files;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.test.internal.host.Commands;
import io.github.libcontainerd.test.internal.host.Threads;

/**
 * Decompresses zstd by the program of that name, if the host has it.
 */
public final class FakeZstd extends FilterInputStream {

	private final Process process;

	private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();

	private FakeZstd(Process process, InputStream compressed) {
		super(process.getInputStream());
		this.process = process;
		Threads.thread("fake-zstd", () -> {
			try (OutputStream input = process.getOutputStream()) {
				compressed.transferTo(input);
			}
			catch (IOException ex) {
				// The program has given up, and its end says so.
				this.failure.set(ex);
			}
		}).start();
	}

	public static InputStream decompress(InputStream compressed) throws IOException {
		Path program = Commands.find("zstd", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
		if (program == null) {
			throw new IOException("the fake containerd needs the program zstd for this layer; install it"
					+ " or use a layer that is plain or compressed by gzip");
		}
		return new FakeZstd(
				new ProcessBuilder(program.toString(), "-dcq").redirectError(ProcessBuilder.Redirect.DISCARD).start(),
				compressed);
	}

	@Override
	public int read() throws IOException {
		int result = super.read();
		if (result < 0) {
			check();
		}
		return result;
	}

	@Override
	public int read(byte[] buffer, int offset, int length) throws IOException {
		int count = super.read(buffer, offset, length);
		if (count < 0) {
			check();
		}
		return count;
	}

	private void check() throws IOException {
		try {
			if (this.process.waitFor() != 0) {
				throw new IOException("unexpected EOF", this.failure.get());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("interrupted", ex);
		}
	}

	@Override
	public void close() throws IOException {
		this.process.destroyForcibly();
		super.close();
	}

}
