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
package io.github.libcontainerd.boot.autoconfigure.compose;

import java.util.Map;
import java.util.Set;

import io.github.libcontainerd.boot.container.ComposeFileException;

/**
 * What a compose file may have that is not supported here, with what to do instead.
 */
final class UnsupportedKeys {

	private static final String CUSTOMIZER = "remove it; a bean of type RunRequestCustomizer can set it";

	private static final String REMOVE = "remove it";

	private static final String DNS = "remove it; containers use the name servers of the host, and find each other by"
			+ " name";

	private static final String SWARM = "remove it; only Docker Swarm does something with it";

	private static final Map<String, String> REMEDIES = Map.ofEntries(
			Map.entry("extends", "write the service out, or share parts of it by '<<: *anchor'"),
			Map.entry("include", "name the other file in 'libcontainerd.compose.file' as well"),
			Map.entry("links",
					"remove it; services of one network find each other by name, and 'depends_on' orders"
							+ " their start"),
			Map.entry("external_links", "remove it, and put both into one network"),
			Map.entry("volumes_from", "name the volumes under 'volumes'"),
			Map.entry("extra_hosts", "remove it; give the container that is meant an alias under 'networks'"),
			Map.entry("dns", DNS), Map.entry("dns_search", DNS), Map.entry("dns_opt", DNS),
			Map.entry("sysctls", CUSTOMIZER), Map.entry("ulimits", CUSTOMIZER),
			Map.entry("privileged",
					"remove it, and name what is needed under 'cap_add'; what needs more is set by a"
							+ " bean of type RunRequestCustomizer"),
			Map.entry("security_opt", CUSTOMIZER), Map.entry("group_add", CUSTOMIZER), Map.entry("ipc", CUSTOMIZER),
			Map.entry("pid", CUSTOMIZER), Map.entry("uts", CUSTOMIZER), Map.entry("cgroup", CUSTOMIZER),
			Map.entry("cgroup_parent", CUSTOMIZER),
			Map.entry("userns_mode", "remove it, and set 'libcontainerd.user-namespace'"),
			Map.entry("oom_score_adj", CUSTOMIZER), Map.entry("cpuset", CUSTOMIZER),
			Map.entry("cpu_shares", CUSTOMIZER), Map.entry("mem_reservation", CUSTOMIZER),
			Map.entry("memswap_limit", CUSTOMIZER), Map.entry("mem_swappiness", CUSTOMIZER),
			Map.entry("domainname", CUSTOMIZER), Map.entry("gpus", CUSTOMIZER),
			Map.entry("runtime", "remove it, and set 'libcontainerd.runtime'"),
			Map.entry("label_file", "write the labels under 'labels'"), Map.entry("update_config", SWARM),
			Map.entry("rollback_config", SWARM), Map.entry("placement", SWARM), Map.entry("endpoint_mode", SWARM),
			Map.entry("reservations", "remove it, and set 'limits'"),
			Map.entry("replicas", "write one service for each container"),
			Map.entry("scale", "write one service for each container"), Map.entry("stdin_open", CUSTOMIZER),
			Map.entry("post_start", "let the entrypoint do it"), Map.entry("pre_stop", "let the entrypoint do it"),
			Map.entry("ipv4_address", "remove it; containers find each other by name"),
			Map.entry("ipv6_address", "remove it; containers find each other by name"),
			Map.entry("mac_address", REMOVE), Map.entry("provider", REMOVE), Map.entry("models", REMOVE));

	private UnsupportedKeys() {
	}

	/**
	 * Check that a map has known keys only, besides extensions.
	 */
	static void check(YamlNode map, Set<String> known) {
		map.map().forEach((key, value) -> {
			if (!key.startsWith("x-") && !known.contains(key)) {
				throw refuse(key, value);
			}
		});
	}

	static ComposeFileException refuse(String key, YamlNode value) {
		return value.unsupported(REMEDIES.getOrDefault(key, "remove it, or correct its name"));
	}

}
