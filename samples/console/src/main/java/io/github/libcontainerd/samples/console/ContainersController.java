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

import java.util.Map;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import io.github.libcontainerd.run.Signals;

/**
 * What can be done with containers.
 */
@RestController
class ContainersController {

	private final Board board;

	private final Feed feed;

	ContainersController(Board board, Feed feed) {
		this.board = board;
		this.feed = feed;
	}

	@GetMapping(path = "/api/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	SseEmitter events() {
		return this.feed.open();
	}

	@GetMapping("/api/containers")
	Feed.State list() {
		return this.feed.state();
	}

	@PostMapping("/api/containers")
	Map<String, String> run(@RequestBody Board.Order order) {
		return Map.of("id", this.board.run(order).id());
	}

	@PostMapping("/api/containers/{id}/stop")
	void stop(@PathVariable String id) {
		this.board.find(id).stop();
	}

	@PostMapping("/api/containers/{id}/start")
	void start(@PathVariable String id) {
		this.board.start(id);
	}

	@PostMapping("/api/containers/{id}/kill")
	void kill(@PathVariable String id) {
		this.board.find(id).signal(Signals.parse("KILL"));
	}

	@PostMapping("/api/containers/{id}/pause")
	void pause(@PathVariable String id) {
		this.board.find(id).pause();
	}

	@PostMapping("/api/containers/{id}/resume")
	void resume(@PathVariable String id) {
		this.board.find(id).resume();
	}

	@DeleteMapping("/api/containers/{id}")
	void remove(@PathVariable String id) {
		this.board.remove(id);
	}

}
