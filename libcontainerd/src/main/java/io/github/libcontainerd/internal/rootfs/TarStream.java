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

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;

/**
 * What tar writes. When it is closed tar is killed.
 */
final class TarStream extends FilterInputStream {

	private static final int SOME_FILES_CHANGED = 1;

	private static final int END_SECONDS = 5;

	private final Process process;

	private final RootWay way;

	TarStream(Process process, RootWay way) {
		super(process.getInputStream());
		this.process = process;
		this.way = way;
	}

	@Override
	public int read() throws IOException {
		int read = super.read();
		return (read < 0) ? end() : read;
	}

	@Override
	public int read(byte[] bytes, int from, int length) throws IOException {
		int count = super.read(bytes, from, length);
		return (count < 0) ? end() : count;
	}

	private int end() throws IOException {
		try {
			int code = this.process.waitFor();
			if (code > SOME_FILES_CHANGED) {
				throw new IOException("the files could not be read; tar has ended with code " + code);
			}
			return -1;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("interrupted while files are copied");
		}
	}

	@Override
	public void close() throws IOException {
		this.process.destroyForcibly();
		try {
			// As long as it lives it holds files of the root, which may be unmounted
			// next.
			this.process.waitFor(END_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		try {
			super.close();
		}
		finally {
			this.way.close();
		}
	}

}
