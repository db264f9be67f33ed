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

package io.github.libcontainerd.test;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How long the test kit, and tests, wait for what happens at once on an ordinary machine.
 * On one that is many times slower, such as an emulated one, the environment variable
 * {@code LIBCONTAINERD_TEST_PATIENCE}, which processes that tests start inherit, says by
 * which factor all of it is longer.
 *
 * @since 0.1.0
 */
public final class Patience {

	private static final int FACTOR = factor(System.getenv("LIBCONTAINERD_TEST_PATIENCE"));

	private Patience() {
	}

	static int factor(@Nullable String text) {
		return (text != null && text.matches("[1-9]\\d{0,3}")) ? Integer.parseInt(text) : 1;
	}

	/**
	 * Return a bound for this machine.
	 * @param seconds what is enough on an ordinary one
	 * @return the bound
	 */
	public static Duration seconds(int seconds) {
		return Duration.ofSeconds((long) seconds * FACTOR);
	}

}
