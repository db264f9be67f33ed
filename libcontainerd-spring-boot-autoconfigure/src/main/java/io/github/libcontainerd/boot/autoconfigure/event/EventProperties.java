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

package io.github.libcontainerd.boot.autoconfigure.event;

/**
 * Properties of application events.
 *
 * @since 0.1.0
 */
public class EventProperties {

	/**
	 * Whether to publish application events for what happens to containers and to
	 * containerd.
	 */
	private boolean enabled = true;

	/**
	 * Whether to publish an event for the start of an additional process, which Docker's
	 * libcontainerd never did.
	 */
	private boolean startProcess = true;

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public boolean isStartProcess() {
		return this.startProcess;
	}

	public void setStartProcess(boolean startProcess) {
		this.startProcess = startProcess;
	}

}
