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
import java.util.List;

import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.internal.grpc.api.types.Status;
import io.github.libcontainerd.test.FakeContainerd;
import io.github.libcontainerd.test.PrivateContainerd;

/**
 * What the contract is tested against.
 */
interface TestDaemon extends AutoCloseable {

	Path socket();

	/**
	 * Where it keeps its bundles.
	 */
	Path state();

	/**
	 * End it without any warning.
	 */
	void kill();

	/**
	 * Bring it back on the same socket.
	 */
	void start();

	/**
	 * Whether it forgets, when it is started again, the tasks that have ended meanwhile.
	 */
	boolean forgetsEndedTasks();

	/**
	 * Whether the first process of a container is gone.
	 */
	boolean ended(String namespace, String id, int pid);

	/**
	 * Whether its processes are real ones of this machine.
	 */
	boolean real();

	/**
	 * What a remote needs to know of it besides its socket.
	 */
	default List<RemoteOption> options() {
		return List.of();
	}

	@Override
	void close();

	static TestDaemon fake(String version) {
		return fake(version, FakeContainerd.builder().version(version).launch());
	}

	static TestDaemon fake(String version, FakeContainerd fake) {
		return new TestDaemon() {

			@Override
			public Path socket() {
				return fake.socket();
			}

			@Override
			public Path state() {
				return Path.of("/nowhere");
			}

			@Override
			public void kill() {
				fake.stop();
			}

			@Override
			public void start() {
				fake.start();
			}

			@Override
			public boolean forgetsEndedTasks() {
				return !version.startsWith("1.6");
			}

			@Override
			public boolean ended(String namespace, String id, int pid) {
				return fake.tasks(namespace)
					.stream()
					.noneMatch((task) -> task.getId().equals(id) && task.getStatus() != Status.STOPPED);
			}

			@Override
			public boolean real() {
				return false;
			}

			@Override
			public List<RemoteOption> options() {
				return List.of(RemoteOption.simulatedFiles(fake::rootfs));
			}

			@Override
			public void close() {
				fake.close();
				if (fake.crashed() || fake.shimCrashes() > 0) {
					throw new AssertionError("the client has crashed the daemon or a shim");
				}
			}

		};
	}

	static TestDaemon privateContainerd() {
		PrivateContainerd containerd = PrivateContainerd.launch();
		return new TestDaemon() {

			@Override
			public Path socket() {
				return containerd.socket();
			}

			@Override
			public Path state() {
				return containerd.stateDirectory();
			}

			@Override
			public void kill() {
				containerd.kill();
			}

			@Override
			public void start() {
				containerd.start();
			}

			@Override
			public boolean forgetsEndedTasks() {
				return !containerd.version().startsWith("1.6");
			}

			@Override
			public boolean ended(String namespace, String id, int pid) {
				return ProcessHandle.of(pid).isEmpty();
			}

			@Override
			public boolean real() {
				return true;
			}

			@Override
			public void close() {
				containerd.close();
			}

		};
	}

}
