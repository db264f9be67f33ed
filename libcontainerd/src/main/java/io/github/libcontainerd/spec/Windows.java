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
 * What is particular to Windows, <a href=
 * "https://github.com/opencontainers/runtime-spec/blob/v1.2.0/config-windows.md">config-windows.md</a>.
 *
 * @param layerFolders the folders of the image layers, the topmost last
 * @param devices devices to pass to the container
 * @param resources limits
 * @param network the network
 * @param credentialSpec the Active Directory credential, as parsed JSON
 * @param servicing whether the container is only started to service its files
 * @param ignoreFlushesDuringBoot whether disk flushes are ignored while it boots
 * @param hyperv the virtual machine of a Hyper-V container
 * @param unknown fields that this model does not know, as parsed JSON
 * @since 0.1.0
 */
public record Windows(List<String> layerFolders, List<Device> devices, @Nullable Resources resources,
		@Nullable Network network, @Nullable Object credentialSpec, @Nullable Boolean servicing,
		@Nullable Boolean ignoreFlushesDuringBoot, @Nullable HyperV hyperv,
		@Unknown Map<String, @Nullable Object> unknown) {

	public Windows {
		layerFolders = Copies.list(layerFolders, "layerFolders");
		devices = Copies.list(devices, "devices");
		credentialSpec = Copies.json(credentialSpec, "credentialSpec");
		unknown = Copies.unknown(unknown);
	}

	/**
	 * A device.
	 *
	 * @param id the identifier
	 * @param idType {@code class} for an interface class GUID
	 * @param unknown fields that this model does not know
	 * @since 0.1.0
	 */
	public record Device(String id, String idType, @Unknown Map<String, @Nullable Object> unknown) {

		public Device {
			id = Copies.required(id, "id");
			idType = Copies.required(idType, "idType");
			unknown = Copies.unknown(unknown);
		}

	}

	/**
	 * Limits of the container.
	 *
	 * @param memory the memory
	 * @param cpu the CPU time
	 * @param storage the storage
	 * @param unknown fields that this model does not know
	 * @since 0.1.0
	 */
	public record Resources(@Nullable Memory memory, @Nullable Cpu cpu, @Nullable Storage storage,
			@Unknown Map<String, @Nullable Object> unknown) {

		public Resources {
			unknown = Copies.unknown(unknown);
		}

	}

	/**
	 * The memory.
	 *
	 * @param limit the limit in bytes, unsigned 64 bits
	 * @param unknown fields that this model does not know
	 * @since 0.1.0
	 */
	public record Memory(@Uint64 @Nullable Long limit, @Unknown Map<String, @Nullable Object> unknown) {

		public Memory {
			unknown = Copies.unknown(unknown);
		}

	}

	/**
	 * The CPU time; only one of the first three may be set.
	 *
	 * @param count the number of CPUs, unsigned 64 bits
	 * @param shares the weight, 0 to 10000
	 * @param maximum the most CPU time in percent times 100
	 * @param affinity the CPUs to run on
	 * @param unknown fields that this model does not know
	 * @since 0.1.0
	 */
	public record Cpu(@Uint64 @Nullable Long count, @Nullable Integer shares, @Nullable Integer maximum,
			List<CpuGroupAffinity> affinity, @Unknown Map<String, @Nullable Object> unknown) {

		public Cpu {
			affinity = Copies.list(affinity, "affinity");
			unknown = Copies.unknown(unknown);
		}

	}

	/**
	 * CPUs of a processor group.
	 *
	 * @param mask the CPUs of the group as bits, unsigned 64 bits
	 * @param group the number of the group, unsigned 32 bits
	 * @param unknown fields that this model does not know
	 * @since 0.1.0
	 */
	public record CpuGroupAffinity(@Uint64 @Nullable Long mask, @Nullable Long group,
			@Unknown Map<String, @Nullable Object> unknown) {

		public CpuGroupAffinity {
			Copies.uint32(group, "group");
			unknown = Copies.unknown(unknown);
		}

	}

	/**
	 * The storage; all values are unsigned 64-bit integers.
	 *
	 * @param iops the most operations per second
	 * @param bps the most bytes per second
	 * @param sandboxSize the smallest size of the system drive in bytes
	 * @param unknown fields that this model does not know
	 * @since 0.1.0
	 */
	public record Storage(@Uint64 @Nullable Long iops, @Uint64 @Nullable Long bps, @Uint64 @Nullable Long sandboxSize,
			@Unknown Map<String, @Nullable Object> unknown) {

		public Storage {
			unknown = Copies.unknown(unknown);
		}

	}

	/**
	 * The network.
	 *
	 * @param endpointList the endpoints to connect to
	 * @param allowUnqualifiedDnsQuery whether names without a domain are resolved;
	 * {@code allowUnqualifiedDNSQuery} in JSON
	 * @param dnsSearchList the DNS suffixes; {@code DNSSearchList} in JSON
	 * @param networkSharedContainerName the container whose network is shared
	 * @param networkNamespace the network namespace to join
	 * @param unknown fields that this model does not know
	 * @since 0.1.0
	 */
	public record Network(List<String> endpointList,
			@JsonProperty("allowUnqualifiedDNSQuery") @Nullable Boolean allowUnqualifiedDnsQuery,
			@JsonProperty("DNSSearchList") List<String> dnsSearchList, @Nullable String networkSharedContainerName,
			@Nullable String networkNamespace, @Unknown Map<String, @Nullable Object> unknown) {

		public Network {
			endpointList = Copies.list(endpointList, "endpointList");
			dnsSearchList = Copies.list(dnsSearchList, "DNSSearchList");
			unknown = Copies.unknown(unknown);
		}

	}

	/**
	 * The virtual machine of a Hyper-V container.
	 *
	 * @param utilityVmPath the image of the utility VM; {@code utilityVMPath} in JSON
	 * @param unknown fields that this model does not know
	 * @since 0.1.0
	 */
	public record HyperV(@JsonProperty("utilityVMPath") @Nullable String utilityVmPath,
			@Unknown Map<String, @Nullable Object> unknown) {

		public HyperV {
			unknown = Copies.unknown(unknown);
		}

	}

}
