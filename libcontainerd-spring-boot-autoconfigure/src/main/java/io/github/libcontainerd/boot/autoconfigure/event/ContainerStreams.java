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

package io.github.libcontainerd.boot.autoconfigure.event;

import java.io.IOException;
import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.logging.LogLevel;

import io.github.libcontainerd.IOPipe;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.boot.ContainerOutput;
import io.github.libcontainerd.boot.ContainerOutputListener;
import io.github.libcontainerd.boot.IOPipeHandler;
import io.github.libcontainerd.client.OutputPump;

/**
 * Hands the streams of processes to the beans that want them, or else their output to the
 * log. The beans are looked up only then, so that they may depend on the client.
 *
 * @param namespace the namespace of the containers
 * @param properties where output goes that nobody takes
 * @param handlers take whole streams
 * @param listeners take lines
 */
public record ContainerStreams(String namespace, OutputProperties properties, ObjectProvider<IOPipeHandler> handlers,
		ObjectProvider<ContainerOutputListener> listeners) {

	private static final Log logger = LogFactory.getLog(ContainerStreams.class);

	void attach(String containerId, String processId, IOPipe io) throws Exception {
		for (IOPipeHandler handler : this.handlers.orderedStream().toList()) {
			if (handler.supports(containerId, processId)) {
				handler.handle(containerId, processId, io);
				return;
			}
		}
		List<ContainerOutputListener> takers = this.listeners.orderedStream().toList();
		if (takers.isEmpty()) {
			log(containerId, processId, io);
			return;
		}
		closeInput(io);
		OutputPump.start(source(containerId, processId), io, (stream, line) -> {
			ContainerOutput output = new ContainerOutput(this.namespace, containerId, processId, stream, line);
			takers.forEach((taker) -> tell(taker, output));
		});
	}

	private static void tell(ContainerOutputListener taker, ContainerOutput output) {
		try {
			taker.onOutput(output);
		}
		catch (RuntimeException | Error ex) {
			// Also an Error: the others are to be told all the same.
			logger.warn("A listener failed on output of container '" + output.containerId() + "'", ex);
		}
	}

	void log(String containerId, String processId, IOPipe io) {
		closeInput(io);
		String source = source(containerId, processId);
		LogLevel level = this.properties.getLogLevel();
		if (level == LogLevel.OFF) {
			OutputPump.start(source, io, (stream, line) -> {
			});
			return;
		}
		Logger output = LoggerFactory.getLogger(this.properties.getLogger());
		Level slf4jLevel = (level == LogLevel.FATAL) ? Level.ERROR : Level.valueOf(level.name());
		OutputPump.start(source, io,
				(stream, line) -> output.atLevel(slf4jLevel).log("[{}] {}: {}", source, stream.value(), line));
	}

	// Nobody will write to it.
	private static void closeInput(IOPipe io) {
		try {
			io.stdin().close();
		}
		catch (IOException ex) {
			logger.debug("Could not close the standard input", ex);
		}
	}

	private static String source(String containerId, String processId) {
		return StateInfo.INIT.equals(processId) ? containerId : containerId + "/" + processId;
	}

}
