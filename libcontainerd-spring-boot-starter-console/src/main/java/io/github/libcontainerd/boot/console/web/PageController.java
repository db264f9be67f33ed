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

package io.github.libcontainerd.boot.console.web;

import java.nio.charset.StandardCharsets;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The page. Its scripts and styles are static resources beside it.
 */
@RestController
public class PageController {

	/** Where the page and its parts are in the class path. */
	public static final String LOCATION = "META-INF/libcontainerd/console/";

	private final String address;

	/**
	 * Create a controller.
	 * @param address the path of the page in the server, with a slash at the end
	 */
	public PageController(String address) {
		this.address = address;
	}

	@GetMapping({ "", "/", "/index.html" })
	ResponseEntity<Resource> page(HttpServletRequest request) {
		if (!request.getRequestURI().startsWith(this.address)) {
			// What the page asks for is beside it.
			return ResponseEntity.status(HttpStatus.FOUND).header(HttpHeaders.LOCATION, this.address).build();
		}
		return ResponseEntity.ok()
			.contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
			.body(new ClassPathResource(LOCATION + "index.html", PageController.class.getClassLoader()));
	}

}
