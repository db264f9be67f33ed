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

package io.github.libcontainerd.volume;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The named volumes of a namespace. Each is a directory that containerd keeps, together
 * with its labels, until it is removed here: it outlives the containers that use it, this
 * process, containerd and the host's next start. All processes with the same containerd
 * and the same namespace share them. Safe for use by several threads and processes.
 * <p>
 * All methods throw a {@link io.github.libcontainerd.ContainerdException}, such as a
 * {@link io.github.libcontainerd.NotFoundException} for a volume that is not there and an
 * {@link io.github.libcontainerd.InvalidRequestException} for what is no name of a
 * volume.
 *
 * @since 0.1.0
 * @see io.github.libcontainerd.run.RunRequest.Builder#volume(String, String)
 */
public interface Volumes {

	/**
	 * Create a volume. Does nothing when it is there. A container that asks for a volume
	 * creates it as well.
	 * @param name its name: two to 128 letters, digits, {@code _}, {@code .} and
	 * {@code -}, the first of which is a letter or a digit
	 * @return the volume
	 */
	default Volume create(String name) {
		return create(name, Map.of());
	}

	/**
	 * Create a volume with labels. Does nothing when it is there; its labels stay as they
	 * are then.
	 * @param name its name
	 * @param labels its labels; a key and its value may have 4096 bytes together
	 * @return the volume
	 */
	Volume create(String name, Map<String, String> labels);

	/**
	 * Return all volumes.
	 * @return the volumes, by name
	 */
	List<Volume> list();

	/**
	 * Return a volume with its size. All of its files are looked at for that.
	 * @param name its name
	 * @return the volume
	 * @throws io.github.libcontainerd.NotFoundException if there is none
	 */
	Volume inspect(String name);

	/**
	 * Remove a volume with all that is in it. Refused while there is a container that
	 * uses it, of whatever process, running or not.
	 * @param name its name
	 * @throws io.github.libcontainerd.VolumeInUseException if a container uses it
	 * @throws io.github.libcontainerd.NotFoundException if there is none
	 */
	void remove(String name);

	/**
	 * Remove all volumes that no container uses.
	 * @return the names of those removed
	 */
	default List<String> prune() {
		return prune((volume) -> true);
	}

	/**
	 * Remove those volumes that no container uses and that a filter accepts.
	 * @param filter what is to go, such as
	 * {@code (volume) -> "ci".equals(volume.labels().get("purpose"))}
	 * @return the names of those removed
	 */
	List<String> prune(Predicate<Volume> filter);

}
