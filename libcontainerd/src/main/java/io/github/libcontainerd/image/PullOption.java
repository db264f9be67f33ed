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

package io.github.libcontainerd.image;

/**
 * An option of {@link Images#pull}.
 *
 * @since 0.1.0
 */
public sealed interface PullOption {

	/**
	 * The platform; by default this host's.
	 *
	 * @param platform the platform
	 */
	record ForPlatform(Platform platform) implements PullOption {
	}

	/**
	 * Who is told how far it is.
	 *
	 * @param listener the listener
	 */
	record WithListener(PullListener listener) implements PullOption {
	}

	/**
	 * Whether the layers are unpacked too; by default they are.
	 *
	 * @param unpack whether they are
	 */
	record Unpack(boolean unpack) implements PullOption {
	}

	/**
	 * Credentials for the registry of the image, before all configured ones.
	 *
	 * @param username the user
	 * @param password the password or token
	 */
	record WithCredentials(String username, String password) implements PullOption {

		@Override
		public String toString() {
			return "WithCredentials[username=" + this.username + "]";
		}

	}

}
