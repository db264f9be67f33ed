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

package io.github.libcontainerd.boot.test;

import java.nio.file.Path;

import io.github.libcontainerd.test.BusyboxRootfs;
import io.github.libcontainerd.test.PrivateContainerd;
import io.github.libcontainerd.test.TestImage;

/**
 * A private containerd with a root file system, in one directory.
 *
 * @param containerd the daemon
 * @param rootfs the root file system
 */
record RealDaemon(PrivateContainerd containerd, TestRootfs rootfs) implements TestFiles, AutoCloseable {

	static RealDaemon launch() {
		RealContainerdRequirements.ofThisHost().check();
		PrivateContainerd containerd = PrivateContainerd.launch();
		try {
			return new RealDaemon(containerd,
					new TestRootfs(BusyboxRootfs.create(containerd.directory().resolve("rootfs"))));
		}
		catch (RuntimeException ex) {
			containerd.close();
			throw ex;
		}
	}

	/** A namespace with the image, of the same files as the root file system. */
	String namespace() {
		String namespace = this.containerd.uniqueNamespace();
		this.containerd.image(namespace, FakeContainerdAutoConfiguration.DEFAULT_IMAGE, TestImage.busybox());
		return namespace;
	}

	@Override
	public Path stateDirectory() {
		return this.containerd.directory().resolve("s");
	}

	@Override
	public Path root() {
		return this.containerd.directory().resolve("data");
	}

	@Override
	public Path containerdState() {
		return this.containerd.stateDirectory();
	}

	@Override
	public void close() {
		this.containerd.close();
	}

}
