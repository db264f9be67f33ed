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

package io.github.libcontainerd.test.internal.fake.server;

import java.time.Duration;
import java.util.Random;

import io.grpc.StatusRuntimeException;

/**
 * What the services of the fake share.
 */
public interface FakeDaemon {

	/**
	 * Crash, as the real one does for a call that it cannot stand.
	 * @param why the call
	 * @return what the caller sees
	 */
	StatusRuntimeException crash(String why);

	/** The version it plays. */
	FakeInformation information();

	/** Its subscribers. */
	FakeEvents events();

	/** What the order of answers and events hangs on. */
	Random random();

	/** Run something later, unless it is closed by then. */
	void later(Duration delay, Runnable action);

}
