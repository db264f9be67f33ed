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

package io.github.libcontainerd.spi;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The root file systems of a fake containerd, for tests: it mounts nothing, and has no
 * processes whose files could be looked at. Safe for use by several threads.
 *
 * @since 0.1.0
 * @see io.github.libcontainerd.client.RemoteOption#simulatedFiles
 */
@FunctionalInterface
public interface SimulatedFiles {

	/**
	 * Return the directory that a root file system is, as its container sees it. What is
	 * changed there the container sees.
	 * @param layers the directories that it is made of, the uppermost first; that one is
	 * the only one that is written to
	 * @return the directory
	 * @throws IOException if it can't be made
	 */
	Path root(List<Path> layers) throws IOException;

}
