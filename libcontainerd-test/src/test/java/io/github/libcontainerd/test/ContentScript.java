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

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.google.protobuf.FieldMask;

import io.github.libcontainerd.internal.grpc.api.content.AbortRequest;
import io.github.libcontainerd.internal.grpc.api.content.DeleteContentRequest;
import io.github.libcontainerd.internal.grpc.api.content.Info;
import io.github.libcontainerd.internal.grpc.api.content.InfoRequest;
import io.github.libcontainerd.internal.grpc.api.content.ListContentRequest;
import io.github.libcontainerd.internal.grpc.api.content.ListContentResponse;
import io.github.libcontainerd.internal.grpc.api.content.ListStatusesRequest;
import io.github.libcontainerd.internal.grpc.api.content.ReadContentRequest;
import io.github.libcontainerd.internal.grpc.api.content.ReadContentResponse;
import io.github.libcontainerd.internal.grpc.api.content.Status;
import io.github.libcontainerd.internal.grpc.api.content.StatusRequest;
import io.github.libcontainerd.internal.grpc.api.content.UpdateRequest;
import io.github.libcontainerd.test.internal.image.Digests;

import static io.github.libcontainerd.test.StorageDriver.commit;
import static io.github.libcontainerd.test.StorageDriver.stat;
import static io.github.libcontainerd.test.StorageDriver.write;

/**
 * Calls of the content service.
 */
final class ContentScript {

	private static final String HELLO = Digests.of("hello world".getBytes(java.nio.charset.StandardCharsets.UTF_8));

	private static final String UNKNOWN = "sha256:" + "0".repeat(64);

	private final StorageDriver driver;

	private final StorageDriver other;

	private final Transcript out;

	ContentScript(Driver driver, Transcript out) {
		this.driver = StorageDriver.leased(driver, driver.namespace, "content");
		this.other = StorageDriver.leased(driver, driver.namespace + ".other", "content");
		this.out = out;
	}

	void run() {
		writes();
		commits();
		locks();
		infos();
		reads();
		sharing();
		deletes();
		this.driver.release("content");
		this.other.release("content");
	}

	private void writes() {
		this.out.value("content write no ref", () -> this.driver.write(write("", 0, "x")));
		this.out.value("content status unknown", () -> status("w"));
		this.out.value("content abort unknown", () -> abort("w"));
		this.out.value("content stat new", () -> this.driver.write(stat("w")));
		this.out.value("content stat total", () -> this.driver.write(stat("w").setTotal(11).setExpected(HELLO)));
		this.out.value("content status new", () -> status("w"));
		this.out.value("content write", () -> this.driver.write(write("w", 0, "hello")));
		this.out.value("content stat written", () -> this.driver.write(stat("w")));
		this.out.value("content status written", () -> status("w"));
		this.out.value("content write wrong offset", () -> this.driver.write(write("w", 3, " world")));
		this.out.value("content write on",
				() -> this.driver.write(stat("w"), write("w", 5, " wor"), write("w", 9, "ld")));
		this.out.value("content write again", () -> this.driver.write(write("w", 0, "again")));
		this.out.value("content status again", () -> status("w"));
		this.out.value("content statuses", () -> statuses());
		this.out.value("content statuses filter", () -> statuses("ref==w"));
		this.out.value("content statuses other", () -> statuses("ref==x"));
		this.out.value("content statuses bad filter", () -> statuses("="));
		this.out.value("content abort", () -> abort("w"));
		this.out.value("content stat aborted", () -> this.driver.write(stat("w")));
	}

