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

package io.github.libcontainerd.internal.gate;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import io.github.libcontainerd.internal.observe.ClientOperation;
import io.github.libcontainerd.volume.Volume;
import io.github.libcontainerd.volume.Volumes;

/**
 * The volumes of a {@link GatedClient}.
 */
record GatedVolumes(CallGate gate) implements Volumes {

	@Override
	public Volume create(String name, Map<String, String> labels) {
		return this.gate.call(ClientOperation.CREATE_VOLUME, (open) -> open.client().volumes().create(name, labels));
	}

	@Override
	public List<Volume> list() {
		return this.gate.call(ClientOperation.LIST_VOLUMES, (open) -> open.client().volumes().list());
	}

	@Override
	public Volume inspect(String name) {
		return this.gate.call(ClientOperation.INSPECT_VOLUME, (open) -> open.client().volumes().inspect(name));
	}

	@Override
	public void remove(String name) {
		this.gate.run(ClientOperation.REMOVE_VOLUME, null, (open) -> open.client().volumes().remove(name));
	}

	@Override
	public List<String> prune(Predicate<Volume> filter) {
		return this.gate.call(ClientOperation.PRUNE_VOLUMES, (open) -> open.client().volumes().prune(filter));
	}

}
