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

package io.github.libcontainerd.benchmarks;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.spec.Spec;
import io.github.libcontainerd.test.PrivateContainerd;

/**
 * Create, start, wait for and delete a container that runs {@code /bin/true}, beside
 * {@code ctr run --rm}, which is containerd's own client.
 */
final class RunTrue {

	private static final Logger logger = LoggerFactory.getLogger(RunTrue.class);

	private static final int WARM_UP = 5;

	private static final int RUNS = 30;

	private final PrivateContainerd containerd;

	private final Path rootfs;

	RunTrue(PrivateContainerd containerd, Path rootfs) {
		this.containerd = containerd;
		this.rootfs = rootfs;
	}

	void measure() throws Exception {
		Figures ours = new Figures();
		Figures bare = new Figures();
		Figures theirs = new Figures();
		String namespace = this.containerd.uniqueNamespace();
		String ctrNamespace = this.containerd.uniqueNamespace();
		Spec spec = Spec.defaults()
			.toBuilder()
			.root(this.rootfs.toString())
			.process((process) -> process.args("/bin/true"))
			.build();
		Spec withoutSeccomp = spec.toBuilder().linux((linux) -> linux.seccomp(null)).build();
		try (Remote remote = Remote.open(this.containerd.directory().resolve("lib"),
				RemoteOption.address(this.containerd.socket()))) {
			Client client = remote.client(namespace, (id, info) -> {
			});
			for (int i = 0; i < WARM_UP + RUNS; i++) {
				String id = "run" + i;
				long began = System.nanoTime();
				client.create(id, spec).exit().get(30, TimeUnit.SECONDS);
				long mine = System.nanoTime() - began;
				began = System.nanoTime();
				client.create(id, withoutSeccomp).exit().get(30, TimeUnit.SECONDS);
				long likeTheirs = System.nanoTime() - began;
				began = System.nanoTime();
				ctr(ctrNamespace, id);
				long other = System.nanoTime() - began;
				if (i >= WARM_UP) {
					ours.add(mine);
					bare.add(likeTheirs);
					theirs.add(other);
				}
			}
		}
		logger.info("run /bin/true: libcontainerd                  {}", ours);
		logger.info("run /bin/true: libcontainerd without seccomp  {}", bare);
		logger.info("run /bin/true: ctr run --rm, without seccomp  {}", theirs);
		Ratio.report("true-ctr", bare.medianMillis(), theirs.medianMillis());
	}

	private void ctr(String namespace, String id) throws Exception {
		Process process = new ProcessBuilder("ctr", "-a", this.containerd.socket().toString(), "-n", namespace, "run",
				"--rm", "--rootfs", this.rootfs.toString(), id, "/bin/true")
			.inheritIO()
			.start();
		if (process.waitFor() != 0) {
			throw new IllegalStateException("ctr failed");
		}
	}

}