	private void commits() {
		this.out.value("content commit empty", () -> this.driver.write(commit("e", 0)));
		this.out.value("content commit trap",
				() -> this.driver.write(write("t", 0, "hello world"), commit("t", 0).setExpected(HELLO)));
		this.out.value("content status after trap", () -> status("t"));
		this.out.value("content commit wrong total",
				() -> this.driver.write(write("t", 0, "hello world"), commit("t", 11).setTotal(12)));
		this.out.value("content status after wrong total", () -> status("t"));
		this.out.value("content commit wrong digest",
				() -> this.driver.write(stat("t"), commit("t", 11).setExpected(UNKNOWN)));
		this.out.value("content status after wrong digest", () -> status("t"));
		this.out.value("content commit wrong offset", () -> this.driver.write(stat("t"), commit("t", 5)));
		this.out.value("content commit long label",
				() -> this.driver.write(stat("t"), commit("t", 11).putLabels("k", "v".repeat(4096))));
		this.out.value("content commit", () -> this.driver.write(stat("t"),
				commit("t", 11).setExpected(HELLO).setTotal(11).putLabels("a", "1").putLabels("empty", "")));
		this.out.value("content status committed", () -> status("t"));
		this.out.value("content open existing", () -> this.driver.write(stat("t2").setExpected(HELLO)));
		this.out.value("content status existing", () -> status("t2"));
		this.out.value("content write existing",
				() -> this.driver.write(write("t3", 0, "hello world"), commit("t3", 11)));
		this.out.value("content status written existing", () -> status("t3"));
		this.out.value("content commit existing",
				() -> this.driver.write(write("t4", 0, "nonsense"), commit("t4", 8).setExpected(HELLO)));
		this.out.value("content status commit existing", () -> status("t4"));
	}

	private void locks() {
		try (StorageDriver.Session session = this.driver.open()) {
			this.out.value("content lock", () -> session.send(write("l", 0, "x").build()));
			this.out.value("content locked", () -> this.driver.write(stat("l")));
			this.out.value("content lock holds", () -> session.send(write("l", 1, "y").build()));
		}
		this.out.value("content unlocked", () -> this.driver.write(stat("l")));
		this.out.value("content abort unlocked", () -> abort("l"));
	}

	private void infos() {
		this.out.value("content info", () -> info(HELLO));
		this.out.value("content info unknown", () -> info(UNKNOWN));
		for (String digest : List.of("", "x", "sha256:", "sha256:00", "md5:00", "sha256:" + "Z".repeat(64), "a b:c")) {
			this.out.value("content info bad " + digest, () -> info(digest));
			this.out.value("content delete bad " + digest, () -> delete(digest));
			this.out.value("content read bad " + digest, () -> read(digest, 0, 0));
		}
		this.out.value("content update labels.b", () -> update(HELLO, Map.of("b", "2"), "labels.b"));
		this.out.value("content update labels.b away", () -> update(HELLO, Map.of(), "labels.b"));
		this.out.value("content update nope", () -> update(HELLO, Map.of(), "nope"));
		this.out.value("content update unknown", () -> update(UNKNOWN, Map.of(), "labels"));
		this.out.value("content update bad", () -> update("x", Map.of(), "labels"));
		this.out.value("content update long", () -> update(HELLO, Map.of("k", "v".repeat(4096)), "labels"));
		this.out.value("content update all", () -> update(HELLO, Map.of("c", "3"), ""));
		for (String filter : List.of("", "digest==\"" + HELLO + "\"", "labels.c==3", "labels.c", "labels.d", "size==11",
				"=", "digest~=^sha256")) {
			this.out.value("content list " + filter, () -> list(filter));
		}
	}

	private void reads() {
		this.out.value("content read", () -> read(HELLO, 0, 0));
		this.out.value("content read middle", () -> read(HELLO, 6, 3));
		this.out.value("content read beyond size", () -> read(HELLO, 6, 300));
		this.out.value("content read at end", () -> read(HELLO, 11, 0));
		this.out.value("content read past end", () -> read(HELLO, 12, 0));
		this.out.value("content read negative", () -> read(HELLO, -1, -1));
		this.out.value("content read unknown", () -> read(UNKNOWN, 0, 0));
		String large = this.driver.put(new byte[100_000]);
		this.out.value("content read large", () -> {
			List<String> chunks = new ArrayList<>();
			this.driver.content()
				.read(ReadContentRequest.newBuilder().setDigest(large).setOffset(5).build())
				.forEachRemaining((chunk) -> chunks.add(chunk.getOffset() + "+" + chunk.getData().size()));
			return chunks;
		});
	}

