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

package io.github.libcontainerd.internal.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.ImageException.Reason;
import io.github.libcontainerd.internal.registry.http.Cancellation;
import io.github.libcontainerd.internal.registry.http.Interrupts;
import io.github.libcontainerd.internal.registry.http.Limits;

/**
 * Content that goes on where it broke off. It has as many bytes as it should or ends with
 * an exception; whether they are the right ones is for the reader to check. One thread
 * reads; any may close, which ends a read at once.
 */
final class BlobStream extends InputStream {

	/** So much has to come before earlier failures are forgotten. */
	private static final long PROGRESS = 1024 * 1024;

	private final Opener opener;

	private final String what;

	private final long size;

	private final Cancellation cancellation;

	private final Backoff backoff;

	private InputStream part;

	private long position;

	private long progress;

	private boolean ended;

	/**
	 * Create a stream.
	 * @param first its beginning, already opened
	 * @param opener opens the rest when the beginning breaks off
	 * @param what what it is, for messages
	 * @param size the position of its end, or less than 0 when that is not known
	 */
	BlobStream(Part first, Opener opener, String what, long size, Limits limits, Cancellation cancellation) {
		this.opener = opener;
		this.what = what;
		this.size = size;
		this.cancellation = cancellation;
		this.backoff = new Backoff(limits, cancellation);
		this.part = first.body();
		this.position = first.offset();
	}

	@Override
	public int read() throws IOException {
		byte[] one = new byte[1];
		return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xff;
	}

	@Override
	public int read(byte[] bytes, int offset, int length) throws IOException {
		if (length == 0) {
			return 0;
		}
		try {
			for (;;) {
				RegistryException broken;
				try {
					int count = (this.ended) ? -1 : this.part.read(bytes, offset, length);
					if (count >= 0) {
						return advanced(count);
					}
					if (this.size < 0 || this.position == this.size) {
						this.ended = true;
						return -1;
					}
					broken = broken("it ended " + (this.size - this.position) + " bytes too early", null);
				}
				catch (RegistryException ex) {
					throw ex;
				}
				catch (IOException ex) {
					Interrupts.rethrow(ex);
					broken = broken(String.valueOf(ex.getMessage()), ex);
				}
				reopen(broken);
			}
		}
		catch (InterruptedException ex) {
			close();
			Thread.currentThread().interrupt();
			InterruptedIOException interrupt = new InterruptedIOException("Interrupted while reading " + this.what);
			interrupt.initCause(ex);
			throw interrupt;
		}
	}

	private int advanced(int count) throws RegistryException {
		this.position += count;
		this.progress += count;
		if (this.size >= 0 && (this.position > this.size || (this.position == this.size && goesOn()))) {
			close();
			throw new RegistryException(Reason.CORRUPT,
					this.what + " has more than the " + this.size + " bytes that it should have", null);
		}
		if (this.progress >= PROGRESS) {
			this.backoff.reset();
			this.progress = 0;
		}
		return count;
	}

	/**
	 * Read the end too: readers stop when they have all, and a connection can be used
	 * again only when nothing more is to come.
	 */
	private boolean goesOn() {
		this.ended = true;
		try {
			return this.part.read() >= 0;
		}
		catch (IOException ex) {
			// It does not matter any more; an interrupt is still to be seen.
			return false;
		}
	}

	private RegistryException broken(String problem, @Nullable IOException cause) {
		return RegistryException.passing(Reason.NETWORK,
				"the download of " + this.what + " broke at byte " + this.position + ": " + problem, cause, null);
	}

	private void reopen(RegistryException broken) throws IOException, InterruptedException {
		this.part.close();
		this.backoff.pauseAfter(broken);
		Part next = this.opener.open(this.position, this.cancellation);
		this.part = next.body();
		long skip = this.position - next.offset();
		while (skip > 0) {
			long skipped = this.part.skip(skip);
			if (skipped == 0 && this.part.read() < 0) {
				return;
			}
			skip -= Math.max(skipped, 1);
		}
	}

	@Override
	public void close() {
		this.cancellation.cancel();
	}

	/**
	 * A piece of content on its way.
	 *
	 * @param body the bytes
	 * @param offset the position of the first one
	 */
	record Part(InputStream body, long offset) {
	}

	/** Opens content somewhere in the middle, or at its beginning when it can't. */
	@FunctionalInterface
	interface Opener {

		Part open(long offset, Cancellation cancellation) throws RegistryException, InterruptedException;

	}

}
