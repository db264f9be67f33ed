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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.grpc.Status;
import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.test.internal.fake.server.Fault;
import io.github.libcontainerd.test.internal.fake.server.Faults;

/**
 * Faults of single methods. A method is named by its service and its name, as in
 * {@code Tasks/Delete}.
 */
public final class FakeFaults {

	private final Map<String, Fault> faults = new ConcurrentHashMap<>();

	private final Set<String> hung = ConcurrentHashMap.newKeySet();

	FakeFaults() {
	}

	/**
	 * Never answer, and do nothing.
	 * @param method for example {@code Tasks/Delete}
	 */
	public void hang(String method) {
		this.faults.put(method, new Fault(null, Duration.ZERO, false, new AtomicInteger(Integer.MAX_VALUE)));
	}

	/**
	 * Do it, but never answer.
	 * @param method for example {@code Tasks/Start}
	 */
	public void hangAfterwards(String method) {
		this.faults.put(method, new Fault(null, Duration.ZERO, true, new AtomicInteger(Integer.MAX_VALUE)));
	}

	/**
	 * Fail every call without doing anything.
	 * @param method for example {@code Tasks/Start}
	 * @param status the status to fail with
	 */
	public void fail(String method, Status status) {
		fail(method, status, Integer.MAX_VALUE);
	}

	/**
	 * Fail some calls without doing anything.
	 * @param method for example {@code Tasks/Start}
	 * @param status the status to fail with
	 * @param times how many of the next calls
	 */
	public void fail(String method, Status status, int times) {
		this.faults.put(method, new Fault(status, Duration.ZERO, false, new AtomicInteger(times)));
	}

	/**
	 * Do what the next call asks for, but fail it: the answer is lost.
	 * @param method for example {@code Tasks/Start}
	 * @param status the status to fail with
	 */
	public void failAfterwards(String method, Status status) {
		this.faults.put(method, new Fault(status, Duration.ZERO, true, new AtomicInteger(1)));
	}

	/**
	 * Do it late.
	 * @param method for example {@code Tasks/Wait}
	 * @param delay how late
	 */
	public void delay(String method, Duration delay) {
		this.faults.put(method, new Fault(Status.OK, delay, false, new AtomicInteger(Integer.MAX_VALUE)));
	}

	/**
	 * Forget all faults. Calls that hang already go on hanging.
	 */
	public void clear() {
		this.faults.clear();
	}

	/**
	 * Forget a fault.
	 * @param method its method
	 */
	public void clear(String method) {
		this.faults.remove(method);
	}

	/**
	 * The methods that had a call hang so far.
	 * @return their names
	 */
	public Set<String> hung() {
		return Set.copyOf(this.hung);
	}

	/** The side that the fake asks. */
	Faults source() {
		return new Faults() {

			@Override
			public @Nullable Fault next(String method) {
				Fault fault = FakeFaults.this.faults.get(method);
				return (fault != null && fault.times().getAndDecrement() > 0) ? fault : null;
			}

			@Override
			public void hangs(String method) {
				FakeFaults.this.hung.add(method);
			}

		};
	}

}
