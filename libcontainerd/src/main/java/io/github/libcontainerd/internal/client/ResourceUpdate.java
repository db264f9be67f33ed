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

package io.github.libcontainerd.internal.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.internal.container.ClientContext;
import io.github.libcontainerd.internal.container.ManagedContainer;
import io.github.libcontainerd.internal.grpc.Rpc;
import io.github.libcontainerd.internal.host.SwapAccounting;
import io.github.libcontainerd.internal.record.ResourceRules;
import io.github.libcontainerd.spec.LinuxResources;
import io.github.libcontainerd.spec.Spec;

/**
 * Changes limits in the control group and in the stored specification, which containerd
 * does not do by itself. As in v1.12.2 a value of 0 or nothing means "unchanged"; it is
 * not sent at all, since some runtimes refuse it (moby dea870f4ea).
 */
final class ResourceUpdate {

	private static final JsonMapper json = JsonMapper.builder().build();

	private static final String LIMIT = "limit";

	private static final String SWAP = "swap";

	private static final List<String> KERNEL_MEMORY = List.of("kernel", "kernelTCP");

	private ResourceUpdate() {
	}

	static void apply(ManagedContainer container, LinuxResources resources, ClientContext context,
			Operation operation) {
		ResourceRules.checkProcessors(resources, operation);
		ObjectNode change = (ObjectNode) json.readTree(resources.toJson());
		removeUnset(change);
		for (String field : KERNEL_MEMORY) {
			if (change.path("memory").has(field)) {
				throw new InvalidRequestException(operation, "memory." + field
						+ " can't be limited any more: Linux has given up kernel memory limits; use memory.limit",
						null);
			}
		}
		if (change.isEmpty()) {
			return;
		}
		container.updateSpec((spec) -> {
			followMemory(change.path("memory"), json.readTree(spec.toJson()).at("/linux/resources/memory"));
			Rpc.await(context.tasks().update(container.id(), json.writeValueAsBytes(change)), operation);
			ObjectNode changed = (ObjectNode) json.readTree(spec.toJson());
			merge(changed.withObject("/linux/resources"), change);
			return Spec.fromJson(json.writeValueAsBytes(changed));
		}, (spec) -> Rpc.await(context.containers().updateSpec(container.id(), spec.toJson()), operation));
	}

	/**
	 * A limit of memory and swap together that was in a usual relation to that of memory
	 * stays in it: twice as much, or the same.
	 */
	private static void followMemory(JsonNode change, JsonNode old) {
		long memory = change.path(LIMIT).asLong(0);
		long oldMemory = old.path(LIMIT).asLong(0);
		long oldSwap = old.path(SWAP).asLong(0);
		if (memory == 0 || change.has(SWAP) || oldMemory <= 0 || oldSwap <= 0
				|| !(change instanceof ObjectNode changed)) {
			return;
		}
		if (oldSwap == oldMemory) {
			changed.put(SWAP, memory);
		}
		else if (oldSwap == SwapAccounting.usualLimit(oldMemory)) {
			changed.put(SWAP, (memory > 0) ? SwapAccounting.usualLimit(memory) : memory);
		}
	}

	private static void removeUnset(ObjectNode node) {
		for (Map.Entry<String, JsonNode> field : new ArrayList<>(node.properties())) {
			JsonNode value = field.getValue();
			if (value instanceof ObjectNode object) {
				removeUnset(object);
			}
			boolean unset = value.isNull() || (value.isContainer() && value.isEmpty())
					|| (value.isNumber() && value.asLong() == 0) || (value.isString() && value.asString().isBlank());
			if (unset) {
				node.remove(field.getKey());
			}
		}
	}

	private static void merge(ObjectNode target, ObjectNode change) {
		for (Map.Entry<String, JsonNode> field : change.properties()) {
			if (field.getValue() instanceof ObjectNode object && target.get(field.getKey()) instanceof ObjectNode old) {
				merge(old, object);
			}
			else {
				target.set(field.getKey(), field.getValue());
			}
		}
	}

}
