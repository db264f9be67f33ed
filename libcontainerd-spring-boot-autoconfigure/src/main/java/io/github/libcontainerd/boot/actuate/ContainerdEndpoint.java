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

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

import io.github.libcontainerd.ContainerInfo;
import io.github.libcontainerd.PluginStatus;
import io.github.libcontainerd.boot.NamedRemotes;
import io.github.libcontainerd.boot.actuate.BoundedCalls.Call;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteStatus;
import io.github.libcontainerd.client.SubscriptionStatus;

/**
 * {@link Endpoint @Endpoint} for containerd and the connection to it. Answers in bounded
 * time, with what is known, while containerd is away too.
 *
 * @since 0.1.0
 */
@Endpoint(id = "containerd", defaultAccess = Access.READ_ONLY)
public class ContainerdEndpoint implements AutoCloseable {

	private final Map<String, Remote> remotes;

	private final BoundedCalls calls;

	/**
	 * Create a new endpoint.
	 * @param remote the connection
	 */
	public ContainerdEndpoint(Remote remote) {
		this(Map.of(NamedRemotes.DEFAULT, remote));
	}

	/**
	 * Create a new endpoint for several connections.
	 * @param remotes the connections by name
	 */
	public ContainerdEndpoint(Map<String, Remote> remotes) {
		this(remotes, Duration.ofSeconds(2));
	}

	ContainerdEndpoint(Map<String, Remote> remotes, Duration limit) {
		this.remotes = new LinkedHashMap<>(remotes);
		this.calls = new BoundedCalls(limit);
	}

	/**
	 * Return the state of the default containerd and of the connection to it.
	 * @return the state; {@code null} when there is no default one
	 */
	@ReadOperation
	public @Nullable ContainerdDescriptor containerd() {
		return containerd(NamedRemotes.DEFAULT);
	}

	/**
	 * Return the state of a containerd and of the connection to it.
	 * @param remote the name of the remote
	 * @return the state; {@code null} when there is no such remote
	 */
	@ReadOperation
	public @Nullable ContainerdDescriptor containerd(@Selector String remote) {
		Remote known = this.remotes.get(remote);
		return (known != null) ? describe(known) : null;
	}

	private ContainerdDescriptor describe(Remote remote) {
		Map<String, String> problems = new LinkedHashMap<>();
		Call<List<String>> namespaces = this.calls.start("namespaces", remote::namespaces);
		Call<List<PluginStatus>> plugins = this.calls.start("plugins", remote::plugins);
		List<PluginStatus> loaded = plugins.get(problems);
		return ContainerdDescriptor.of(remote.status(), remote.clients().stream().map(ClientDescriptor::of).toList(),
				namespaces.get(problems), (loaded != null) ? loaded.stream().map(PluginDescriptor::of).toList() : null,
				(this.remotes.size() > 1) ? names() : null, (!problems.isEmpty()) ? problems : null);
	}

	List<String> names() {
		return List.copyOf(this.remotes.keySet());
	}

	@Override
	public void close() {
		this.calls.close();
	}

	/**
	 * Description of containerd and of the connection to it.
	 *
	 * @param connection the state of the connection
	 * @param version containerd's version
	 * @param address the socket
	 * @param managed whether we run the daemon
	 * @param pid the process id of a managed daemon
	 * @param restarts how often a managed daemon has been started again; {@code null} for
	 * another one
	 * @param reconnects how often the connection has been established again
	 * @param lastError the last failure
	 * @param clients the open clients
	 * @param namespaces all namespaces of containerd
	 * @param plugins the plug-ins of containerd
	 * @param remotes the names of all remotes of the application; {@code null} when there
	 * is one
	 * @param problems why something is missing; {@code null} when nothing is
	 * @since 0.1.0
	 */
	public record ContainerdDescriptor(String connection, @Nullable String version, String address, boolean managed,
			@Nullable Integer pid, @Nullable Integer restarts, int reconnects, @Nullable ErrorDescriptor lastError,
			List<ClientDescriptor> clients, @Nullable List<String> namespaces, @Nullable List<PluginDescriptor> plugins,
			@Nullable List<String> remotes, @Nullable Map<String, String> problems) implements OperationResponseBody {

		private static ContainerdDescriptor of(RemoteStatus status, List<ClientDescriptor> clients,
				@Nullable List<String> namespaces, @Nullable List<PluginDescriptor> plugins,
				@Nullable List<String> remotes, @Nullable Map<String, String> problems) {
			String lastError = status.lastError();
			return new ContainerdDescriptor(status.connection().name().toLowerCase(Locale.ROOT), status.version(),
					status.address().toString(), status.managed(), (status.pid() > 0) ? status.pid() : null,
					status.managed() ? status.restarts() : null, status.reconnects(),
					(lastError != null) ? new ErrorDescriptor(lastError, status.lastErrorAt()) : null, clients,
					namespaces, plugins, remotes, problems);
		}

	}

	/**
	 * Description of a failure.
	 *
	 * @param message in words
	 * @param at when it was
	 * @since 0.1.0
	 */
	public record ErrorDescriptor(String message, @Nullable Instant at) {
	}

	/**
	 * Description of a client.
	 *
	 * @param namespace its namespace
	 * @param subscription the state of its event stream
	 * @param reconnects how often the event stream has been established again
	 * @param events how many task events have come
	 * @param lastEventAt when the last one came
	 * @param lag how long it was on its way
	 * @param containers how many containers there are, by state
	 * @since 0.1.0
	 */
	public record ClientDescriptor(String namespace, String subscription, int reconnects, long events,
			@Nullable Instant lastEventAt, @Nullable Duration lag, Map<String, Integer> containers) {

		private static ClientDescriptor of(Client client) {
			SubscriptionStatus subscription = client.subscription();
			Map<String, Integer> containers = new TreeMap<>();
			for (ContainerInfo container : client.list()) {
				containers.merge(container.status().name().toLowerCase(Locale.ROOT), 1, Integer::sum);
			}
			return new ClientDescriptor(client.namespace(), subscription.state().name().toLowerCase(Locale.ROOT),
					subscription.reconnects(), subscription.events(), subscription.lastEventAt(), subscription.lag(),
					containers);
		}

	}

	/**
	 * Description of a plug-in of containerd.
	 *
	 * @param type its type
	 * @param id its id
	 * @param status {@code loaded}, {@code skipped} or {@code failed}
	 * @param error why it did not load
	 * @since 0.1.0
	 */
	public record PluginDescriptor(String type, String id, String status, @Nullable String error) {

		private static PluginDescriptor of(PluginStatus plugin) {
			String error = plugin.error();
			if (error == null) {
				return new PluginDescriptor(plugin.type(), plugin.id(), "loaded", null);
			}
			return new PluginDescriptor(plugin.type(), plugin.id(),
					error.contains("skip plugin") ? "skipped" : "failed", error);
		}

	}

}
