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

package io.github.libcontainerd.contract;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

import io.github.libcontainerd.ContainerInfo;
import io.github.libcontainerd.IOPipe;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.client.Backend;
import io.github.libcontainerd.client.OutputPump;

/**
 * Remembers everything that it is told.
 */
class RecordingBackend implements Backend {

	private final Map<String, List<StateInfo>> changes = new ConcurrentHashMap<>();

	private final Map<String, List<String>> output = new ConcurrentHashMap<>();

	private final Map<String, IOPipe> streams = new ConcurrentHashMap<>();

	private final List<ContainerInfo> facts = new CopyOnWriteArrayList<>();

	private volatile BiConsumer<String, StateInfo> listener = (id, info) -> {
	};

	private volatile boolean refuseStreams;

	private volatile boolean readStreams = true;

	/**
	 * Do this too at every change.
	 */
	void onChange(BiConsumer<String, StateInfo> action) {
		this.listener = action;
	}

	void refuseStreams() {
		this.refuseStreams = true;
	}

	void leaveStreamsAlone() {
		this.readStreams = false;
	}

	@Override
	public void stateChanged(ContainerInfo container, StateInfo info) {
		this.facts.add(container);
		stateChanged(container.id(), info);
	}

	@Override
	public void stateChanged(String containerId, StateInfo info) {
		this.changes.computeIfAbsent(containerId, (id) -> new CopyOnWriteArrayList<>()).add(info);
		this.listener.accept(containerId, info);
	}

	@Override
	public void attachStreams(String containerId, String processId, IOPipe io) {
		if (this.refuseStreams) {
			throw new IllegalStateException("no streams wanted");
		}
		String key = key(containerId, processId);
		this.streams.put(key, io);
		if (this.readStreams) {
			OutputPump.start(key, io, (stream, line) -> lines(key).add(stream.value() + ":" + line));
		}
	}

	private List<String> lines(String key) {
		return this.output.computeIfAbsent(key, (same) -> new CopyOnWriteArrayList<>());
	}

	private static String key(String containerId, String processId) {
		return StateInfo.INIT.equals(processId) ? containerId : containerId + "/" + processId;
	}

	List<StateInfo> changes(String containerId) {
		return List.copyOf(this.changes.getOrDefault(containerId, List.of()));
	}

	List<ContainerInfo> facts() {
		return List.copyOf(this.facts);
	}

	List<StateChange> states(String containerId) {
		return changes(containerId).stream().map(StateInfo::change).toList();
	}

	StateInfo last(String containerId) {
		List<StateInfo> all = changes(containerId);
		return all.get(all.size() - 1);
	}

	List<String> output(String containerId) {
		return List.copyOf(lines(containerId));
	}

	IOPipe streams(String containerId) {
		return this.streams.get(containerId);
	}

	IOPipe streams(String containerId, String processId) {
		return this.streams.get(key(containerId, processId));
	}

}
