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

import java.util.List;
import java.util.function.Consumer;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.spec.HostLimits;
import io.github.libcontainerd.spec.Process;
import io.github.libcontainerd.spec.Spec;

/**
 * What an additional process takes over from the container's own (moby 7603c22c73).
 */
final class ExecProcess {

	private ExecProcess() {
	}

	static Process of(Spec container, Consumer<Process.Builder> customizer, Operation operation) {
		Process init = container.process();
		Process.Builder builder = (init != null) ? init.toBuilder() : Process.builder();
		builder.args(List.of()).terminal(false);
		customizer.accept(builder);
		Process process = builder.build();
		if (process.args().isEmpty() || process.args().get(0).isEmpty()) {
			throw new InvalidRequestException(operation, "it has no arguments; say what to run", null);
		}
		if (!process.cwd().startsWith("/")) {
			throw new InvalidRequestException(operation,
					"the working directory '" + process.cwd() + "' is not an absolute path", null);
		}
		return HostLimits.current().apply(process).process();
	}

}
