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

package io.github.libcontainerd.internal.network;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.network.kernel.AddressRange;
import io.github.libcontainerd.internal.network.kernel.Claims;
import io.github.libcontainerd.network.Subnet;

/**
 * Chooses addresses to try, one after the other around the subnet, so that one that was
 * just given back is the last to be given again. Which are taken, the kernel decides.
 */
final class Addressing {

	private final Map<Subnet, AtomicLong> next = new ConcurrentHashMap<>();

	/**
	 * Return an address that may be free.
	 */
	InetAddress guess(AddressRange range) {
		return range.address(advance(range));
	}

	/**
	 * Return an address that is free.
	 * @return the address; {@code null} if none is
	 */
	@Nullable InetAddress free(AddressRange range, Claims claims) {
		Set<InetAddress> taken = new HashSet<>();
		claims.addresses().forEach((claim) -> taken.add(claim.address()));
		for (long i = 0; i < range.room(); i++) {
			InetAddress address = range.address(advance(range));
			if (!taken.contains(address)) {
				return address;
			}
		}
		return null;
	}

	private long advance(AddressRange range) {
		long room = range.room();
		return this.next
			.computeIfAbsent(range.subnet(), (subnet) -> new AtomicLong(ThreadLocalRandom.current().nextLong(room)))
			.getAndIncrement() % room;
	}

}
