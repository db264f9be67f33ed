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

package io.github.libcontainerd.test;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.libcontainerd.internal.grpc.api.images.GetImageRequest;
import io.github.libcontainerd.internal.grpc.api.leases.ListRequest;
import io.github.libcontainerd.internal.grpc.api.snapshots.PrepareSnapshotRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.CreateTaskRequest;
import io.github.libcontainerd.internal.grpc.api.types.Mount;
import io.github.libcontainerd.test.internal.real.Clients;
import io.github.libcontainerd.test.internal.real.ImageInstaller;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Images brought into the fake and into a real containerd.
 */
@Timeout(60)
class ImageInstallerTests {

	@TempDir
	Path directory;

	private final TestImage image = TestImage.builder()
		.layer(TestImage.busyboxLayer())
		.layer(new TestTar().file("etc/motd", "hello\n").whiteout("etc/group").toBytes(), TestImage.Compression.NONE)
		.build();

	@Test
	void intoTheFake() {
		try (FakeContainerd daemon = FakeContainerd.launch()) {
			try (Clients clients = new Clients(daemon.socket())) {
				ImageInstaller installer = new ImageInstaller(clients, "t-install");
				installer.install("first", this.image.installation("overlayfs"));
				installer.install("second:1", this.image.installation("overlayfs"));
			}
			assertRuns(daemon.socket(), "t-install");
		}
	}

	@Test
	void intoTheRealOne() {
		try (PrivateContainerd daemon = PrivateContainerd.launch()) {
			String namespace = daemon.uniqueNamespace();
			daemon.image(namespace, "first", this.image);
			daemon.image(namespace, "second:1", this.image);
			assertRuns(daemon.socket(), namespace);
		}
	}

	/** Garbage collection takes nothing of it. */
	private void assertRuns(Path socket, String namespace) {
		try (Driver driver = new Driver(socket, namespace, this.directory, this.directory)) {
			StorageDriver storage = new StorageDriver(driver.clients.in(namespace));
			storage.collect();
			assertThat(storage.leases().list(ListRequest.getDefaultInstance()).getLeasesList()).isEmpty();
			for (String name : List.of("docker.io/library/first:latest", "docker.io/library/second:1")) {
				assertThat(storage.images()
					.get(GetImageRequest.newBuilder().setName(name).build())
					.getImage()
					.getTarget()
					.getDigest()).isEqualTo(this.image.manifest().digest());
			}
			assertThat(this.image.blobs()).allSatisfy((blob) -> assertThat(storage.has(blob.digest())).isTrue());
			List<String> chain = this.image.installation("overlayfs").chainIds();
			List<Mount> rootfs = storage.snapshots()
				.prepare(PrepareSnapshotRequest.newBuilder()
					.setSnapshotter("overlayfs")
					.setKey("c")
					.setParent(chain.get(1))
					// Nothing else refers to it.
					.putLabels("containerd.io/gc.root", "now")
					.build())
				.getMountsList();
			Map<String, Object> spec = driver.spec("c", "/bin/sh", "-c", "cat /etc/motd; test -e /etc/group || exit 4");
			spec.put("root", Map.of("path", "rootfs"));
			driver.createContainer("c", spec);
			Driver.Io io = driver.fifos("c", false);
			var stdout = driver.read(io.stdout());
			var stderr = driver.read(io.stderr());
			driver.tasks()
				.create(CreateTaskRequest.newBuilder()
					.setContainerId("c")
					.addAllRootfs(rootfs)
					.setStdout(io.stdout())
					.setStderr(io.stderr())
					.build());
			driver.start("c", "");
			assertThat(driver.finish("c")).isEqualTo(4);
			assertThat(stdout.join()).isEqualTo("hello\n");
			assertThat(stderr.join()).isEmpty();
		}
	}

}
