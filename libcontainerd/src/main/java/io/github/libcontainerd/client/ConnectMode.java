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

/**
 * When a {@link Remote} connects to containerd.
 *
 * @since 0.1.0
 */
public enum ConnectMode {

	/**
	 * Before {@link Remote#open} returns, which fails when containerd can't be reached or
	 * started.
	 */
	AT_ONCE,

	/**
	 * In the background: {@link Remote#open} returns at once, and containerd need not be
	 * there yet. Until it is, the connection is tried again and again, after pauses that
	 * grow to ten seconds.
	 */
	IN_BACKGROUND,

	/**
	 * As {@link #IN_BACKGROUND}, but not before the first call that needs containerd, or
	 * {@link Remote#connectInBackground()}.
	 */
	ON_DEMAND

}
