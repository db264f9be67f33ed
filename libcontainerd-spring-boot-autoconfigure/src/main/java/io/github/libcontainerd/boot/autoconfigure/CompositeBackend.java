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

package io.github.libcontainerd.boot.autoconfigure;

import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.github.libcontainerd.ContainerInfo;
import io.github.libcontainerd.IOPipe;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.client.Backend;

/**
 * Several backends: each is told of every change, one after another, and the first has
 * the streams, which only one can read. What one of them throws keeps no other from being
 * told.
 */
final class CompositeBackend implements Backend {

	private static final Log logger = LogFactory.getLog(CompositeBackend.class);

	private final List<Backend> backends;

	CompositeBackend(List<Backend> backends) {
		this.backends = List.copyOf(backends);
	}

	@Override
	public void stateChanged(ContainerInfo container, StateInfo info) {
		forEach((backend) -> backend.stateChanged(container, info), container.id(), info);
	}

	@Override
	public void stateChanged(String containerId, StateInfo info) {
		forEach((backend) -> backend.stateChanged(containerId, info), containerId, info);
	}

	private void forEach(Call call, String containerId, StateInfo info) {
		VirtualMachineError fatal = null;
		for (Backend backend : this.backends) {
			try {
				call.on(backend);
			}
			catch (VirtualMachineError ex) {
				fatal = (fatal != null) ? fatal : ex;
			}
			catch (Exception | Error ex) {
				logger.warn("A backend failed on " + info.change() + " of container '" + containerId + "'", ex);
			}
		}
		if (fatal != null) {
			throw fatal;
		}
	}

	@Override
	public void attachStreams(String containerId, String processId, IOPipe io) throws Exception {
		this.backends.get(0).attachStreams(containerId, processId, io);
	}

	/**
	 * A call that each backend gets.
	 */
	@FunctionalInterface
	private interface Call {

		void on(Backend backend) throws Exception;

	}

}
