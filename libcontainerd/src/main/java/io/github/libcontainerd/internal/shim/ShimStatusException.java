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

package io.github.libcontainerd.internal.shim;

import java.io.IOException;

/**
 * A shim has answered a call with an error: unlike other failures it shows that the shim
 * is there.
 */
public class ShimStatusException extends IOException {

	private static final int NOT_FOUND = 5;

	private static final int UNIMPLEMENTED = 12;

	private final int code;

	ShimStatusException(String call, int code, String message) {
		super("The shim refused " + call + " with status " + code + ": " + message);
		this.code = code;
	}

	/**
	 * Return the status.
	 * @return the number of the gRPC status code
	 */
	public int code() {
		return this.code;
	}

	/**
	 * Return whether the shim does not know the process.
	 * @return whether it does not
	 */
	public boolean isNotFound() {
		return this.code == NOT_FOUND;
	}

	boolean isUnimplemented() {
		return this.code == UNIMPLEMENTED;
	}

}
