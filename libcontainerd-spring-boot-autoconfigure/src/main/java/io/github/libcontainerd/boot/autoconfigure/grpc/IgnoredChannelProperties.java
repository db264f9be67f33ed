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

package io.github.libcontainerd.boot.autoconfigure.grpc;

import java.util.ArrayList;
import java.util.List;

import org.apache.commons.logging.Log;

import org.springframework.boot.grpc.client.autoconfigure.GrpcClientProperties.Channel;

/**
 * The properties of the channel to containerd that have no effect.
 *
 * @param channel all of its properties
 */
record IgnoredChannelProperties(Channel channel) {

	private static final Channel DEFAULTS = new Channel();

	void report(Log logger) {
		List<String> names = names();
		if (!names.isEmpty()) {
			logger.warn("These properties have no effect on the channel to containerd, whose calls may last for ever: "
					+ String.join(", ", names));
		}
	}

	List<String> names() {
		List<String> names = new ArrayList<>();
		add(names, "target", !DEFAULTS.getTarget().equals(this.channel.getTarget()));
		add(names, "service-config", this.channel.getServiceConfig() != null);
		add(names, "default.deadline", this.channel.getDefault().getDeadline() != null);
		add(names, "default.load-balancing-policy",
				!DEFAULTS.getDefault()
					.getLoadBalancingPolicy()
					.equals(this.channel.getDefault().getLoadBalancingPolicy()));
		add(names, "idle.timeout", !DEFAULTS.getIdle().getTimeout().equals(this.channel.getIdle().getTimeout()));
		add(names, "keepalive.time", !DEFAULTS.getKeepalive().getTime().equals(this.channel.getKeepalive().getTime()));
		add(names, "keepalive.timeout",
				!DEFAULTS.getKeepalive().getTimeout().equals(this.channel.getKeepalive().getTimeout()));
		add(names, "keepalive.without-calls", this.channel.getKeepalive().isWithoutCalls());
		add(names, "ssl.enabled", Boolean.TRUE.equals(this.channel.getSsl().getEnabled()));
		add(names, "ssl.bundle", this.channel.getSsl().getBundle() != null);
		add(names, "health.enabled", this.channel.getHealth().isEnabled());
		return names;
	}

	private void add(List<String> names, String name, boolean set) {
		if (set) {
			names.add("spring.grpc.client.channel." + ContainerdGrpcChannelFactory.CHANNEL_NAME + "." + name);
		}
	}

}
