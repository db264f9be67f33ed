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

package io.github.libcontainerd.restart;

/**
 * When a container that has ended is started again. Immutable.
 *
 * @param kind the kind
 * @param maximumRetryCount how often at most, for {@link Kind#ON_FAILURE}; 0 for no limit
 * @since 0.1.0
 */
public record RestartPolicy(Kind kind, int maximumRetryCount) {

	public RestartPolicy {
		if (maximumRetryCount < 0) {
			throw new IllegalArgumentException("The maximum retry count must not be negative: " + maximumRetryCount);
		}
		if (maximumRetryCount > 0 && kind != Kind.ON_FAILURE) {
			throw new IllegalArgumentException("Only on-failure takes a maximum retry count");
		}
	}

	/**
	 * Return the policy that never restarts.
	 * @return the policy
	 */
	public static RestartPolicy no() {
		return new RestartPolicy(Kind.NO, 0);
	}

	/**
	 * Return the policy that always restarts.
	 * @return the policy
	 */
	public static RestartPolicy always() {
		return new RestartPolicy(Kind.ALWAYS, 0);
	}

	/**
	 * Return the policy that restarts unless the container was stopped on purpose.
	 * @return the policy
	 */
	public static RestartPolicy unlessStopped() {
		return new RestartPolicy(Kind.UNLESS_STOPPED, 0);
	}

	/**
	 * Return the policy that restarts after an exit code other than 0.
	 * @param maximumRetryCount how often at most; 0 for no limit
	 * @return the policy
	 */
	public static RestartPolicy onFailure(int maximumRetryCount) {
		return new RestartPolicy(Kind.ON_FAILURE, maximumRetryCount);
	}

	/**
	 * Parse Docker's notation.
	 * @param text {@code no}, {@code always}, {@code unless-stopped}, {@code on-failure}
	 * or {@code on-failure:N}; empty means {@code no}
	 * @return the policy
	 * @throws IllegalArgumentException for anything else
	 */
	public static RestartPolicy parse(String text) {
		switch (text) {
			case "", "no":
				return no();
			case "always":
				return always();
			case "unless-stopped":
				return unlessStopped();
			case "on-failure":
				return onFailure(0);
			default:
				if (text.matches("on-failure:\\d{1,9}")) {
					return onFailure(Integer.parseInt(text.substring("on-failure:".length())));
				}
				throw new IllegalArgumentException("'" + text
						+ "' is no restart policy; use no, always, unless-stopped, on-failure or on-failure:N");
		}
	}

	/**
	 * Return Docker's notation.
	 * @return what {@link #parse} understands
	 */
	@Override
	public String toString() {
		return switch (this.kind) {
			case NO -> "no";
			case ALWAYS -> "always";
			case UNLESS_STOPPED -> "unless-stopped";
			case ON_FAILURE -> (this.maximumRetryCount == 0) ? "on-failure" : "on-failure:" + this.maximumRetryCount;
		};
	}

	/** The kinds of policy. */
	public enum Kind {

		/** Never. */
		NO,

		/** Always, whatever the exit code. */
		ALWAYS,

		/** Always, unless stopped on purpose. */
		UNLESS_STOPPED,

		/** After an exit code other than 0. */
		ON_FAILURE

	}

}
