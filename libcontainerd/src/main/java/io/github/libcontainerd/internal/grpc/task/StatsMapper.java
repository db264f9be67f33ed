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

package io.github.libcontainerd.internal.grpc.task;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.Stats;
import io.github.libcontainerd.Stats.CgroupVersion;
import io.github.libcontainerd.Stats.Limit;
import io.github.libcontainerd.Stats.Raw;
import io.github.libcontainerd.Stats.Rdma;
import io.github.libcontainerd.internal.grpc.AnyValues;
import io.github.libcontainerd.internal.grpc.api.types.Metric;

/**
 * Makes {@link Stats} of containerd's metrics.
 */
public final class StatsMapper {

	private static final String V1 = "io.containerd.cgroups.v1.Metrics";

	private static final String V2 = "io.containerd.cgroups.v2.Metrics";

	// The kernel rounds 2^63-1 down to a page, of 64 KiB at most. The highest unsigned
	// value, which v2 has, is above it, too.
	private static final long UNLIMITED_FROM = Long.MAX_VALUE - 0xFFFF;

	private StatsMapper() {
	}

	/**
	 * Return the value for what containerd sent.
	 * @param metric the metric of one task
	 * @return the value; with timestamp and raw only when the type is not one of cgroup
	 * v1 or v2 or the message can't be read
	 */
	public static Stats map(Metric metric) {
		Any data = metric.getData();
		Instant told = AnyValues.instant(metric.hasTimestamp(), metric.getTimestamp());
		Instant timestamp = (told != null) ? told : Instant.now();
		Raw raw = new Raw(data.getTypeUrl(), data.getValue().toByteArray());
		try {
			return switch (AnyValues.typeName(data)) {
				case V1 -> CgroupV1Stats.map(timestamp, data.getValue(), raw);
				case V2 -> CgroupV2Stats.map(timestamp, data.getValue(), raw);
				default -> unknown(timestamp, raw);
			};
		}
		catch (InvalidProtocolBufferException ex) {
			return unknown(timestamp, raw);
		}
	}

	private static Stats unknown(Instant timestamp, Raw raw) {
		return new Stats(timestamp, CgroupVersion.UNKNOWN, null, null, null, List.of(), List.of(), List.of(), null,
				raw);
	}

	/**
	 * Whether a message has any content. For a controller that is off, containerd sends
	 * an empty message in some places where a running container can't have all counters
	 * at 0.
	 * @param message the message, possibly the default of an absent one
	 * @return {@code false} for an absent or empty one
	 */
	static boolean counted(Message message) {
		return !message.equals(message.getDefaultInstanceForType());
	}

	static long counter(long unsigned) {
		return (unsigned >= 0) ? unsigned : Long.MAX_VALUE;
	}

	static @Nullable Long counterUnlessZero(long unsigned) {
		return (unsigned != 0) ? counter(unsigned) : null;
	}

	static long difference(long unsigned, long less) {
		return Math.max(counter(unsigned) - counter(less), 0);
	}

	static Duration nanos(long unsigned) {
		return Duration.ofNanos(counter(unsigned));
	}

	static Duration micros(long unsigned) {
		return Duration.of(counter(unsigned), ChronoUnit.MICROS);
	}

	static Limit limit(long unsigned) {
		return (Long.compareUnsigned(unsigned, UNLIMITED_FROM) >= 0) ? Limit.UNLIMITED : Limit.of(unsigned);
	}

	/**
	 * Return a limit of memory. No container runs with one of 0: it was not told.
	 * @param unsigned the limit as sent
	 * @return the limit or {@code null}
	 */
	static @Nullable Limit memoryLimit(long unsigned) {
		return (unsigned != 0) ? limit(unsigned) : null;
	}

	/**
	 * Joins the usage and the limits of RDMA devices, which come in two lists: the usage
	 * first.
	 */
	static final class RdmaDevices {

		private final Map<String, Rdma> devices = new LinkedHashMap<>();

		void current(String device, int handles, int objects) {
			this.devices.put(device,
					new Rdma(device, Integer.toUnsignedLong(handles), Integer.toUnsignedLong(objects), null, null));
		}

		void limit(String device, int handles, int objects) {
			Rdma limits = new Rdma(device, null, null, limit(handles), limit(objects));
			this.devices.merge(device, limits, (old, value) -> new Rdma(device, old.handles(), old.objects(),
					value.handleLimit(), value.objectLimit()));
		}

		List<Rdma> toList() {
			return List.copyOf(this.devices.values());
		}

		private static Limit limit(int unsigned) {
			return (unsigned == -1) ? Limit.UNLIMITED : Limit.of(Integer.toUnsignedLong(unsigned));
		}

	}

}
