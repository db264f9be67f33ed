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

package io.github.libcontainerd.internal.userns;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.internal.grpc.container.RuntimeChoice;
import io.github.libcontainerd.run.UserNamespace;
import io.github.libcontainerd.spec.Linux;
import io.github.libcontainerd.spec.Mount;
import io.github.libcontainerd.spec.Spec;

/**
 * What does not go together with a user namespace, and what is to be done otherwise.
 */
public final class UserNamespaceRules {

	// The kernel lets nobody mount what shows a namespace of others, or change it.
	private static final List<String> OWN = List.of("mount", "pid", "ipc", "uts");

	/**
	 * That of the host, since only who owns a network namespace may mount its own.
	 */
	private static final Mount SYS = Mount.of("/sys", "bind", "/sys", "rbind", "nosuid", "noexec", "nodev", "ro");

	private UserNamespaceRules() {
	}

	/**
	 * Refuse a runtime that has other walls.
	 */
	public static void check(UserNamespace namespace, RuntimeChoice runtime, Operation operation) {
		if (!(namespace instanceof UserNamespace.Host) && !runtime.name().equals(RuntimeChoice.RUNC)) {
			throw new InvalidRequestException(operation,
					"it is to have a user namespace, which containers of the runtime '" + runtime.name()
							+ "' can't have; take UserNamespace.host() for it, or runc",
					null);
		}
	}

	/**
	 * Refuse a host that has none.
	 * @param proc where the kernel tells
	 */
	public static void check(Path proc, Operation operation) {
		boolean any = Files.exists(proc.resolve("self/ns/user"));
		try {
			any = any && !Files.readString(proc.resolve("sys/user/max_user_namespaces")).strip().equals("0");
		}
		catch (IOException ex) {
			// The runtime will say what is wrong.
		}
		if (!any) {
			throw new InvalidRequestException(operation,
					"it is to have a user namespace, and the kernel of this host makes none; set the kernel parameter"
							+ " user.max_user_namespaces to 10000, or take UserNamespace.host()",
					null);
		}
	}

	/**
	 * Refuse a specification that the runtime or the kernel would refuse.
	 */
	public static void check(Spec spec, Operation operation) {
		Linux linux = spec.linux();
		for (String type : OWN) {
			boolean own = linux != null && linux.namespaces()
				.stream()
				.anyMatch((namespace) -> namespace.type().equals(type) && namespace.path() == null);
			if (!own) {
				throw new InvalidRequestException(operation,
						"it is to have a user namespace and to share the " + type + " namespace of the host or of"
								+ " another container, which can't be combined; leave that one out, or take"
								+ " UserNamespace.host()",
						null);
			}
		}
	}

	/**
	 * Let it see the devices of the host that its network namespace is in.
	 */
	public static void shareNetwork(Spec.Builder spec) {
		spec.mount(SYS);
	}

}
