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

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Limits of the container's control group, <a href=
 * "https://github.com/opencontainers/runtime-spec/blob/v1.2.0/config-linux.md#control-groups">control
 * groups</a>. Also the body of an update of a running container.
 *
 * @param devices the devices that may be used; the last rule that matches wins
 * @param memory the memory
 * @param cpu the CPU time
 * @param pids the number of tasks
 * @param blockIo the block devices; {@code blockIO} in JSON
 * @param hugepageLimits huge pages by size
 * @param network network classes
 * @param rdma RDMA devices by name
 * @param unified files of the cgroup v2 hierarchy by name, such as {@code memory.high}
 * @param unknown fields that this model does not know, as parsed JSON
 * @since 0.1.0
 */
public record LinuxResources(List<DeviceRule> devices, @Nullable LinuxMemory memory, @Nullable LinuxCpu cpu,
		@Nullable Pids pids, @JsonProperty("blockIO") @Nullable LinuxBlockIo blockIo,
		List<HugepageLimit> hugepageLimits, @Nullable Network network, Map<String, Rdma> rdma,
		Map<String, String> unified, @Unknown Map<String, @Nullable Object> unknown) {

	public LinuxResources {
		devices = Copies.list(devices, "devices");
		hugepageLimits = Copies.list(hugepageLimits, "hugepageLimits");
		rdma = Copies.map(rdma, "rdma");
		unified = Copies.map(unified, "unified");
		unknown = Copies.unknown(unknown);
	}

	/**
	 * Read the JSON of the resources.
	 * @param json the JSON text in UTF-8
	 * @return the resources
	 * @throws IllegalArgumentException if the text is not JSON or does not have the types
	 * of the specification; the message names the field
	 */
	public static LinuxResources fromJson(byte[] json) {
		return SpecJson.read(json, LinuxResources.class);
	}

	/**
	 * Return a builder without limits.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return a builder that starts from these resources.
	 * @return a builder
	 */
	public Builder toBuilder() {
		return new Builder(this);
	}

	/**
	 * Write the JSON of the resources.
	 * @return the JSON text in UTF-8
	 */
	public byte[] toJson() {
		return SpecJson.write(this);
	}

	/**
	 * A rule of the device control group.
	 *
	 * @param allow whether the access is allowed
	 * @param type {@code a} (all), {@code c} or {@code b}; all if absent
	 * @param major the major number; all if absent
	 * @param minor the minor number; all if absent
	 * @param access a combination of {@code r}, {@code w} and {@code m} (mknod)
	 * @param unknown fields that this model does not know
	 * @since 0.1.0
	 */
	public record DeviceRule(boolean allow, @Nullable String type, @Nullable Long major, @Nullable Long minor,
			@Nullable String access, @Unknown Map<String, @Nullable Object> unknown) {

		public DeviceRule {
			unknown = Copies.unknown(unknown);
		}

		/**
		 * Return a rule.
		 * @param allow whether the access is allowed
		 * @param type {@code a} (all), {@code c} or {@code b}; {@code null} for all
		 * @param major the major number; {@code null} for all
		 * @param minor the minor number; {@code null} for all
		 * @param access a combination of {@code r}, {@code w} and {@code m} (mknod)
		 * @return the rule
		 */
		public static DeviceRule of(boolean allow, @Nullable String type, @Nullable Long major, @Nullable Long minor,
				String access) {
			return new DeviceRule(allow, type, major, minor, access, Map.of());
		}

	}

	/**
	 * The number of tasks.
	 *
	 * @param limit the most tasks; -1 for no limit
	 * @param unknown fields that this model does not know
	 * @since 0.1.0
	 */
	public record Pids(@Nullable Long limit, @Unknown Map<String, @Nullable Object> unknown) {

		public Pids {
			unknown = Copies.unknown(unknown);
		}

	}

	/**
	 * Huge pages of one size.
	 *
	 * @param pageSize such as {@code 2MB}
	 * @param limit the limit in bytes, unsigned 64 bits
	 * @param unknown fields that this model does not know
	 * @since 0.1.0
	 */
	public record HugepageLimit(String pageSize, @Uint64 long limit, @Unknown Map<String, @Nullable Object> unknown) {

		public HugepageLimit {
			pageSize = Copies.required(pageSize, "pageSize");
			unknown = Copies.unknown(unknown);
		}

	}

	/**
	 * The class and the priority of network traffic, cgroup v1 only.
	 *
	 * @param classId the class, unsigned 32 bits; {@code classID} in JSON
	 * @param priorities the priority by interface
	 * @param unknown fields that this model does not know
	 * @since 0.1.0
	 */
	public record Network(@JsonProperty("classID") @Nullable Long classId, List<InterfacePriority> priorities,
			@Unknown Map<String, @Nullable Object> unknown) {

		public Network {
			Copies.uint32(classId, "classID");
			priorities = Copies.list(priorities, "priorities");
			unknown = Copies.unknown(unknown);
		}

	}

	/**
	 * The priority of traffic on an interface.
	 *
	 * @param name the interface in the runtime's network namespace
	 * @param priority the priority, unsigned 32 bits
	 * @param unknown fields that this model does not know
	 * @since 0.1.0
	 */
	public record InterfacePriority(String name, long priority, @Unknown Map<String, @Nullable Object> unknown) {

		public InterfacePriority {
			name = Copies.required(name, "name");
			Copies.uint32(priority, "priority");
			unknown = Copies.unknown(unknown);
		}

	}

	/**
	 * Limits of an RDMA device.
	 *
	 * @param hcaHandles the most handles, unsigned 32 bits
	 * @param hcaObjects the most objects, unsigned 32 bits
	 * @param unknown fields that this model does not know
	 * @since 0.1.0
	 */
	public record Rdma(@Nullable Long hcaHandles, @Nullable Long hcaObjects,
			@Unknown Map<String, @Nullable Object> unknown) {

		public Rdma {
			Copies.uint32(hcaHandles, "hcaHandles");
			Copies.uint32(hcaObjects, "hcaObjects");
			unknown = Copies.unknown(unknown);
		}

	}

	/**
	 * Builder for {@link LinuxResources}.
	 *
	 * @since 0.1.0
	 */
	public static final class Builder {

		private static final long CPU_PERIOD = 100_000;

		private final List<DeviceRule> devices = new ArrayList<>();

		private @Nullable LinuxMemory memory;

		private @Nullable LinuxCpu cpu;

		private @Nullable Pids pids;

		private @Nullable LinuxBlockIo blockIo;

		private final List<HugepageLimit> hugepageLimits = new ArrayList<>();

		private @Nullable Network network;

		private final Map<String, Rdma> rdma = new LinkedHashMap<>();

		private final Map<String, String> unified = new LinkedHashMap<>();

		private final Map<String, @Nullable Object> unknown = new LinkedHashMap<>();

		private Builder() {
		}

		private Builder(LinuxResources resources) {
			this.devices.addAll(resources.devices);
			this.memory = resources.memory;
			this.cpu = resources.cpu;
			this.pids = resources.pids;
			this.blockIo = resources.blockIo;
			this.hugepageLimits.addAll(resources.hugepageLimits);
			this.network = resources.network;
			this.rdma.putAll(resources.rdma);
			this.unified.putAll(resources.unified);
			this.unknown.putAll(resources.unknown);
		}

		/**
		 * Append a rule: it overrides those before it.
		 * @param rule the rule
		 * @return this builder
		 */
		public Builder device(DeviceRule rule) {
			this.devices.add(rule);
			return this;
		}

		/**
		 * Append a rule to {@code devices} that allows the access to a device.
		 * @param type {@code c} or {@code b}
		 * @param major the major number
		 * @param minor the minor number
		 * @param access a combination of {@code r}, {@code w} and {@code m} (mknod)
		 * @return this builder
		 */
		public Builder allowDevice(String type, long major, long minor, String access) {
			return device(DeviceRule.of(true, type, major, minor, access));
		}

		/**
		 * Replace all device rules.
		 * @param rules the rules in their order
		 * @return this builder
		 */
		public Builder devices(List<DeviceRule> rules) {
			this.devices.clear();
			this.devices.addAll(rules);
			return this;
		}

		/**
		 * Set {@code memory}, the limits of memory.
		 * @param memory the limits; {@code null} for none
		 * @return this builder
		 */
		public Builder memory(@Nullable LinuxMemory memory) {
			this.memory = memory;
			return this;
		}

		/**
		 * Limit the memory.
		 * @param bytes the limit; -1 for none
		 * @return this builder
		 */
		public Builder memoryLimit(long bytes) {
			return memory(memoryOrNone().withLimit(bytes));
		}

		/**
		 * Set the soft limit of the memory, which counts when the host is short of it.
		 * @param bytes the limit
		 * @return this builder
		 */
		public Builder memoryReservation(long bytes) {
			return memory(memoryOrNone().withReservation(bytes));
		}

		/**
		 * Limit memory and swap together.
		 * @param bytes the limit of the sum; the memory limit itself means no swap
		 * @return this builder
		 */
		public Builder memorySwap(long bytes) {
			return memory(memoryOrNone().withSwap(bytes));
		}

		/**
		 * Set {@code cpu}, the limits of CPU time.
		 * @param cpu the limits; {@code null} for none
		 * @return this builder
		 */
		public Builder cpu(@Nullable LinuxCpu cpu) {
			this.cpu = cpu;
			return this;
		}

		/**
		 * Limit the CPU time to a number of CPUs, by a quota.
		 * @param cpus such as 1.5
		 * @return this builder
		 */
		public Builder cpuLimit(double cpus) {
			return cpuQuota(Math.round(cpus * CPU_PERIOD), CPU_PERIOD);
		}

		/**
		 * Limit the CPU time.
		 * @param quota microseconds of CPU time in each period; -1 for no limit
		 * @param period microseconds
		 * @return this builder
		 */
		public Builder cpuQuota(long quota, long period) {
			return cpu(cpuOrNone().withQuota(quota, period));
		}

		/**
		 * Set the weight against other control groups when the CPUs are busy.
		 * @param shares the weight, 1024 by default
		 * @return this builder
		 */
		public Builder cpuShares(long shares) {
			return cpu(cpuOrNone().withShares(shares));
		}

		/**
		 * Bind to some CPUs.
		 * @param cpus a list such as {@code 0-3,7}
		 * @return this builder
		 */
		public Builder cpuset(String cpus) {
			return cpu(cpuOrNone().withCpus(cpus));
		}

		/**
		 * Limit the number of tasks.
		 * @param limit the limit; -1 for none
		 * @return this builder
		 */
		public Builder pidsLimit(long limit) {
			this.pids = new Pids(limit, Map.of());
			return this;
		}

		/**
		 * Set {@code blockIO}, weights and limits of block devices.
		 * @param blockIo the limits; {@code null} for none
		 * @return this builder
		 */
		public Builder blockIo(@Nullable LinuxBlockIo blockIo) {
			this.blockIo = blockIo;
			return this;
		}

		/**
		 * Limit the huge pages of a size.
		 * @param pageSize such as {@code 2MB}
		 * @param limit the limit in bytes
		 * @return this builder
		 */
		public Builder hugepageLimit(String pageSize, long limit) {
			this.hugepageLimits.removeIf((other) -> other.pageSize().equals(pageSize));
			this.hugepageLimits.add(new HugepageLimit(pageSize, limit, Map.of()));
			return this;
		}

		/**
		 * Set {@code network}, the class and priority of network traffic; cgroup v1 only.
		 * @param network the values; {@code null} for none
		 * @return this builder
		 */
		public Builder network(@Nullable Network network) {
			this.network = network;
			return this;
		}

		/**
		 * Limit an RDMA device ({@code rdma}).
		 * @param device the name of the device, such as {@code mlx5_1}
		 * @param rdma the limits
		 * @return this builder
		 */
		public Builder rdma(String device, Rdma rdma) {
			this.rdma.put(device, rdma);
			return this;
		}

		/**
		 * Set a file of the cgroup v2 hierarchy ({@code unified}).
		 * @param file the name of the file, such as {@code memory.high}
		 * @param value what is written to it
		 * @return this builder
		 */
		public Builder unified(String file, String value) {
			this.unified.put(file, value);
			return this;
		}

		/**
		 * Set a field that this model does not know, such as one of a later version of
		 * the specification.
		 * @param name the name in JSON
		 * @param value a JSON value: {@code null}, string, number, boolean, list or map
		 * @return this builder
		 */
		public Builder unknown(String name, @Nullable Object value) {
			this.unknown.put(name, value);
			return this;
		}

		/**
		 * Return the resources. The builder can be used again.
		 * @return the resources
		 */
		public LinuxResources build() {
			return new LinuxResources(this.devices, this.memory, this.cpu, this.pids, this.blockIo, this.hugepageLimits,
					this.network, this.rdma, this.unified, this.unknown);
		}

		private LinuxMemory memoryOrNone() {
			return (this.memory != null) ? this.memory : LinuxMemory.none();
		}

		private LinuxCpu cpuOrNone() {
			return (this.cpu != null) ? this.cpu : LinuxCpu.none();
		}

	}

}
