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
package io.github.libcontainerd.internal.remote;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.internal.resource.ControlGroups;

/**
 * Removes the directories that runc leaves behind for every namespace: its state and the
 * parent of the control groups. Only empty ones can be removed, so what is in use is
 * safe.
 */
final class EmptyDirectories {

	private static final Logger logger = LoggerFactory.getLogger(EmptyDirectories.class);

	private static final Path RUNC = Path.of("/run/containerd/runc");

	private EmptyDirectories() {
	}

	static void removeOf(String namespace) {
		ControlGroups.removeEmpty("/" + namespace);
		Path state = RUNC.resolve(namespace);
		try {
			Files.deleteIfExists(state);
		}
		catch (IOException ex) {
			logger.debug("Left {}, which is in use: {}", state, ex.getMessage());
		}
	}

}
