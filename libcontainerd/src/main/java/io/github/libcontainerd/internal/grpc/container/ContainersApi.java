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

package io.github.libcontainerd.internal.grpc.container;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import com.google.protobuf.Any;
import com.google.protobuf.FieldMask;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.grpc.AnyValues;
import io.github.libcontainerd.internal.grpc.Messages;
import io.github.libcontainerd.internal.grpc.NamespaceInterceptor;
import io.github.libcontainerd.internal.grpc.Rpc;
import io.github.libcontainerd.internal.grpc.api.containers.Container;
import io.github.libcontainerd.internal.grpc.api.containers.ContainersGrpc;
import io.github.libcontainerd.internal.grpc.api.containers.CreateContainerRequest;
import io.github.libcontainerd.internal.grpc.api.containers.DeleteContainerRequest;
import io.github.libcontainerd.internal.grpc.api.containers.GetContainerRequest;
import io.github.libcontainerd.internal.grpc.api.containers.ListContainersRequest;
import io.github.libcontainerd.internal.grpc.api.containers.UpdateContainerRequest;
import io.github.libcontainerd.internal.grpc.api.runc.Options;

/**
 * The container records of a namespace.
 */
public final class ContainersApi {

	private static final Duration DEADLINE = Duration.ofSeconds(10);

	private final Channel channel;

	/**
	 * Create the calls.
	 * @param channel the channel to containerd
	 * @param namespace the namespace
	 */
	public ContainersApi(Channel channel, String namespace) {
		this.channel = ClientInterceptors.intercept(channel, new NamespaceInterceptor(namespace));
	}

	/**
	 * Create a record.
	 * @param container the record
	 * @return completes when it is there
	 */
	public CompletableFuture<Void> create(ContainerRecord container) {
		Container.Builder message = Container.newBuilder()
			.setId(container.id())
			.putAllLabels(container.labels())
			.setRuntime(runtime(container.runtime()))
			.setSpec(AnyValues.json(AnyValues.SPEC, container.spec()));
		if (container.image() != null) {
			message.setImage(container.image());
		}
		if (container.snapshotter() != null && container.snapshotKey() != null) {
			message.setSnapshotter(container.snapshotter()).setSnapshotKey(container.snapshotKey());
		}
		CreateContainerRequest request = CreateContainerRequest.newBuilder().setContainer(message).build();
		return Rpc.call(this.channel, ContainersGrpc.getCreateMethod(), request, DEADLINE).thenApply((answer) -> null);
	}

	/**
	 * Return a record.
	 * @param id the container id
	 * @return the record
	 */
	public CompletableFuture<ContainerRecord> get(String id) {
		GetContainerRequest request = GetContainerRequest.newBuilder().setId(id).build();
		return Rpc.call(this.channel, ContainersGrpc.getGetMethod(), request, DEADLINE)
			.thenApply((answer) -> record(answer.getContainer()));
	}

	/**
	 * Return the records that carry a label.
	 * @param label the key of the label
	 * @return the records
	 */
	public CompletableFuture<List<ContainerRecord>> listLabelled(String label) {
		return listFiltered("labels." + Messages.quote(label));
	}

	/**
	 * Return all records, whoever made them.
	 * @return the records
	 */
	public CompletableFuture<List<ContainerRecord>> list() {
		return listFiltered(null);
	}

	/**
	 * Return the records that name an image.
	 * @param image the name of the image
	 * @return the records
	 */
	public CompletableFuture<List<ContainerRecord>> listOfImage(String image) {
		return listFiltered("image==" + Messages.quote(image));
	}

	private CompletableFuture<List<ContainerRecord>> listFiltered(@Nullable String filter) {
		ListContainersRequest.Builder request = ListContainersRequest.newBuilder();
		if (filter != null) {
			request.addFilters(filter);
		}
		return Rpc.list(this.channel, ContainersGrpc.getListStreamMethod(), request.build(), DEADLINE)
			.thenApply((answers) -> answers.stream().map((answer) -> record(answer.getContainer())).toList());
	}

	/**
	 * Replace the stored specification.
	 * @param id the container id
	 * @param spec the specification as JSON
	 * @return completes when it is stored
	 */
	public CompletableFuture<Void> updateSpec(String id, byte[] spec) {
		UpdateContainerRequest request = UpdateContainerRequest.newBuilder()
			.setContainer(Container.newBuilder().setId(id).setSpec(AnyValues.json(AnyValues.SPEC, spec)))
			.setUpdateMask(FieldMask.newBuilder().addPaths("spec"))
			.build();
		return Rpc.call(this.channel, ContainersGrpc.getUpdateMethod(), request, DEADLINE).thenApply((answer) -> null);
	}

