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

package io.github.libcontainerd.boot.autoconfigure.container;

import io.github.libcontainerd.NetworkException;
import io.github.libcontainerd.network.Networks;

/**
 * Makes the networks that containers name and nobody has made.
 */
public final class MissingNetworks {

	private MissingNetworks() {
	}

	/**
	 * Make a network unless there is one of its name, which may be another than is made
	 * by a name alone, such as an internal one.
	 * @param networks the networks
	 * @param name the name
	 * @throws NetworkException if it can't be made
	 */
	public static void create(Networks networks, String name) {
		try {
			networks.inspect(name);
		}
		catch (NetworkException ex) {
			if (ex.reason() != NetworkException.Reason.UNKNOWN_NETWORK) {
				throw ex;
			}
			networks.create(name);
		}
	}

}
