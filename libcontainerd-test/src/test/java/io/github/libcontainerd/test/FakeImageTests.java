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

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.libcontainerd.internal.grpc.api.containers.Container;
import io.github.libcontainerd.internal.grpc.api.containers.CreateContainerRequest;
import io.github.libcontainerd.internal.grpc.api.content.ReadContentRequest;
import io.github.libcontainerd.internal.grpc.api.content.UpdateRequest;
import io.github.libcontainerd.internal.grpc.api.diff.ApplyRequest;
import io.github.libcontainerd.internal.grpc.api.images.CreateImageRequest;
import io.github.libcontainerd.internal.grpc.api.images.DeleteImageRequest;
import io.github.libcontainerd.internal.grpc.api.images.GetImageRequest;
import io.github.libcontainerd.internal.grpc.api.images.Image;
import io.github.libcontainerd.internal.grpc.api.images.UpdateImageRequest;
import io.github.libcontainerd.internal.grpc.api.leases.AddResourceRequest;
import io.github.libcontainerd.internal.grpc.api.leases.CreateRequest;
import io.github.libcontainerd.internal.grpc.api.leases.DeleteRequest;
import io.github.libcontainerd.internal.grpc.api.leases.DeleteResourceRequest;
import io.github.libcontainerd.internal.grpc.api.leases.ListRequest;
import io.github.libcontainerd.internal.grpc.api.snapshots.PrepareSnapshotRequest;
import io.github.libcontainerd.internal.grpc.api.snapshots.UpdateSnapshotRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.CreateTaskRequest;
import io.github.libcontainerd.internal.grpc.api.types.Descriptor;
import io.github.libcontainerd.internal.grpc.api.types.Mount;
import io.github.libcontainerd.test.internal.fake.files.FakeTree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Images that the fake is given, and its crashes.
 */
@Timeout(60)
class FakeImageTests {

	private static final String NS = "t-images";

	private static final String BUSYBOX = "docker.io/library/busybox:latest";

	@TempDir
	Path directory;

	private LeakCheck leaks;

	private FakeContainerd fake;

	private Driver driver;

	private StorageDriver storage;

	@BeforeEach
	void begin() {
		this.leaks = LeakCheck.begin("fake-", "test-client-");
		this.fake = FakeContainerd.launch();
		this.driver = new Driver(this.fake.socket(), NS, this.directory, this.directory);
		this.storage = StorageDriver.leased(this.driver, NS, "kept");
	}

	@AfterEach
	void end() {
		Path files = this.fake.storageRoot();
		this.driver.close();
		this.fake.close();
		assertThat(files).doesNotExist();
		this.leaks.assertNothingLeft();
	}

	@Test
	void allNamespacesHaveIt() {
		assertThat(this.fake.images(NS)).isEmpty();
		this.fake.image("busybox");
		this.fake.image("localhost:5000/team/report:1");
		assertThat(this.fake.images(NS)).containsExactly(BUSYBOX, "localhost:5000/team/report:1");
		assertThat(this.fake.images("another")).containsExactly(BUSYBOX, "localhost:5000/team/report:1");
	}

	@Test
	void itSaysWhatItIsLike() {
		this.fake.image("busybox",
				(image) -> image.entrypoint("/app/run")
					.cmd("--fast")
					.env("MODE", "test")
					.user("app")
					.workingDir("/work")
					.stopSignal("SIGINT")
					.label("team", "blue")
					.volume("/data")
					.exposedPort("80/tcp")
					.file("/etc/motd", "hello\n"));
		JsonNode config = config().path("config");
		assertThat(config.path("Entrypoint").toString()).isEqualTo("[\"/app/run\"]");
		assertThat(config.path("Cmd").toString()).isEqualTo("[\"--fast\"]");
		assertThat(config.path("Env").toString()).contains("PATH=", "MODE=test");
		assertThat(config.path("User").asString()).isEqualTo("app");
		assertThat(config.path("WorkingDir").asString()).isEqualTo("/work");
		assertThat(config.path("StopSignal").asString()).isEqualTo("SIGINT");
		assertThat(config.path("Labels").toString()).isEqualTo("{\"team\":\"blue\"}");
		assertThat(config.path("Volumes").toString()).isEqualTo("{\"/data\":{}}");
		assertThat(config.path("ExposedPorts").toString()).isEqualTo("{\"80/tcp\":{}}");
		FakeTree tree = FakeTree.of(prepare("k"));
		assertThat(tree.find("/app/run")).isExecutable();
		assertThat(tree.find("/work")).isDirectory();
		assertThat(tree.find("/etc/motd")).hasContent("hello\n");
		assertThat(tree.find("/etc/passwd")).content().contains("app:x:1000:1000");
		assertThat(config().path("os").asString()).isEqualTo("linux");
	}

