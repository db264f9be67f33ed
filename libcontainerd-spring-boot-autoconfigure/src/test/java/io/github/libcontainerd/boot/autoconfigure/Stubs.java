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

package io.github.libcontainerd.boot.autoconfigure;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.ContainerInfo;
import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.client.RemoteStatus;
import io.github.libcontainerd.image.Descriptor;
import io.github.libcontainerd.image.Image;

/**
 * Values for stubs.
 */
public final class Stubs {

	private Stubs() {
	}

	public static RemoteStatus status() {
		return new RemoteStatus(Path.of("/run/c.sock"), RemoteStatus.Connection.CONNECTED, "1.7.24", false, 0, 0, 0,
				null, null);
	}

	public static StateInfo state(StateChange state, int exitCode) {
		return new StateInfo(state, 42, exitCode, true, StateInfo.INIT, false, null, 1);
	}

	public static ContainerInfo info(String id, Map<String, String> labels, @Nullable String image) {
		return new ContainerInfo(id, ContainerStatus.RUNNING, 42, 1, Instant.EPOCH, Instant.EPOCH, image, labels, false,
				List.of());
	}

	public static Image image(String name) {
		return new Image(name,
				new Descriptor("application/vnd.oci.image.manifest.v1+json", "sha256:1", 1, Map.of(), null), Map.of(),
				Instant.EPOCH, Instant.EPOCH);
	}

}
