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

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.network.host.Hashes;

/**
 * A container that holds something in the kernel, whose comments and names tell of it.
 *
 * @param owner whose container it is, eight hexadecimal digits: several processes may use
 * one namespace of several daemons
 * @param namespace the namespace in containerd
 * @param id the container id
 */
public record Holder(String owner, String namespace, String id) {

	private static final int OWNER_LENGTH = 8;

	// The kernel has room for 128 with what ends it. A namespace and an id have up to 76.
	private static final int LONGEST_ID = 40;

	private static final int KEPT = 23;

	private static final int DIGITS = 16;

	// An identifier never has two of these in a row.
	private static final String SEPARATOR = "--";

	/**
	 * Create a holder.
	 */
	public Holder {
		if (!owner.matches("[0-9a-f]{" + OWNER_LENGTH + "}")) {
			throw new IllegalArgumentException("no owner: " + owner);
		}
		checkIdentifier(namespace);
		checkIdentifier(id);
	}

	// containerd has the same rule. It is checked here again, since what follows makes
	// texts for programs out of it.
	private static void checkIdentifier(String name) {
		if (!name.matches("[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*")) {
			throw new IllegalArgumentException("no identifier: " + name);
		}
	}

	/**
	 * Return what tells one owner from all others.
	 * @param identity what only this owner has
	 * @return eight digits
	 */
	public static String owner(String identity) {
		return Hashes.of(identity, OWNER_LENGTH);
	}

	/**
	 * Return the comment of what it holds, shortened in a way that keeps it unique.
	 */
	String comment() {
		return this.owner + " " + container(this.namespace, this.id);
	}

	private static String container(String namespace, String id) {
		return namespace + "/"
				+ ((id.length() <= LONGEST_ID) ? id : id.substring(0, KEPT) + "~" + Hashes.of(id, DIGITS));
	}

	/**
	 * Return the name of its interface on the host.
	 * @param index the number of the network, from 0
	 */
	String interfaceName(int index) {
		return "lcv" + Hashes.of(this.owner + " " + this.namespace + "/" + this.id + " " + index, 12);
	}

	/**
	 * Return the name of the file that holds its network namespace.
	 */
	String pinName() {
		return this.namespace + SEPARATOR + this.id;
	}

	/**
	 * Return the holder whose pin has this name.
	 * @return the holder; {@code null} if the name is none
	 */
	static @Nullable Holder ofPin(String owner, String name) {
		int at = name.indexOf(SEPARATOR);
		try {
			return (at > 0) ? new Holder(owner, name.substring(0, at), name.substring(at + SEPARATOR.length())) : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

}
