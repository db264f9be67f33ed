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

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.DiskUsage;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.ProcessSummary;
import io.github.libcontainerd.boot.console.web.Json;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.health.ContainerHealth;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.volume.Volume;

/**
 * What is known of one container besides its line in the list: what it runs by, what it
 * may use, and what runs in it. Secrets stay here.
 */
@RestController
public class DetailsController {

	private final Board board;

	private final Client client;

	private final Json json;

	/**
	 * Create a controller.
	 * @param board the containers
	 * @param client the client whose containers they are
	 * @param json writes
	 */
	public DetailsController(Board board, Client client, Json json) {
		this.board = board;
		this.client = client;
		this.json = json;
	}

	@GetMapping(path = "/api/containers/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
	String details(@PathVariable String id) {
		RunningContainer container = this.board.find(id);
		ContainerHealth health = container.health();
		Map<String, @Nullable Object> details = new LinkedHashMap<>();
		details.put("id", id);
		details.put("status", container.status());
		details.put("health", (health != null)
				? Map.of("status", health.status(), "failures", health.failures(), "output", health.output()) : null);
		try {
			ShownSpec spec = new ShownSpec(this.client.spec(id));
			details.put("command", spec.command());
			details.put("cpus", spec.cpus());
			details.put("pids", spec.pids());
			details.put("mounts", spec.mounts(volumes()));
			Optional<DiskUsage> disk = container.diskUsage();
			details.put("disk", disk.map(DiskUsage::bytes).orElse(null));
		}
		catch (NotFoundException ex) {
			// It has ended, and nothing is left of it.
			details.put("disk", null);
		}
		return this.json.write(details);
	}

	private List<Volume> volumes() {
		try {
			return this.client.volumes().list();
		}
		catch (ContainerdException ex) {
			// The directories are shown without their names.
			return List.of();
		}
	}

	@GetMapping(path = "/api/containers/{id}/spec", produces = MediaType.APPLICATION_JSON_VALUE)
	String spec(@PathVariable String id) {
		return this.json.write(new ShownSpec(this.client.spec(id)).tree(environmentOfImage(id)));
	}

	private List<String> environmentOfImage(String id) {
		String image = this.board.find(id).image();
		try {
			return (image != null) ? this.client.images().inspect(image).config().env() : List.of();
		}
		catch (ContainerdException ex) {
			// It is gone, so nobody knows what it has said.
			return List.of();
		}
	}

	@GetMapping(path = "/api/containers/{id}/processes", produces = MediaType.APPLICATION_JSON_VALUE)
	String processes(@PathVariable String id) {
		return this.json.write(this.client.summary(id)
			.stream()
			.map((each) -> new ProcessSummary(each.pid(), Secrets.outOf(each.command())))
			.toList());
	}

}
