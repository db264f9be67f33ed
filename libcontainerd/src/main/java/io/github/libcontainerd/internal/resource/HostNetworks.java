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
import io.github.libcontainerd.internal.network.NetworkDriver;
import io.github.libcontainerd.network.Networks;

/**
 * What containers hold of the networks of this host.
 *
 * @param driver makes them
 */
public record HostNetworks(NetworkDriver driver) implements ContainerNetworks {

	@Override
	public Networks networks() {
		return this.driver.networks();
	}

	@Override
	public Neighbours neighbours() {
		return this.driver.neighbours();
	}

	@Override
	public Holder holder(String namespace, String id) {
		return this.driver.holder(namespace, id);
	}

	@Override
	public Attachment attach(Holder holder, AttachRequest request) {
		return this.driver.attach(holder, request);
	}

	@Override
	public void detach(Attachment attachment) {
		this.driver.detach(attachment);
	}

	@Override
	public boolean adopt(Attachment attachment) {
		return this.driver.adopt(attachment);
	}

	@Override
	public Set<String> sweep(String namespace, Set<String> living) {
		return this.driver.sweep(namespace, living);
	}

	@Override
	public int repair() {
		return this.driver.repair();
	}

	@Override
	public long repaired() {
		return this.driver.repaired();
	}

	@Override
	public void close() {
		this.driver.close();
	}

}
