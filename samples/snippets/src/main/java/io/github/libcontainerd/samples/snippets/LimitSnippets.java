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

package io.github.libcontainerd.samples.snippets;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.run.Containers;
import io.github.libcontainerd.run.RunResult;
import io.github.libcontainerd.run.UserNamespace;
import io.github.libcontainerd.spec.Capabilities;
import io.github.libcontainerd.spec.Linux;
import io.github.libcontainerd.spec.LinuxResources;
import io.github.libcontainerd.spec.Mount;
import io.github.libcontainerd.spec.Rlimit;
import io.github.libcontainerd.spec.Root;
import io.github.libcontainerd.spec.Spec;

/**
 * Snippets of {@code docs/guide/limits-and-security.md}.
 */
class LimitSnippets {

	private static final long MIB = 1024 * 1024;

	Spec limited() {
		return Spec.defaults()
			.toBuilder()
			.root("/srv/rootfs")
			.process((process) -> process.args("/bin/sh", "-c", "make test"))
			.linux((linux) -> linux.resources(
					(resources) -> resources.memoryLimit(512 * MIB).memorySwap(512 * MIB).cpuLimit(1.5).pidsLimit(200)))
			.build();
	}

	Spec sandbox() {
		return Spec.defaults()
			.toBuilder()
			.root(Root.of("/srv/rootfs").readOnly())
			.hostname("sandbox")
			.process((process) -> process.args("/bin/solution")
				.cwd("/work")
				.user(65534, 65534)
				.capabilities(Capabilities.none())
				.rlimit(Rlimit.openFiles(64))
				.rlimit(Rlimit.of("RLIMIT_FSIZE", 16 * MIB, 16 * MIB)))
			.mount(Mount.tmpfs("/tmp", 64 * MIB))
			.mount(Mount.bind("/srv/jobs/42", "/work").readOnly())
			.linux((linux) -> linux.resources(
					(resources) -> resources.memoryLimit(256 * MIB).memorySwap(256 * MIB).cpuLimit(1).pidsLimit(32)))
			.build();
	}

	RunResult asNobody(Containers containers) {
		return containers.run("busybox", (run) -> run.userNamespace(UserNamespace.auto()).command("id"));
	}

	Spec hostNetwork(Spec spec) {
		return spec.toBuilder().linux((linux) -> linux.removeNamespace("network")).build();
	}

	Spec preparedNetwork(Spec spec) {
		return spec.toBuilder().linux((linux) -> linux.namespace("network", "/run/netns/blue")).build();
	}

	Spec capabilities(Spec spec) {
		return spec.toBuilder()
			.process((process) -> process.addCapabilities("NET_ADMIN").dropCapabilities("NET_RAW", "MKNOD"))
			.build();
	}

	Spec withoutSeccomp(Spec spec) {
		return spec.toBuilder().linux((linux) -> linux.seccomp(null)).build();
	}

	Spec device(Spec spec) {
		return spec.toBuilder()
			.linux((linux) -> linux.device(Linux.Device.of("c", "/dev/fuse", 10, 229))
				.resources((resources) -> resources.allowDevice("c", 10, 229, "rwm")))
			.build();
	}

	void moreMemory(Client containerd) {
		containerd.updateResources("job-1", LinuxResources.builder().memoryLimit(1024 * MIB).build());
	}

	Spec fromFile() throws IOException {
		return Spec.fromJson(Files.readAllBytes(Path.of("config.json")));
	}

	String toText(Spec spec) {
		return new String(spec.toJson(), StandardCharsets.UTF_8);
	}

}