	private void sharing() {
		this.out.value("content elsewhere", () -> this.other.has(HELLO));
		this.out.value("content adopt other size", () -> this.other.write(stat("s").setExpected(HELLO).setTotal(12)));
		this.out.value("content abort adopted", () -> {
			this.other.content().abort(AbortRequest.newBuilder().setRef("s").build());
			return "OK";
		});
		this.out.value("content adopt", () -> this.other.write(stat("a").setExpected(HELLO)));
		this.out.value("content adopt trap",
				() -> this.other.write(stat("a").setExpected(HELLO), commit("a", 0).setExpected(HELLO)));
		this.out.value("content adopt and write",
				() -> this.other.write(stat("b").setExpected(HELLO), write("b", 11, "!"), commit("b", 12)));
		this.out.value("content adopt commit",
				() -> this.other.write(stat("c").setExpected(HELLO).setTotal(11), commit("c", 11).putLabels("x", "y")));
		this.out.value("content adopted", () -> this.other.has(HELLO));
	}

	private void deletes() {
		this.out.value("content delete", () -> delete(HELLO));
		this.out.value("content delete again", () -> delete(HELLO));
		this.out.value("content elsewhere after it", () -> this.other.has(HELLO));
		this.out.value("content read deleted", () -> read(HELLO, 0, 0));
	}

	private String status(String ref) {
		return show(this.driver.content().status(StatusRequest.newBuilder().setRef(ref).build()).getStatus());
	}

	private static String show(Status status) {
		return "%s offset=%d total=%d expected=%s started=%s".formatted(status.getRef(), status.getOffset(),
				status.getTotal(), status.getExpected(), status.hasStartedAt());
	}

	private List<String> statuses(String... filters) {
		return this.driver.content()
			.listStatuses(ListStatusesRequest.newBuilder().addAllFilters(List.of(filters)).build())
			.getStatusesList()
			.stream()
			.map(ContentScript::show)
			.sorted()
			.toList();
	}

	private String abort(String ref) {
		this.driver.content().abort(AbortRequest.newBuilder().setRef(ref).build());
		return "OK";
	}

	private String info(String digest) {
		return show(this.driver.content().info(InfoRequest.newBuilder().setDigest(digest).build()).getInfo());
	}

	private static String show(Info info) {
		return "%s %d %s %s %s".formatted(info.getDigest(), info.getSize(), new TreeMap<>(info.getLabelsMap()),
				info.hasCreatedAt(), info.getUpdatedAt().getSeconds() > 0);
	}

	private String update(String digest, Map<String, String> labels, String path) {
		UpdateRequest.Builder request = UpdateRequest.newBuilder()
			.setInfo(Info.newBuilder().setDigest(digest).putAllLabels(labels));
		if (!path.isEmpty()) {
			request.setUpdateMask(FieldMask.newBuilder().addPaths(path));
		}
		return show(this.driver.content().update(request.build()).getInfo());
	}

	private List<String> list(String filter) {
		ListContentRequest.Builder request = ListContentRequest.newBuilder();
		if (!filter.isEmpty()) {
			request.addFilters(filter);
		}
		List<String> shown = new ArrayList<>();
		Iterator<ListContentResponse> answers = this.driver.content().list(request.build());
		answers.forEachRemaining((answer) -> answer.getInfoList().forEach((info) -> shown.add(show(info))));
		return shown.stream().sorted().toList();
	}

	private String delete(String digest) {
		this.driver.content().delete(DeleteContentRequest.newBuilder().setDigest(digest).build());
		return "OK";
	}

	private String read(String digest, long offset, long size) {
		StringBuilder text = new StringBuilder();
		Iterator<ReadContentResponse> answers = this.driver.content()
			.read(ReadContentRequest.newBuilder().setDigest(digest).setOffset(offset).setSize(size).build());
		answers.forEachRemaining(
				(answer) -> text.append(answer.getOffset()).append(':').append(answer.getData().toStringUtf8()));
		return text.toString();
	}

}
