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

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

import io.github.libcontainerd.boot.NamedRemotes;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteStatus;

/**
 * {@link InfoContributor} for containerd's version and address. Does not ask containerd.
 *
 * @since 0.1.0
 */
public class ContainerdInfoContributor implements InfoContributor {

	private final Map<String, Remote> remotes;

	/**
	 * Create a new contributor.
	 * @param remote the connection
	 */
	public ContainerdInfoContributor(Remote remote) {
		this(Map.of(NamedRemotes.DEFAULT, remote));
	}

	/**
	 * Create a new contributor for several connections.
	 * @param remotes the connections by name; all but {@value NamedRemotes#DEFAULT} are
	 * described below {@code remotes}
	 */
	public ContainerdInfoContributor(Map<String, Remote> remotes) {
		this.remotes = new LinkedHashMap<>(remotes);
	}

	@Override
	public void contribute(Info.Builder builder) {
		Map<String, Object> details = new LinkedHashMap<>();
		Map<String, Object> others = new LinkedHashMap<>();
		this.remotes.forEach((name, remote) -> {
			if (name.equals(NamedRemotes.DEFAULT)) {
				details.putAll(describe(remote.status()));
			}
			else {
				others.put(name, describe(remote.status()));
			}
		});
		if (!others.isEmpty()) {
			details.put("remotes", others);
		}
		builder.withDetail("containerd", details);
	}

	private static Map<String, Object> describe(RemoteStatus status) {
		Map<String, Object> details = new LinkedHashMap<>();
		if (status.version() != null) {
			details.put("version", status.version());
		}
		details.put("address", status.address().toString());
		details.put("managed", status.managed());
		return details;
	}

}
