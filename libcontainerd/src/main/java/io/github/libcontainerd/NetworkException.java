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

package io.github.libcontainerd;

import org.jspecify.annotations.Nullable;

/**
 * Something went wrong with a network of containers. The message names the network, the
 * address or the port, and says what to do.
 *
 * @since 0.1.0
 */
public final class NetworkException extends ContainerdException {

	private static final long serialVersionUID = 1L;

	private final Reason reason;

	/**
	 * Create a new exception.
	 * @param operation what was being done, such as {@code create network 'backend'}
	 * @param reason the kind of trouble
	 * @param problem what is wrong, and what to do about it
	 * @param cause the cause, or {@code null}
	 */
	public NetworkException(String operation, Reason reason, String problem, @Nullable Throwable cause) {
		super(Operation.onDaemon(operation), problem, cause);
		this.reason = reason;
	}

	/**
	 * Return the kind of trouble.
	 * @return the reason
	 */
	public Reason reason() {
		return this.reason;
	}

	/** Why something went wrong with a network. */
	public enum Reason {

		/** A program of the host is missing, such as {@code nft}. */
		MISSING_PROGRAM,

		/** This process may not change the network of the host. */
		NOT_PERMITTED,

		/** The port is published by another container, or a process listens there. */
		PORT_IN_USE,

		/** The address belongs to another container. */
		ADDRESS_IN_USE,

		/** All addresses of the network are taken. */
		NO_ADDRESS_LEFT,

		/** The pool of subnets has none that the host does not use already. */
		NO_SUBNET_LEFT,

		/** There is no such network. */
		UNKNOWN_NETWORK,

		/** There is a network of this name, and it is another one. */
		ALREADY_EXISTS,

		/** The network has containers. */
		IN_USE,

		/** The subnet is one that the host uses already. */
		SUBNET_OVERLAPS,

		/**
		 * IPv6 was asked for, and the host has none, or has to be configured before it
		 * forwards any.
		 */
		IPV6_UNAVAILABLE,

		/** The host failed to do it. */
		FAILED

	}

}
