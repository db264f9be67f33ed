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

package io.github.libcontainerd.queue.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import io.github.libcontainerd.OutputStreamName;
import io.github.libcontainerd.queue.JobAttempt;
import io.github.libcontainerd.queue.JobOutput;
import io.github.libcontainerd.queue.JobResult;
import io.github.libcontainerd.queue.JobState;
import io.github.libcontainerd.queue.JobStatus;
import io.github.libcontainerd.queue.engine.JobLife;
import io.github.libcontainerd.queue.engine.NodeStatus;
import io.github.libcontainerd.run.Output;

/**
 * Makes values of rows.
 */
final class Rows {

	private Rows() {
	}

	static JobLife life(ResultSet row) throws SQLException {
		return new JobLife(state(row), row.getInt("attempt"), row.getInt("failures"), row.getInt("max_failures"),
				instant(row, "lease_until"), required(row, "available_at"), row.getBoolean("cancel_requested"));
	}

	static JobStatus status(ResultSet row, int number) throws SQLException {
		return new JobStatus(row.getString("id"), state(row), row.getString("image"), row.getString("submitter"),
				row.getInt("priority"), row.getInt("attempt"), row.getInt("failures"), row.getInt("late_results"),
				row.getBoolean("cancel_requested"), row.getString("node"), row.getString("problem"),
				required(row, "submitted_at"), instant(row, "started_at"), instant(row, "finished_at"));
	}

	static JobAttempt attempt(ResultSet row, int number) throws SQLException {
		String end = row.getString("ending");
		return new JobAttempt(row.getInt("attempt"), row.getString("node"), required(row, "started_at"),
				instant(row, "ended_at"), (end != null) ? JobAttempt.End.valueOf(end) : null, row.getString("problem"));
	}

	static JobResult result(ResultSet row, int number) throws SQLException {
		return new JobResult(row.getString("job_id"), row.getInt("attempt"), row.getString("node"),
				row.getInt("exit_code"), row.getBoolean("oom_killed"), row.getBoolean("timed_out"),
				Duration.ofNanos(row.getLong("duration_nanos")),
				Output.inMemory(row.getBytes("stdout"), row.getBoolean("stdout_truncated")),
				Output.inMemory(row.getBytes("stderr"), row.getBoolean("stderr_truncated")));
	}

	static JobOutput output(ResultSet row, int number) throws SQLException {
		return new JobOutput(row.getInt("attempt"), row.getLong("piece"),
				OutputStreamName.values()[row.getInt("stream")], row.getBytes("content"));
	}

	static NodeStatus node(ResultSet row, int number) throws SQLException {
		return new NodeStatus(row.getString("name"), labels(row.getString("labels")), row.getLong("memory"),
				row.getLong("memory_reserved"), row.getDouble("cpus"), row.getDouble("cpus_reserved"),
				row.getInt("running"), row.getBoolean("draining"),
				Duration.between(required(row, "heard_at"), required(row, "now")));
	}

	static Instant required(ResultSet row, String column) throws SQLException {
		return Objects.requireNonNull(instant(row, column), column);
	}

	static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
		Timestamp value = row.getTimestamp(column);
		return (value != null) ? value.toInstant() : null;
	}

	static @Nullable OffsetDateTime parameter(@Nullable Instant instant) {
		return (instant != null) ? instant.atOffset(ZoneOffset.UTC) : null;
	}

	static String json(Map<String, String> labels) {
		ObjectNode json = JsonMapper.shared().createObjectNode();
		labels.forEach(json::put);
		return json.toString();
	}

	private static Map<String, String> labels(String json) {
		Map<String, String> labels = new TreeMap<>();
		for (Map.Entry<String, JsonNode> entry : JsonMapper.shared().readTree(json).properties()) {
			labels.put(entry.getKey(), entry.getValue().asString());
		}
		return labels;
	}

	private static JobState state(ResultSet row) throws SQLException {
		return JobState.valueOf(row.getString("state"));
	}

}
