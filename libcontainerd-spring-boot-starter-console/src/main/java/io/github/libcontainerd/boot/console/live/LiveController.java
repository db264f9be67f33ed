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

package io.github.libcontainerd.boot.console.live;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import io.github.libcontainerd.boot.console.web.Json;

/**
 * What happens and what is used, and what has been.
 */
@RestController
public class LiveController {

	private final Feed feed;

	private final Json json;

	/**
	 * Create a controller.
	 * @param feed what happens
	 * @param json writes
	 */
	public LiveController(Feed feed, Json json) {
		this.feed = feed;
		this.json = json;
	}

	@GetMapping(path = "/api/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	SseEmitter events() {
		return this.feed.open();
	}

	@GetMapping(path = "/api/containers", produces = MediaType.APPLICATION_JSON_VALUE)
	String list() {
		return this.json.write(this.feed.state());
	}

	@GetMapping(path = "/api/known", produces = MediaType.APPLICATION_JSON_VALUE)
	String known() {
		return this.json.write(this.feed.known());
	}

	@GetMapping(path = "/api/history", produces = MediaType.APPLICATION_JSON_VALUE)
	String history() {
		return this.json.write(this.feed.history(null));
	}

	@GetMapping(path = "/api/containers/{id}/history", produces = MediaType.APPLICATION_JSON_VALUE)
	String history(@PathVariable String id) {
		return this.json.write(this.feed.history(id));
	}

}
