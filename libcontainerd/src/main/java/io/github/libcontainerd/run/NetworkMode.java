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

package io.github.libcontainerd.run;

/**
 * What a container sees of the network.
 *
 * @since 0.1.0
 */
public sealed interface NetworkMode {

	/**
	 * Return a network of its own with a loopback interface and nothing else.
	 * @return the mode
	 */
	static NetworkMode none() {
		return new None();
	}

	/**
	 * Return the network of the host.
	 * @return the mode
	 */
	static NetworkMode host() {
		return new Host();
	}

	/**
	 * Return the network of another running container of the same client; its
	 * {@code /etc/hosts}, {@code /etc/resolv.conf} and host name are shared too, as far
	 * as this library has made them.
	 * @param id the other container
	 * @return the mode
	 */
	static NetworkMode container(String id) {
		return new OfContainer(id);
	}

	/** Loopback only. */
	record None() implements NetworkMode {
	}

	/** The network of the host. */
	record Host() implements NetworkMode {
	}

	/**
	 * The network of another container. When that one is started again by its restart
	 * policy it has a new network, which this one does not see.
	 *
	 * @param id the other container
	 */
	record OfContainer(String id) implements NetworkMode {
	}

}
