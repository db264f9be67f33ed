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

package io.github.libcontainerd.internal.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.health.HealthCheck;
import io.github.libcontainerd.image.ImageDetails;
import io.github.libcontainerd.internal.host.DeviceNode;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.WaitStrategy;
import io.github.libcontainerd.spec.Mount;

/**
 * What can be told of a request before anything is made for it.
 */
final class RequestChecks {

	private RequestChecks() {
	}

	/**
	 * Refuse mounts that the runtime would refuse, or that would not do what they say.
	 */
	static void mounts(RunRequest request, Operation operation) {
		for (Mount mount : request.mounts()) {
			if (mount.options().contains("z") || mount.options().contains("Z")) {
				throw new InvalidRequestException(operation,
						"the mount at '" + mount.destination() + "' is to be relabelled for SELinux, which is not done"
								+ " here; label the directory yourself (chcon -R -t container_file_t DIRECTORY)",
						null);
			}
			boolean bind = "bind".equals(mount.type()) || mount.options().contains("bind")
					|| mount.options().contains("rbind");
			if (!bind) {
				continue;
			}
			String source = Objects.requireNonNullElse(mount.source(), "");
			if (!source.startsWith("/")) {
				throw new InvalidRequestException(operation,
						"the source '" + source + "' of the mount at '" + mount.destination() + "' is not absolute",
						null);
			}
			if (Files.notExists(Path.of(source))) {
				throw new InvalidRequestException(operation, "the source '" + source + "' of the mount at '"
						+ mount.destination() + "' does not exist; make it first", null);
			}
		}
	}

	/**
	 * Look for its devices.
	 * @return the devices, in the order of the request
	 */
	static List<DeviceNode> devices(RunRequest request, Operation operation) {
		return request.devices().stream().map((device) -> DeviceNode.require(device.device(), operation)).toList();
	}

	/**
	 * Nobody looks at the health of what is to end.
	 */
	static @Nullable HealthCheck health(RunRequest request, @Nullable ImageDetails image, boolean oneShot,
			Operation operation) {
		HealthCheck health = request.health();
		if (health == null && image != null && !oneShot) {
			health = image.config().healthCheck();
		}
		health = (health != null && !health.isNone()) ? health : null;
		if (health == null && request.waits().stream().anyMatch(RequestChecks::isHealth)) {
			throw new InvalidRequestException(operation,
					"it is to wait until it is healthy, and neither the request nor the image has a health check;"
							+ " add health(..)",
					null);
		}
		return health;
	}

	private static boolean isHealth(WaitStrategy wait) {
		return wait instanceof WaitStrategy.Health
				|| (wait instanceof WaitStrategy.Within within && within.strategy() instanceof WaitStrategy.Health);
	}

}
