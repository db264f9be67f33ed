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

package io.github.libcontainerd.queue;

import java.util.List;

/**
 * A job that can't be sent to another machine.
 *
 * @since 0.1.0
 */
public final class JobRejectedException extends ContainerQueueException {

	private static final long serialVersionUID = 1L;

	private final transient List<String> problems;

	/**
	 * Create it.
	 * @param problems what is wrong with it, and what to do about it
	 */
	public JobRejectedException(List<String> problems) {
		super("The job can't be sent to another machine: " + String.join("; ", problems), null);
		this.problems = List.copyOf(problems);
	}

	/**
	 * Return what is wrong with it.
	 * @return the problems, one or more
	 */
	public List<String> problems() {
		return this.problems;
	}

}
