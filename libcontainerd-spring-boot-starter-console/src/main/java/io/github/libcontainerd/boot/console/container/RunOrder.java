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

package io.github.libcontainerd.boot.console.container;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

import io.github.libcontainerd.health.HealthCheck;
import io.github.libcontainerd.network.PublishedPort;
import io.github.libcontainerd.restart.RestartPolicy;
import io.github.libcontainerd.run.NetworkMode;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.volume.VolumeMount;

/**
 * What somebody wants to have run. What is left out is as the image says, or not limited.
 *
 * @param id the container id
 * @param image the image
 * @param command a line for the shell
 * @param memory the most memory, such as {@code 64m}
 * @param cpus the most processors, such as 0.5
 * @param pids the most processes
 * @param timeoutSeconds after which it is killed
 * @param restart when it is started again, as Docker writes it
 * @param keep whether it stays after its end
 * @param ports the ports to publish, as Docker writes them, with spaces between
 * @param network the network, which is made if it is missing; {@code host} for the host's
 * @param env the environment
 * @param volumes volumes and directories, as Docker writes them, such as
 * {@code data:/var/lib/data}
 * @param health a line for the shell that checks whether it is well
 * @param user the user
 * @param readOnly whether the root file system can't be written
 * @param labels the labels
 */
public record RunOrder(@Nullable String id, @Nullable String image, @Nullable String command, @Nullable String memory,
		@Nullable Double cpus, @Nullable Long pids, @Nullable Long timeoutSeconds, @Nullable String restart,
		@Nullable Boolean keep, @Nullable String ports, @Nullable String network, @Nullable Map<String, String> env,
		@Nullable List<String> volumes, @Nullable String health, @Nullable String user, @Nullable Boolean readOnly,
		@Nullable Map<String, String> labels) {

	static final String HOST = "host";

	/**
	 * Return the request.
	 * @param rootfs the root file system of containers without an image
	 * @return the request, which may be changed
	 */
	RunRequest.Builder request(@Nullable Path rootfs) {
		RunRequest.Builder request = root(rootfs);
		if (StringUtils.hasText(this.command)) {
			request.command("/bin/sh", "-c", this.command);
		}
		if (StringUtils.hasText(this.id)) {
			request.id(this.id);
		}
		if (StringUtils.hasText(this.memory)) {
			request.memory(this.memory);
		}
		if (this.cpus != null) {
			request.cpus(this.cpus);
		}
		if (this.pids != null) {
			request.pids(this.pids);
		}
		if (this.timeoutSeconds != null) {
			request.timeout(Duration.ofSeconds(this.timeoutSeconds));
		}
		words(this.ports).map(PublishedPort::parse).forEach(request::publish);
		if (HOST.equals(this.network)) {
			request.network(NetworkMode.host());
		}
		else if (StringUtils.hasText(this.network)) {
			request.network(this.network);
		}
		if (StringUtils.hasText(this.restart)) {
			request.restart(RestartPolicy.parse(this.restart));
		}
		if (this.env != null) {
			request.env(this.env);
		}
		if (this.volumes != null) {
			this.volumes.forEach((volume) -> mount(request, volume));
		}
		if (StringUtils.hasText(this.health)) {
			request.health(HealthCheck.shell(this.health));
		}
		if (StringUtils.hasText(this.user)) {
			request.user(this.user);
		}
		if (Boolean.TRUE.equals(this.readOnly)) {
			request.readOnlyRootfs(true);
		}
		if (this.labels != null) {
			this.labels.forEach(request::label);
		}
		return request;
	}

	private RunRequest.Builder root(@Nullable Path rootfs) {
		if (StringUtils.hasText(this.image)) {
			return RunRequest.of(this.image);
		}
		if (rootfs == null) {
			throw new IllegalArgumentException("An image is missing, such as 'docker.io/library/busybox'");
		}
		return RunRequest.ofDirectory(rootfs).readOnlyRootfs(true).tmpfs("/tmp", 16 << 20);
	}

	private static void mount(RunRequest.Builder request, String text) {
		if (!text.startsWith("/")) {
			request.volume(VolumeMount.parse(text));
			return;
		}
		String[] parts = text.split(":");
		boolean readOnly = parts.length == 3 && parts[2].equals("ro");
		if (parts.length < 2 || (parts.length == 3 && !readOnly) || parts.length > 3) {
			throw new IllegalArgumentException(
					"'" + text + "' is no directory to mount, such as '/srv/data:/data' or '/srv/data:/data:ro'");
		}
		if (readOnly) {
			request.bindReadOnly(Path.of(parts[0]), parts[1]);
		}
		else {
			request.bind(Path.of(parts[0]), parts[1]);
		}
	}

	@Nullable String networkToCreate() {
		return (StringUtils.hasText(this.network) && !HOST.equals(this.network)) ? this.network : null;
	}

	boolean isKept() {
		return Boolean.TRUE.equals(this.keep);
	}

	static Stream<String> words(@Nullable String text) {
		return StringUtils.hasText(text) ? Stream.of(text.strip().split("[\\s,]+")) : Stream.empty();
	}

}
