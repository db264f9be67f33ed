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

package io.github.libcontainerd.boot.actuate;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.volume.Volume;

/**
 * {@link Endpoint @Endpoint} for the named volumes of the namespaces of this
 * application's clients, of whatever process they are. What is in a volume is not shown.
 * Operations that change something need
 * {@code management.endpoint.volumes.access=unrestricted}.
 *
 * @since 0.1.0
 */
@Endpoint(id = "volumes", defaultAccess = Access.READ_ONLY)
public class VolumesEndpoint {

	private final EndpointClients clients;

	private final ShownLabels labels;

	/**
	 * Create a new endpoint.
	 * @param client the client that is meant when no namespace is given
	 * @param clients all clients
	 * @param sanitizingFunctions are applied to the values of labels
	 * @param showValues when the values of labels are shown
	 */
	public VolumesEndpoint(Client client, Supplier<? extends Collection<Client>> clients,
			Iterable<SanitizingFunction> sanitizingFunctions, Show showValues) {
		this.clients = new EndpointClients(client, clients);
		this.labels = new ShownLabels(sanitizingFunctions, showValues);
	}

	/**
	 * Return the volumes of a namespace, without their sizes.
	 * @param namespace the namespace; {@code null} for the default one
	 * @return the volumes, by name; {@code null} for an unknown namespace
	 */
	@ReadOperation
	public @Nullable VolumesDescriptor volumes(@Nullable String namespace) {
		return getVolumes(namespace, this.labels.toAnyone());
	}

	/**
	 * Return one volume with its size. All of its files are looked at for that.
	 * @param name its name
	 * @param namespace the namespace; {@code null} for the default one
	 * @return the volume, or {@code null} when there is none
	 */
	@ReadOperation
	public @Nullable VolumeDescriptor volume(@Selector String name, @Nullable String namespace) {
		return getVolume(name, namespace, this.labels.toAnyone());
	}

	/**
	 * Do something with all volumes of a namespace.
	 * @param action {@code prune}, to remove those that no container uses
	 * @param namespace the namespace; {@code null} for the default one
	 * @return the names of those removed
	 */
	@WriteOperation
	public PrunedDescriptor controlVolumes(@Selector String action, @Nullable String namespace) {
		if (!action.equals("prune")) {
			throw ContainersEndpoint.invalid("'" + action + "' is no action; there is prune");
		}
		return new PrunedDescriptor(this.clients.require(namespace).volumes().prune());
	}

	/**
	 * Remove a volume that no container uses, with all that is in it.
	 * @param name its name
	 * @param namespace the namespace; {@code null} for the default one
	 */
	// The media type makes it the operation that the web extension replaces.
	@DeleteOperation(produces = "application/json")
	public void deleteVolume(@Selector String name, @Nullable String namespace) {
		this.clients.require(namespace).volumes().remove(name);
	}

	@Nullable VolumesDescriptor getVolumes(@Nullable String namespace, boolean showUnsanitized) {
		Client client = this.clients.find(namespace);
		if (client == null) {
			return null;
		}
		return new VolumesDescriptor(client.namespace(),
				client.volumes().list().stream().map((volume) -> describe(volume, showUnsanitized)).toList());
	}

	@Nullable VolumeDescriptor getVolume(String name, @Nullable String namespace, boolean showUnsanitized) {
		Client client = this.clients.find(namespace);
		try {
			return (client != null) ? describe(client.volumes().inspect(name), showUnsanitized) : null;
		}
		catch (NotFoundException | InvalidRequestException ex) {
			// What is no name of a volume is that of none.
			return null;
		}
	}

	private VolumeDescriptor describe(Volume volume, boolean showUnsanitized) {
		return new VolumeDescriptor(volume.name(), volume.createdAt(), this.labels.of(volume.labels(), showUnsanitized),
				volume.directory().toString(), volume.containers(), volume.size());
	}

	EndpointClients clients() {
		return this.clients;
	}

	/**
	 * Description of the volumes of a namespace.
	 *
	 * @param namespace the namespace
	 * @param volumes the volumes, by name
	 * @since 0.1.0
	 */
	public record VolumesDescriptor(String namespace, List<VolumeDescriptor> volumes) implements OperationResponseBody {
	}

	/**
	 * Description of a volume.
	 *
	 * @param name its name
	 * @param createdAt when it was made
	 * @param labels its labels, whose values may be hidden
	 * @param directory where its files are on the host
	 * @param containers the ids of the containers that use it, running or not, of
	 * whatever process
	 * @param size the bytes that it takes on the disk; {@code null} in a list
	 * @since 0.1.0
	 */
	public record VolumeDescriptor(String name, Instant createdAt, Map<String, Object> labels, String directory,
			List<String> containers, @Nullable Long size) implements OperationResponseBody {
	}

	/**
	 * Description of what was removed.
	 *
	 * @param removed the names of the volumes
	 * @since 0.1.0
	 */
	public record PrunedDescriptor(List<String> removed) implements OperationResponseBody {
	}

}