	private JsonNode config() {
		Image image = this.storage.images().get(GetImageRequest.newBuilder().setName(BUSYBOX).build()).getImage();
		return read(read(image.getTarget().getDigest()).path("config").path("digest").asString());
	}

	private JsonNode read(String digest) {
		StringBuilder text = new StringBuilder();
		this.storage.content()
			.read(ReadContentRequest.newBuilder().setDigest(digest).build())
			.forEachRemaining((chunk) -> text.append(chunk.getData().toStringUtf8()));
		return JsonMapper.shared().readTree(text.toString());
	}

	private String chain() {
		return config().path("rootfs").path("diff_ids").get(0).asString();
	}

	private List<Mount> prepare(String key) {
		return this.storage.snapshots()
			.prepare(PrepareSnapshotRequest.newBuilder()
				.setSnapshotter("overlayfs")
				.setKey(key)
				.setParent(chain())
				.build())
			.getMountsList();
	}

	@Test
	void itStaysUntilItIsDeleted() {
		this.fake.image("busybox");
		this.fake.collectGarbage();
		assertThat(this.fake.content(NS)).hasSize(3);
		assertThat(this.fake.snapshots(NS)).hasSize(1);
		this.storage.images().delete(DeleteImageRequest.newBuilder().setName(BUSYBOX).setSync(true).build());
		assertThat(this.fake.images(NS)).isEmpty();
		assertThat(this.fake.content(NS)).isEmpty();
		assertThat(this.fake.snapshots(NS)).isEmpty();
	}

	@Test
	void anotherOfItsNameReplacesIt() {
		this.fake.image("busybox");
		this.fake.image("busybox", (image) -> image.label("second", "yes"));
		assertThat(config().path("config").path("Labels").toString()).isEqualTo("{\"second\":\"yes\"}");
		this.fake.collectGarbage();
		assertThat(this.fake.content(NS)).hasSize(3);
	}

	@Test
	void aContainerRunsItsCommand() {
		this.fake.image("busybox", (image) -> image.file("/etc/motd", "hello\n"));
		assertThat(run("c", BUSYBOX, "sh", "-c", "cat /etc/motd; echo bye > /etc/motd; cat /etc/motd; exit 3"))
			.isEqualTo("hello\nbye\n 3");
	}

	@Test
	void commandsAreSubstituted() {
		this.fake.image("busybox");
		assertThat(run("c", BUSYBOX, "sh", "-c",
				"mkdir -p /a/b; touch /a/b/c; x=$(ls /a/b); echo \"$x $(echo \"in quotes\")\" $(id -u) $((1 + 2));"
						+ " [ $(cat /etc/passwd | wc -l) -eq 3 ] && echo three"))
			.isEqualTo("c in quotes 0 3\nthree\n 0");
	}

	@Test
	void aContainerDoesWhatIsScriptedForTheImage() {
		this.fake.image("acme/report:2", (image) -> image.entrypoint("/report").prints("42 rows\n", 5));
		assertThat(run("c", "docker.io/acme/report:2", "/report")).isEqualTo("42 rows\n 5");
		assertThat(run("other", "docker.io/acme/report:2", "--no-such-program")).isEqualTo("42 rows\n 5");
		this.fake.onCreate("special"::equals, FakeBehaviour.normal().exit(6, Duration.ZERO));
		assertThat(run("special", "docker.io/acme/report:2", "/report")).isEqualTo(" 6");
	}

	@Test
	void aContainerRunsOutOfMemory() {
		this.fake.image("greedy",
				(image) -> image.behaves(FakeBehaviour.normal().output("", "more\n").outOfMemory(2, Duration.ZERO)));
		assertThat(run("c", "docker.io/library/greedy:latest", "sh", "-c", "sleep 60")).isEqualTo("more\n 137");
	}

	/** As a client does: snapshot, record, task. */
	private String run(String id, String image, String... args) {
		Image record = this.storage.images().get(GetImageRequest.newBuilder().setName(image).build()).getImage();
		String chain = read(read(record.getTarget().getDigest()).path("config").path("digest").asString())
			.path("rootfs")
			.path("diff_ids")
			.get(0)
			.asString();
		List<Mount> rootfs = this.storage.snapshots()
			.prepare(
					PrepareSnapshotRequest.newBuilder().setSnapshotter("overlayfs").setKey(id).setParent(chain).build())
			.getMountsList();
		Map<String, Object> spec = this.driver.spec(id, args);
		spec.put("root", Map.of("path", "rootfs"));
		this.driver.containers()
			.create(CreateContainerRequest.newBuilder()
				.setContainer(Container.newBuilder(Driver.container(id, spec))
					.setImage(image)
					.setSnapshotter("overlayfs")
					.setSnapshotKey(id))
				.build());
		Driver.Io io = this.driver.fifos(id, false);
		var stdout = this.driver.read(io.stdout());
		var stderr = this.driver.read(io.stderr());
		this.driver.tasks()
			.create(CreateTaskRequest.newBuilder()
				.setContainerId(id)
				.addAllRootfs(rootfs)
				.setStdout(io.stdout())
				.setStderr(io.stderr())
				.build());
		this.driver.start(id, "");
		int status = this.driver.finish(id);
		return stdout.join() + stderr.join() + " " + status;
	}

