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

package io.github.libcontainerd.contract;

import java.nio.file.Path;

import io.github.libcontainerd.test.FakeContainerd;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An in-memory containerd whose faults a test can reach.
 */
final class FaultyDaemon implements TestDaemon {

	private final FakeContainerd fake;

	private final int expectedShimCrashes;

	FaultyDaemon(FakeContainerd fake, int expectedShimCrashes) {
		this.fake = fake;
		this.expectedShimCrashes = expectedShimCrashes;
	}

	FakeContainerd fake() {
		return this.fake;
	}

	@Override
	public Path socket() {
		return this.fake.socket();
	}

	@Override
	public Path state() {
		return Path.of("/nowhere");
	}

	@Override
	public void kill() {
		this.fake.stop();
	}

	@Override
	public void start() {
		this.fake.start();
	}

	@Override
	public boolean forgetsEndedTasks() {
		return true;
	}

	@Override
	public boolean ended(String namespace, String id, int pid) {
		return this.fake.tasks(namespace).stream().noneMatch((task) -> task.getId().equals(id));
	}

	@Override
	public boolean real() {
		return false;
	}

	@Override
	public void close() {
		this.fake.close();
		assertThat(this.fake.crashed()).isFalse();
		assertThat(this.fake.shimCrashes()).isLessThanOrEqualTo(this.expectedShimCrashes);
	}

}
