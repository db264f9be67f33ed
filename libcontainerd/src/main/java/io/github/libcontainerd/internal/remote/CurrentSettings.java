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

package io.github.libcontainerd.internal.remote;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.internal.record.RemoteSettings;

/**
 * The settings of a remote, which can be changed while it is open. Safe for use by
 * several threads.
 */
final class CurrentSettings implements Supplier<RemoteSettings> {

	private final ReentrantLock lock = new ReentrantLock();

	private volatile RemoteSettings value;

	CurrentSettings(RemoteSettings value) {
		this.value = value;
	}

	@Override
	public RemoteSettings get() {
		return this.value;
	}

	/**
	 * Change all options, or none.
	 * @throws io.github.libcontainerd.InvalidRequestException for one that can't be
	 * changed or has an invalid value
	 */
	void change(RemoteOption... options) {
		RemoteSettings.checkChangeable(List.of(options));
		change((current) -> current.with(options));
	}

	/**
	 * containerd is a child of this process.
	 */
	void managed() {
		change((current) -> current.managed(Path.of("/")));
	}

	void holdRestarts(boolean held) {
		change((current) -> current.withHoldRestarts(held));
	}

	private void change(UnaryOperator<RemoteSettings> change) {
		this.lock.lock();
		try {
			this.value = change.apply(this.value);
		}
		finally {
			this.lock.unlock();
		}
	}

}
