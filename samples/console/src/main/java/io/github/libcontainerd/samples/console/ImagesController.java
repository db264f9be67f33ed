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

package io.github.libcontainerd.samples.console;

import java.util.List;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import io.github.libcontainerd.image.Image;
import io.github.libcontainerd.image.ImageReference;
import io.github.libcontainerd.image.Images;

/**
 * What can be done with images.
 */
@RestController
class ImagesController {

	private final Images images;

	ImagesController(Images images) {
		this.images = images;
	}

	@GetMapping("/api/images")
	List<String> list() {
		return this.images.list().stream().map(Image::name).toList();
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

	@DeleteMapping("/api/images")
	void remove(@RequestParam String reference) {
		this.images.remove(reference);
	}

}