	/**
	 * Replace all labels and the stored specification at once.
	 * @param id the container id
	 * @param labels the labels
	 * @param spec the specification as JSON
	 * @return completes when they are stored
	 */
	public CompletableFuture<Void> update(String id, Map<String, String> labels, byte[] spec) {
		UpdateContainerRequest request = UpdateContainerRequest.newBuilder()
			.setContainer(
					Container.newBuilder().setId(id).putAllLabels(labels).setSpec(AnyValues.json(AnyValues.SPEC, spec)))
			.setUpdateMask(FieldMask.newBuilder().addPaths("labels").addPaths("spec"))
			.build();
		return Rpc.call(this.channel, ContainersGrpc.getUpdateMethod(), request, DEADLINE).thenApply((answer) -> null);
	}

	/**
	 * Set one label.
	 * @param id the container id
	 * @param key the key
	 * @param value the value
	 * @return completes when it is stored
	 */
	public CompletableFuture<Void> updateLabel(String id, String key, String value) {
		UpdateContainerRequest request = UpdateContainerRequest.newBuilder()
			.setContainer(Container.newBuilder().setId(id).putLabels(key, value))
			.setUpdateMask(FieldMask.newBuilder().addPaths("labels." + key))
			.build();
		return Rpc.call(this.channel, ContainersGrpc.getUpdateMethod(), request, DEADLINE).thenApply((answer) -> null);
	}

	/**
	 * Set labels and leave all others alone.
	 * @param id the container id
	 * @param labels the labels, at least one
	 * @return completes when they are stored
	 */
	public CompletableFuture<Void> updateLabels(String id, Map<String, String> labels) {
		UpdateContainerRequest request = UpdateContainerRequest.newBuilder()
			.setContainer(Container.newBuilder().setId(id).putAllLabels(labels))
			.setUpdateMask(FieldMask.newBuilder().addAllPaths(Messages.labelPaths(labels)))
			.build();
		return Rpc.call(this.channel, ContainersGrpc.getUpdateMethod(), request, DEADLINE).thenApply((answer) -> null);
	}

	/**
	 * Delete a record. containerd does not look whether a task still runs.
	 * @param id the container id
	 * @return completes when it is gone
	 */
	public CompletableFuture<Void> delete(String id) {
		DeleteContainerRequest request = DeleteContainerRequest.newBuilder().setId(id).build();
		return Rpc.call(this.channel, ContainersGrpc.getDeleteMethod(), request, DEADLINE).thenApply((answer) -> null);
	}

	private static Container.Runtime runtime(RuntimeChoice choice) {
		Container.Runtime.Builder runtime = Container.Runtime.newBuilder().setName(choice.name());
		Any options = options(choice);
		return (options != null) ? runtime.setOptions(options).build() : runtime.build();
	}

	public static @Nullable Any options(RuntimeChoice choice) {
		if (!choice.hasOptions()) {
			return null;
		}
		Options.Builder options = Options.newBuilder()
			.setSystemdCgroup(choice.systemdCgroup())
			.setIoUid((int) choice.ioUid())
			.setIoGid((int) choice.ioGid());
		if (choice.binary() != null) {
			options.setBinaryName(choice.binary());
		}
		if (choice.root() != null) {
			options.setRoot(choice.root());
		}
		return AnyValues.of(AnyValues.RUNC_OPTIONS, options.build());
	}

	private static ContainerRecord record(Container container) {
		String snapshotter = container.getSnapshotter();
		boolean snapshot = !snapshotter.isEmpty() && !container.getSnapshotKey().isEmpty();
		return new ContainerRecord(container.getId(), container.getLabelsMap(),
				container.getImage().isEmpty() ? null : container.getImage(), runtime(container.getRuntime()),
				container.getSpec().getValue().toByteArray(), snapshot ? snapshotter : null,
				snapshot ? container.getSnapshotKey() : null,
				AnyValues.instant(container.hasCreatedAt(), container.getCreatedAt()));
	}

	private static RuntimeChoice runtime(Container.Runtime runtime) {
		if (AnyValues.typeName(runtime.getOptions()).equals(AnyValues.RUNC_OPTIONS)) {
			try {
				Options options = Options.parseFrom(runtime.getOptions().getValue());
				return new RuntimeChoice(runtime.getName(),
						options.getBinaryName().isEmpty() ? null : options.getBinaryName(),
						options.getRoot().isEmpty() ? null : options.getRoot(), options.getSystemdCgroup(),
						Integer.toUnsignedLong(options.getIoUid()), Integer.toUnsignedLong(options.getIoGid()));
			}
			catch (InvalidProtocolBufferException ignored) {
				// Options of some other client; containerd keeps them, we need not know.
			}
		}
		return new RuntimeChoice(runtime.getName(), null, null, false);
	}

}
