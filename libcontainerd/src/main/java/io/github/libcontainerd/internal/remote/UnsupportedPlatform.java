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

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.AlreadyExistsException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteStatus;
import io.github.libcontainerd.client.StdioTraffic;
import io.github.libcontainerd.client.SubscriptionState;
import io.github.libcontainerd.client.SubscriptionStatus;
import io.github.libcontainerd.image.Images;
import io.github.libcontainerd.internal.record.Identifiers;
import io.github.libcontainerd.run.Containers;

/**
 * A remote for operating systems without the FIFOs that containerd needs for standard
 * streams, so that an application can be started there and fails only where it really
 * uses containers. It says so once. What can be answered without containerd is answered:
 * there are no containers; everything else throws {@link UnsupportedOperationException}.
 * <p>
 * Made of proxies, so that no call can be forgotten.
 */
final class UnsupportedPlatform {

	private static final Logger logger = LoggerFactory.getLogger(UnsupportedPlatform.class);

	private final String text;

	private final Map<String, Client> clients = new ConcurrentSkipListMap<>();

	private UnsupportedPlatform(String system) {
		this.text = "containerd's standard streams need Linux, and this is " + system
				+ ": the application can be started here, but every use of a container fails";
	}

	static boolean supports(String system) {
		return "Linux".equals(system);
	}

	/**
	 * Return a remote that does nothing.
	 * @param system the name of the operating system
	 */
	static Remote remote(String system) {
		UnsupportedPlatform platform = new UnsupportedPlatform(system);
		logger.warn(platform.text);
		return platform.remote();
	}

	private Remote remote() {
		return proxy(Remote.class,
				Map.of("client", (arguments) -> client((String) arguments[0]), "clients",
						(arguments) -> List.copyOf(this.clients.values()), "status", (arguments) -> status(),
						"addListener", UnsupportedPlatform::nothing, "updateOptions", UnsupportedPlatform::nothing,
						"cleanup", UnsupportedPlatform::nothing, "close", UnsupportedPlatform::nothing));
	}

	private RemoteStatus status() {
		return new RemoteStatus(DefaultRemote.SYSTEM_SOCKET, RemoteStatus.Connection.DISCONNECTED, null, false, 0, 0, 0,
				this.text, null);
	}

	private Client client(String namespace) {
		Operation operation = new Operation("open a client", namespace, null, null);
		Identifiers.check("namespace", namespace, operation);
		Images images = proxy(Images.class, Map.of());
		Containers containers = proxy(Containers.class, Map.of());
		Client client = proxy(Client.class,
				Map.of("namespace", (arguments) -> namespace, "list", (arguments) -> List.of(), "restorable",
						(arguments) -> List.of(), "images", (arguments) -> images, "containers",
						(arguments) -> containers, "opened", (arguments) -> CompletableFuture.completedFuture(null),
						"subscription", (arguments) -> subscription(), "traffic",
						(arguments) -> new StdioTraffic(0, 0, 0), "close",
						(arguments) -> this.clients.remove(namespace)));
		if (this.clients.putIfAbsent(namespace, client) != null) {
			throw new AlreadyExistsException(operation, "this remote has an open client for it", null);
		}
		return client;
	}

	private static SubscriptionStatus subscription() {
		return new SubscriptionStatus(SubscriptionState.CLOSED, 0, 0, null, null);
	}

	private static @Nullable Object nothing(@Nullable Object[] arguments) {
		return null;
	}

	private <T> T proxy(Class<T> type, Map<String, Function<@Nullable Object[], @Nullable Object>> answers) {
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
				(proxy, method, arguments) -> answer(type, proxy, method, arguments, answers)));
	}

	private @Nullable Object answer(Class<?> type, Object proxy, Method method, @Nullable Object @Nullable [] arguments,
			Map<String, Function<@Nullable Object[], @Nullable Object>> answers) {
		if (method.getDeclaringClass() == Object.class) {
			return switch (method.getName()) {
				case "equals" -> arguments != null && proxy == arguments[0];
				case "hashCode" -> System.identityHashCode(proxy);
				default -> type.getSimpleName() + " of an unsupported platform";
			};
		}
		Function<@Nullable Object[], @Nullable Object> answer = answers.get(method.getName());
		if (answer == null) {
			throw new UnsupportedOperationException(this.text);
		}
		Object result = answer.apply((arguments != null) ? arguments : new Object[0]);
		return (method.getReturnType() == void.class) ? null : result;
	}

}
