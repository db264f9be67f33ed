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

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import io.github.libcontainerd.boot.console.web.Json;
import io.github.libcontainerd.log.LogEntry;
import io.github.libcontainerd.log.LogOption;

/**
 * What can be done with containers.
 */
@RestController
public class ContainersController {

	private static final int DOWNLOADED_LINES = 100_000;

	private final Board board;

	private final Json json;

	/**
	 * Create a controller.
	 * @param board the containers
	 * @param json reads and writes
	 */
	public ContainersController(Board board, Json json) {
		this.board = board;
		this.json = json;
	}

	@PostMapping(path = "/api/containers", produces = MediaType.APPLICATION_JSON_VALUE)
	String run(@RequestBody String order) {
		return this.json.write(Map.of("id", this.board.run(this.json.read(order, RunOrder.class)).id()));
	}

	@PostMapping(path = "/api/code", produces = MediaType.APPLICATION_JSON_VALUE)
	String code(@RequestBody String order) {
		OrderCode code = new OrderCode(this.json.read(order, RunOrder.class));
		return this.json.write(Map.of("java", code.java(), "yaml", code.yaml()));
	}

	@GetMapping("/api/containers/{id}/log")
	ResponseEntity<String> log(@PathVariable String id) {
		try (Stream<LogEntry> lines = this.board.find(id).logs(LogOption.tail(DOWNLOADED_LINES))) {
			String text = lines
				.map((line) -> line.time() + " " + line.stream().value() + " " + line.text()
						+ (line.complete() ? "\n" : ""))
				.collect(Collectors.joining());
			return ResponseEntity.ok()
				.contentType(MediaType.parseMediaType("text/plain;charset=UTF-8"))
				.header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"container.log\"")
				.body(text);
		}
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
		this.board.find(id).signal("KILL");
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
