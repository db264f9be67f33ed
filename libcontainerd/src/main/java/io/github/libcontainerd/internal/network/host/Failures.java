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

package io.github.libcontainerd.internal.network.host;

import io.github.libcontainerd.NetworkException;
import io.github.libcontainerd.NetworkException.Reason;

/**
 * Says what has gone wrong.
 */
public final class Failures {

	private Failures() {
	}

	public static NetworkException of(String operation, Reason reason, String problem) {
		return new NetworkException(operation, reason, problem, null);
	}

	/**
	 * Return the failure that a program of the host tells of.
	 */
	public static NetworkException of(String operation, Host.Output output) {
		if (output.text().contains("not permitted") || output.text().contains("Permission denied")) {
			return of(operation, Reason.NOT_PERMITTED,
					"this process may not change the network of the host, which takes CAP_NET_ADMIN and "
							+ "CAP_SYS_ADMIN: " + output.text());
		}
		if (output.text().contains("not supported") || output.text().contains("Unknown device type")) {
			return of(operation, Reason.FAILED,
					"the kernel lacks what is needed, which is bridge, veth and nf_tables: " + output.text());
		}
		return of(operation, Reason.FAILED, output.text() + " (exit code " + output.code() + ")");
	}

	public static NetworkException unknown(String operation, String network) {
		return of(operation, Reason.UNKNOWN_NETWORK,
				"there is no network '" + network + "'; create it first, as networks end with the host");
	}

}
