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

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.Operation;
import io.github.libcontainerd.client.OperationObserver;

/**
 * Makes an {@link Observation} of each operation. The calls to containerd that are made
 * for it are observed as its children, if gRPC is observed.
 *
 * @since 0.1.0
 */
public class MicrometerOperationObserver implements OperationObserver {

	private static final ContainerdOperationObservationConvention DEFAULT = new ContainerdOperationObservationConvention();

	private final ObservationRegistry registry;

	private final @Nullable ContainerdOperationObservationConvention convention;

	/**
	 * Create a new observer.
	 * @param registry the registry
	 * @param convention the convention; {@code null} for the default one
	 */
	public MicrometerOperationObserver(ObservationRegistry registry,
			@Nullable ContainerdOperationObservationConvention convention) {
		this.registry = registry;
		this.convention = convention;
	}

	@Override
	public Observed begin(Operation operation) {
		ContainerdOperationContext context = new ContainerdOperationContext(operation);
		Observation observation = Observation.createNotStarted(this.convention, DEFAULT, () -> context, this.registry)
			.start();
		return new Timed(observation, observation.openScope());
	}

	/**
	 * An operation under way. Its scope is that of the thread that made it.
	 */
	private static final class Timed implements Observed {

		private final Observation observation;

		private Observation.@Nullable Scope scope;

		private Timed(Observation observation, Observation.Scope scope) {
			this.observation = observation;
			this.scope = scope;
		}

		@Override
		public void detached() {
			if (this.scope != null) {
				this.scope.close();
				this.scope = null;
			}
		}

		@Override
		public void end(@Nullable Throwable failure) {
			detached();
			if (failure != null) {
				this.observation.error(failure);
			}
			this.observation.stop();
		}

	}

}
