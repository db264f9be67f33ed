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

package io.github.libcontainerd.spec;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * The block devices of a control group, <a href=
 * "https://github.com/opencontainers/runtime-spec/blob/v1.2.0/config-linux.md#block-io">blockIO</a>.
 *
 * @param weight 10 to 1000
 * @param leafWeight the weight against the group's own descendants, cgroup v1 only
 * @param weightDevice weights by device
 * @param throttleReadBpsDevice limits of bytes read per second by device
 * @param throttleWriteBpsDevice limits of bytes written per second by device
 * @param throttleReadIopsDevice limits of reads per second by device;
 * {@code throttleReadIOPSDevice} in JSON
 * @param throttleWriteIopsDevice limits of writes per second by device;
 * {@code throttleWriteIOPSDevice} in JSON
 * @param unknown fields that this model does not know
 * @since 0.1.0
 */
public record LinuxBlockIo(@Nullable Integer weight, @Nullable Integer leafWeight, List<WeightDevice> weightDevice,
		List<ThrottleDevice> throttleReadBpsDevice, List<ThrottleDevice> throttleWriteBpsDevice,
		@JsonProperty("throttleReadIOPSDevice") List<ThrottleDevice> throttleReadIopsDevice,
		@JsonProperty("throttleWriteIOPSDevice") List<ThrottleDevice> throttleWriteIopsDevice,
		@Unknown Map<String, @Nullable Object> unknown) {

	public LinuxBlockIo {
		weightDevice = Copies.list(weightDevice, "weightDevice");
		throttleReadBpsDevice = Copies.list(throttleReadBpsDevice, "throttleReadBpsDevice");
		throttleWriteBpsDevice = Copies.list(throttleWriteBpsDevice, "throttleWriteBpsDevice");
		throttleReadIopsDevice = Copies.list(throttleReadIopsDevice, "throttleReadIOPSDevice");
		throttleWriteIopsDevice = Copies.list(throttleWriteIopsDevice, "throttleWriteIOPSDevice");
		unknown = Copies.unknown(unknown);
	}

	/**
	 * Only a weight.
	 * @param weight 10 to 1000
	 * @return the limits
	 */
	public static LinuxBlockIo ofWeight(int weight) {
		return new LinuxBlockIo(weight, null, List.of(), List.of(), List.of(), List.of(), List.of(), Map.of());
	}

	/**
	 * The weight for a device.
	 *
	 * @param major the major number of the device
	 * @param minor the minor number of the device
	 * @param weight 10 to 1000
	 * @param leafWeight the weight against the group's own descendants
	 * @param unknown fields that this model does not know
	 * @since 0.1.0
	 */
	public record WeightDevice(long major, long minor, @Nullable Integer weight, @Nullable Integer leafWeight,
			@Unknown Map<String, @Nullable Object> unknown) {

		public WeightDevice {
			unknown = Copies.unknown(unknown);
		}

	}

	/**
	 * The limit for a device.
	 *
	 * @param major the major number of the device
	 * @param minor the minor number of the device
	 * @param rate bytes or operations per second, unsigned 64 bits
	 * @param unknown fields that this model does not know
	 * @since 0.1.0
	 */
	public record ThrottleDevice(long major, long minor, @Uint64 long rate,
			@Unknown Map<String, @Nullable Object> unknown) {

		public ThrottleDevice {
			unknown = Copies.unknown(unknown);
		}

		/**
		 * Limit a device.
		 * @param major the major number of the device
		 * @param minor the minor number of the device
		 * @param rate bytes or operations per second, unsigned 64 bits
		 * @return the limit
		 */
		public static ThrottleDevice of(long major, long minor, long rate) {
			return new ThrottleDevice(major, minor, rate, Map.of());
		}

	}

}
