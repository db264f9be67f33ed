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

package io.github.libcontainerd.internal.resource;

import java.util.Set;

import io.github.libcontainerd.internal.network.AttachRequest;
import io.github.libcontainerd.internal.network.Attachment;
import io.github.libcontainerd.internal.network.Holder;
import io.github.libcontainerd.internal.network.Neighbours;
import io.github.libcontainerd.network.Networks;

/**
 * What gives containers addresses and published ports, and takes them back. Each method
 * may be called again after it has failed, and does what is left to do. Safe for use by
 * several threads.
 */
public interface ContainerNetworks {

	/**
	 * Return the networks of the host.
	 * @return the networks
	 */
	Networks networks();

	/**
	 * Return who tells containers of each other.
	 * @return the neighbours
	 */
	Neighbours neighbours();

	/**
	 * Return the container that holds something.
	 * @param namespace the namespace in containerd
	 * @param id the container id
	 * @return the holder, of this owner
	 */
	Holder holder(String namespace, String id);

	/**
	 * Give a container its network, with its addresses and ports.
	 * @param holder the container
	 * @param request what it wants
	 * @return what it holds
	 */
	Attachment attach(Holder holder, AttachRequest request);

	/**
	 * Take back all that a container holds, if it holds anything.
	 * @param attachment what it holds; none of its processes runs any more
	 */
	void detach(Attachment attachment);

	/**
	 * Take a container over that a process attached before this one.
	 * @param attachment what it holds
	 * @return whether its network is still there
	 */
	boolean adopt(Attachment attachment);

	/**
	 * Take back what containers hold that are no more.
	 * @param namespace the namespace in containerd
	 * @param living the ids of its containers
	 * @return the holders of what was taken back
	 */
	Set<String> sweep(String namespace, Set<String> living);

	/**
	 * Make again what somebody has taken out of the host's firewall.
	 * @return how much was missing, 0 for nothing
	 */
	int repair();

	/**
	 * Return how much was missing until now.
	 * @return the number of entries that were made again
	 */
	long repaired();

	/**
	 * Let go of what is only held while this process runs. Networks and containers stay
	 * as they are.
	 */
	void close();

}
