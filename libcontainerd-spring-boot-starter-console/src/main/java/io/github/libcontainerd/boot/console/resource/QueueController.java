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

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import io.github.libcontainerd.boot.console.web.Json;
import io.github.libcontainerd.queue.ContainerQueue;
import io.github.libcontainerd.queue.ContainerQueueException;
import io.github.libcontainerd.queue.JobAttempt;
import io.github.libcontainerd.queue.JobHandle;
import io.github.libcontainerd.queue.JobNotFoundException;
import io.github.libcontainerd.queue.JobQuery;
import io.github.libcontainerd.queue.JobState;
import io.github.libcontainerd.queue.engine.NodeStatus;
import io.github.libcontainerd.queue.engine.QueueEngine;
import io.github.libcontainerd.queue.engine.QueueStatistics;

/**
 * The queue of an application that has one: its workers and its jobs, without what a job
 * was told, such as its environment.
 */
@RestController
public class QueueController {

	private static final int SHOWN = 200;

	private final QueueEngine engine;

	private final ContainerQueue queue;

	private final Json json;

	/**
	 * Create a controller.
	 * @param engine keeps the jobs
	 * @param queue the queue
	 * @param json writes
	 */
	public QueueController(QueueEngine engine, ContainerQueue queue, Json json) {
		this.engine = engine;
		this.queue = queue;
		this.json = json;
	}

	@GetMapping(path = "/api/queue", produces = MediaType.APPLICATION_JSON_VALUE)
	String show(@RequestParam(required = false) @Nullable String state) {
		QueueStatistics statistics = this.engine.statistics();
		Map<String, Long> counts = new LinkedHashMap<>();
		counts.put("queued", statistics.queued());
		counts.put("running", statistics.running());
		counts.put("done", statistics.done());
		counts.put("parked", statistics.parked());
		counts.put("cancelled", statistics.cancelled());
		Map<String, Object> shown = new LinkedHashMap<>();
		shown.put("counts", counts);
		shown.put("oldestMillis", statistics.oldestQueued().toMillis());
		shown.put("workers", this.engine.nodes().stream().map(QueueController::worker).toList());
		shown.put("jobs", this.queue.list(new JobQuery(states(state), null, SHOWN)));
		return this.json.write(shown);
	}

	private static Set<JobState> states(@Nullable String state) {
		if (state == null) {
			return Set.of();
		}
		return Arrays.stream(JobState.values())
			.filter((each) -> each.name().equals(state.toUpperCase(Locale.ROOT)))
			.findFirst()
			.map(Set::of)
			.orElseThrow(() -> new IllegalArgumentException("'" + state + "' is no state of a job; there are "
					+ Arrays.toString(JobState.values()).toLowerCase(Locale.ROOT)));
	}

	private static Map<String, Object> worker(NodeStatus node) {
		Map<String, Object> worker = new LinkedHashMap<>();
		worker.put("name", node.name());
		worker.put("labels", node.labels());
		worker.put("running", node.running());
		worker.put("memory", node.memory());
		worker.put("memoryReserved", node.memoryReserved());
		worker.put("cpus", node.cpus());
		worker.put("cpusReserved", node.cpusReserved());
		worker.put("draining", node.draining());
		worker.put("silentMillis", node.silentFor().toMillis());
		return worker;
	}

	@GetMapping(path = "/api/queue/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
	String attempts(@PathVariable String id) {
		List<JobAttempt> attempts = this.queue.find(id).map(JobHandle::attempts).orElse(List.of());
		return this.json.write(attempts);
	}

	@DeleteMapping(path = "/api/queue/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
	String cancel(@PathVariable String id) {
		return this.json.write(Map.of("cancelled", this.queue.cancel(id)));
	}

	@ExceptionHandler
	ResponseEntity<String> on(ContainerQueueException ex) {
		HttpStatus status = (ex instanceof JobNotFoundException) ? HttpStatus.NOT_FOUND
				: HttpStatus.SERVICE_UNAVAILABLE;
		return ResponseEntity.status(status)
			.contentType(MediaType.APPLICATION_JSON)
			.body(this.json.write(Map.of("detail", String.valueOf(ex.getMessage()))));
	}

}
