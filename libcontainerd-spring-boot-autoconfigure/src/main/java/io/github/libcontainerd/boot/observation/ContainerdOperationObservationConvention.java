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

package io.github.libcontainerd.boot.observation;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

import io.github.libcontainerd.Operation;

/**
 * How operations are named in metrics and traces: {@code libcontainerd.operation} with
 * the keys {@code operation} and {@code namespace}, and in traces the container too. A
 * bean that extends this class changes it.
 *
 * @since 0.1.0
 */
public class ContainerdOperationObservationConvention implements ObservationConvention<ContainerdOperationContext> {

	private static final String NONE = "none";

	@Override
	public String getName() {
		return "libcontainerd.operation";
	}

	@Override
	public String getContextualName(ContainerdOperationContext context) {
		return "containerd " + context.getOperation().name();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(ContainerdOperationContext context) {
		Operation operation = context.getOperation();
		return KeyValues.of(KeyValue.of("operation", operation.name()),
				KeyValue.of("namespace", (operation.namespace() != null) ? operation.namespace() : NONE));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(ContainerdOperationContext context) {
		Operation operation = context.getOperation();
		KeyValues keys = KeyValues.empty();
		if (operation.containerId() != null) {
			keys = keys.and("container.id", operation.containerId());
		}
		return (operation.processId() != null) ? keys.and("process.id", operation.processId()) : keys;
	}

	@Override
	public boolean supportsContext(Observation.Context context) {
		return context instanceof ContainerdOperationContext;
	}

}
