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

package io.github.libcontainerd.client;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Something that happened to the connection to containerd, to a managed daemon or to the
 * networks of containers. Immutable.
 *
 * @param kind what happened
 * @param namespace the namespace of the client concerned; {@code null} when it concerns
 * the whole remote
 * @param message in words
 * @param at when
 * @since 0.1.0
 */
public record RemoteEvent(Kind kind, @Nullable String namespace, String message, Instant at) {

	/** The kinds of event. */
	public enum Kind {

		/** The connection is there, at first or again. */
		CONNECTED,

		/** The connection is lost. */
		DISCONNECTED,

		/** A managed daemon has ended, does not answer, or can't be started again. */
		DAEMON_FAILED,

		/** A managed daemon was started again. */
		DAEMON_RESTARTED,

		/**
		 * After a lost event stream a client has compared its containers with
		 * containerd's; the ends that were missed are being reported.
		 */
		RESYNCHRONISED,

		/**
		 * Entries of networks were missing in the host's firewall, such as after a
		 * restart of its service, and were made again: ports that are published answer
		 * again. The event has the namespace of the client that has noticed it.
		 */
		NETWORKS_REPAIRED

	}

}
