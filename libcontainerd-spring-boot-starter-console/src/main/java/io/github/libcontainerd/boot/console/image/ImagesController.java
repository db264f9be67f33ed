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

package io.github.libcontainerd.boot.console.image;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import io.github.libcontainerd.AlreadyExistsException;
import io.github.libcontainerd.ContainerInfo;
import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.boot.console.web.Json;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.image.Image;
import io.github.libcontainerd.image.ImageReference;
import io.github.libcontainerd.image.Images;

/**
 * What can be done with images.
 */
@RestController
public class ImagesController {

	private final Images images;

	private final Client client;

	private final Json json;

	/**
	 * Create a controller.
	 * @param client the client whose images they are
	 * @param json writes
	 */
	public ImagesController(Client client, Json json) {
		this.images = client.images();
		this.client = client;
		this.json = json;
	}

	@GetMapping(path = "/api/images", produces = MediaType.APPLICATION_JSON_VALUE)
	String list() {
		List<ContainerInfo> containers = this.client.list();
		List<Shown> shown = new ArrayList<>();
		for (Image image : this.images.list()) {
			List<String> users = containers.stream()
				.filter((container) -> image.name().equals(container.image()))
				.map(ContainerInfo::id)
				.toList();
			shown.add(new Shown(image.name(), image.target().digest(), size(image), image.createdAt(), users));
		}
		return this.json.write(shown);
	}

	private @Nullable Long size(Image image) {
		try {
			return this.images.inspect(image.name()).size();
		}
		catch (ContainerdException ex) {
			// Not for this platform, or only half there.
			return null;
		}
	}

	/**
	 * Begin a pull. How far it is, and what comes of it, is told by its events.
	 */
	@PostMapping("/api/images")
	@ResponseStatus(HttpStatus.ACCEPTED)
	void pull(@RequestParam String reference) {
		ImageReference.parse(reference);
		this.images.pullAsync(reference);
	}

	/**
	 * Give an image one more name. Another image loses it only if that was said.
	 */
	@PostMapping("/api/images/tag")
	void tag(@RequestParam String reference, @RequestParam String name,
			@RequestParam(defaultValue = "false") boolean replace) {
		String wanted = ImageReference.parse(name).name();
		List<Image> all = this.images.list();
		String digest = digest(all, ImageReference.parse(reference).name());
		String taken = digest(all, wanted);
		if (taken != null && !taken.equals(digest) && !replace) {
			throw new AlreadyExistsException(null, "'" + wanted + "' is the name of another image, which would lose it",
					null);
		}
		this.images.tag(reference, name);
	}

	private static @Nullable String digest(List<Image> images, String name) {
		return images.stream()
			.filter((image) -> image.name().equals(name))
			.map((image) -> image.target().digest())
			.findFirst()
			.orElse(null);
	}

	@PostMapping(path = "/api/images/prune", produces = MediaType.APPLICATION_JSON_VALUE)
	String prune() {
		var result = this.images.prune();
		return this.json.write(Map.of("images", result.images(), "bytes", result.bytes()));
	}

	@DeleteMapping("/api/images")
	void remove(@RequestParam String reference) {
		this.images.remove(reference);
	}

	/**
	 * An image.
	 *
	 * @param name the name
	 * @param digest the digest
	 * @param size in bytes, if it is known
	 * @param createdAt since when it is there
	 * @param usedBy the containers that run from it
	 */
	record Shown(String name, String digest, @Nullable Long size, Instant createdAt, List<String> usedBy) {
	}

}