	@Test
	void allOfItOutlivesTheDaemon() {
		this.fake.image("busybox");
		prepare("k");
		StorageDriver.Session session = this.storage.open();
		session.send(StorageDriver.write("r", 0, "half").build());
		this.fake.stop();
		this.fake.start();
		await().untilAsserted(() -> assertThat(this.storage.write(StorageDriver.stat("r"))).contains("offset=4"));
		assertThat(this.fake.images(NS)).containsExactly(BUSYBOX);
		assertThat(this.fake.snapshots(NS)).contains("k");
		session.close();
	}

	@Test
	void garbageIsCollectedByItselfSoonerOrLater() {
		String leased = this.storage.put("leased".getBytes(StandardCharsets.UTF_8));
		String loose = new StorageDriver(this.driver.clients.in(NS)).put("loose".getBytes(StandardCharsets.UTF_8));
		this.storage.leases().create(CreateRequest.newBuilder().setId("other").build());
		this.storage.leases().delete(DeleteRequest.newBuilder().setId("other").build());
		await().untilAsserted(() -> assertThat(this.fake.content(NS)).doesNotContain(loose));
		assertThat(this.fake.content(NS)).contains(leased);
	}

	@Test
	void layersAreExtractedIntoSnapshotsOnly() throws IOException {
		byte[] layer = new TestTar().file("secret", "x").toBytes();
		String digest = this.storage.put(layer);
		Path elsewhere = Files.createDirectory(this.directory.resolve("elsewhere"));
		assertThatExceptionOfType(StatusRuntimeException.class)
			.isThrownBy(() -> this.storage.diff()
				.apply(ApplyRequest.newBuilder()
					.setDiff(Descriptor.newBuilder()
						.setDigest(digest)
						.setSize(layer.length)
						.setMediaType("application/vnd.oci.image.layer.v1.tar"))
					.addMounts(Mount.newBuilder().setType("bind").setSource(elsewhere.toString()).addOptions("rw"))
					.build()))
			.withMessageContaining("into its own snapshots only");
		assertThat(elsewhere).isEmptyDirectory();
	}

	@Test
	void theCommandsThatKillTheRealOneKillIt() {
		Map<String, Consumer<StorageDriver>> deadly = Map.of("Images.Create without image",
				(it) -> it.images().create(CreateImageRequest.getDefaultInstance()), "Images.Create without target",
				(it) -> it.images()
					.create(CreateImageRequest.newBuilder().setImage(Image.newBuilder().setName("x")).build()),
				"Images.Update without image", (it) -> it.images().update(UpdateImageRequest.getDefaultInstance()),
				"Images.Update without target",
				(it) -> it.images()
					.update(UpdateImageRequest.newBuilder().setImage(Image.newBuilder().setName("x")).build()),
				"Content.Update", (it) -> it.content().update(UpdateRequest.getDefaultInstance()), "Snapshots.Update",
				(it) -> it.snapshots().update(UpdateSnapshotRequest.newBuilder().setSnapshotter("overlayfs").build()),
				"Diff.Apply", (it) -> it.diff().apply(ApplyRequest.getDefaultInstance()), "Leases.AddResource",
				(it) -> it.leases().addResource(AddResourceRequest.newBuilder().setId("x").build()),
				"Leases.DeleteResource",
				(it) -> it.leases().deleteResource(DeleteResourceRequest.newBuilder().setId("x").build()));
		deadly.forEach((name, call) -> {
			assertThatExceptionOfType(StatusRuntimeException.class).as(name)
				.isThrownBy(() -> call.accept(this.storage))
				.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
			await().until(() -> {
				this.fake.start();
				return answers();
			});
		});
		assertThat(deadly).hasSize(9);
	}

	private boolean answers() {
		try {
			this.storage.leases().list(ListRequest.getDefaultInstance());
			return true;
		}
		catch (StatusRuntimeException ex) {
			return false;
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "busybox", "library/busybox", "docker.io/busybox", "index.docker.io/library/busybox",
			"busybox:latest" })
	void namesAreCompletedAsDockerDoes(String name) {
		assertThat(FakeImage.named(name).build().name()).isEqualTo(BUSYBOX);
	}

}
