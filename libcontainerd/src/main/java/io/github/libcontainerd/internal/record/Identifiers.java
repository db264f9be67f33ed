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

package io.github.libcontainerd.internal.record;

import java.util.regex.Pattern;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.Operation;

/**
 * containerd's rule for namespaces, container ids and process ids
 * ({@code pkg/identifiers}).
 */
public final class Identifiers {

	private static final Pattern VALID = Pattern.compile("[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*");

	private static final int MAX_LENGTH = 76;

	private Identifiers() {
	}

	public static void check(String what, String id, Operation operation) {
		if (id.length() > MAX_LENGTH || !VALID.matcher(id).matches()) {
			throw new InvalidRequestException(operation, "'" + id + "' is no valid " + what + "; use 1 to " + MAX_LENGTH
					+ " letters and digits, with single '.', '_' or '-' between them", null);
		}
	}

}
