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

package io.github.libcontainerd.boot.console.resource;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.IpAddresses;
import io.github.libcontainerd.boot.console.web.Json;
import io.github.libcontainerd.boot.container.DeclaredContainers;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.network.Network;
import io.github.libcontainerd.run.ContainerPool;
import io.github.libcontainerd.run.PoolStatus;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.volume.Volume;

/**
 * Networks, volumes, declared containers and pools.
 */
@RestController
public class ResourcesController {

	private final Client client;

	private final ObjectProvider<DeclaredContainers> declared;

	private final ObjectProvider<ContainerPool> pools;

	private final BooleanSupplier queue;

	private final Json json;

	/**
	 * Create a controller.
	 * @param client the client
	 * @param declared the declared containers, if there are any
	 * @param pools the pools
	 * @param queue whether there is a queue
	 * @param json writes
	 */
	public ResourcesController(Client client, ObjectProvider<DeclaredContainers> declared,
			ObjectProvider<ContainerPool> pools, BooleanSupplier queue, Json json) {
		this.client = client;
		this.declared = declared;
		this.pools = pools;
		this.queue = queue;
		this.json = json;
	}

	/**
	 * What there is besides what every application has.
	 */
	@GetMapping(path = "/api/pages", produces = MediaType.APPLICATION_JSON_VALUE)
	String pages() {
		List<String> pages = new ArrayList<>();
		DeclaredContainers containers = this.declared.getIfUnique();
		if (containers != null && !containers.names().isEmpty()) {
			pages.add("declared");
		}
		if (this.pools.stream().findAny().isPresent()) {
			pages.add("pools");
		}
		if (this.queue.getAsBoolean()) {
			pages.add("queue");
		}
		return this.json.write(pages);
	}

	@GetMapping(path = "/api/networks", produces = MediaType.APPLICATION_JSON_VALUE)
	String networks() {
		List<Map<String, Object>> shown = new ArrayList<>();
		for (Network network : this.client.networks().list()) {
			Map<String, Object> each = new LinkedHashMap<>();
			each.put("name", network.name());
			each.put("interfaceName", network.interfaceName());
			each.put("subnet", network.subnet().toString());
			each.put("gateway", IpAddresses.format(network.gateway()));
			each.put("members",
					network.members()
						.stream()
						.map((member) -> Map.of("container", member.container(), "address",
								IpAddresses.format(member.address())))
						.toList());
			shown.add(each);
		}
		return this.json.write(shown);
	}

	@PostMapping("/api/networks")
	void createNetwork(@RequestParam String name) {
		this.client.networks().create(name);
	}

	@DeleteMapping("/api/networks/{name}")
	void removeNetwork(@PathVariable String name) {
		this.client.networks().remove(name);
	}

	@GetMapping(path = "/api/volumes", produces = MediaType.APPLICATION_JSON_VALUE)
	String volumes() {
		List<Map<String, @Nullable Object>> shown = new ArrayList<>();
		for (Volume volume : this.client.volumes().list()) {
			Map<String, @Nullable Object> each = new LinkedHashMap<>();
			each.put("name", volume.name());
			each.put("createdAt", volume.createdAt());
			each.put("containers", volume.containers());
			each.put("size", volume.size());
			shown.add(each);
		}
		return this.json.write(shown);
	}

	/**
	 * What a volume takes of the disk, for which all of its files are looked at.
	 */
	@GetMapping(path = "/api/volumes/{name}/size", produces = MediaType.APPLICATION_JSON_VALUE)
	String volumeSize(@PathVariable String name) {
		Map<String, @Nullable Object> size = new LinkedHashMap<>();
		size.put("size", this.client.volumes().inspect(name).size());
		return this.json.write(size);
	}

	@PostMapping("/api/volumes")
	void createVolume(@RequestParam String name) {
		this.client.volumes().create(name);
	}

	@DeleteMapping("/api/volumes/{name}")
	void removeVolume(@PathVariable String name) {
		this.client.volumes().remove(name);
	}

	@GetMapping(path = "/api/declared", produces = MediaType.APPLICATION_JSON_VALUE)
	String declared() {
		List<Map<String, @Nullable Object>> shown = new ArrayList<>();
		DeclaredContainers containers = this.declared.getIfUnique();
		if (containers != null) {
			containers.names().forEach((name) -> shown.add(declared(containers, name)));
		}
		return this.json.write(shown);
	}

	private static Map<String, @Nullable Object> declared(DeclaredContainers containers, String name) {
		Map<String, @Nullable Object> each = new LinkedHashMap<>();
		each.put("name", name);
		try {
			RunningContainer container = containers.get(name);
			each.put("id", container.id());
			each.put("image", container.image());
			each.put("status", container.status());
			each.put("ports", container.ports().stream().map(Object::toString).toList());
		}
		catch (ContainerdException | IllegalStateException ex) {
			each.put("problem", ex.getMessage());
		}
		return each;
	}

	@GetMapping(path = "/api/pools", produces = MediaType.APPLICATION_JSON_VALUE)
	String pools() {
		List<PoolStatus> shown = this.pools.orderedStream().map(ContainerPool::status).toList();
		return this.json.write(shown);
	}

}
