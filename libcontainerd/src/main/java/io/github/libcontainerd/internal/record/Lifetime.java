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

package io.github.libcontainerd.internal.record;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * How long a container is wanted, and what goes with it. Immutable.
 *
 * @param keep whether its record and its files stay until they are deleted
 * @param ephemeral whether nobody wants it after this process
 * @param stopSignal the number of the signal that asks it to end
 * @param stopGrace how long it may take to end when it is stopped; {@code null} when
 * nothing was said about that
 * @param timeout after which time it is killed; {@code null} for never
 * @param deadline when that is for the container of a record; {@code null} before there
 * is one
 * @param directory what is deleted with it; {@code null} for nothing
 */
public record Lifetime(boolean keep, boolean ephemeral, int stopSignal, @Nullable Duration stopGrace,
		@Nullable Duration timeout, @Nullable Instant deadline, @Nullable Path directory) {

	static final int SIGTERM = 15;

	public static final Lifetime DEFAULT = new Lifetime(false, false, SIGTERM, null, null, null, null);

	Lifetime kept() {
		return new Lifetime(true, this.ephemeral, this.stopSignal, this.stopGrace, this.timeout, this.deadline,
				this.directory);
	}

	Lifetime forThisProcess() {
		return forThisProcess(true);
	}

	Lifetime forThisProcess(boolean only) {
		return new Lifetime(this.keep, only, this.stopSignal, this.stopGrace, this.timeout, this.deadline,
				this.directory);
	}

	Lifetime withStopSignal(int signal) {
		return new Lifetime(this.keep, this.ephemeral, signal, this.stopGrace, this.timeout, this.deadline,
				this.directory);
	}

	/**
	 * Let the time begin now.
	 */
	Lifetime begun() {
		return new Lifetime(this.keep, this.ephemeral, this.stopSignal, this.stopGrace, this.timeout,
				(this.timeout != null) ? Instant.now().plus(this.timeout) : null, this.directory);
	}

}
