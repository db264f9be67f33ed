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

package io.github.libcontainerd.boot.test.example;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

import io.github.libcontainerd.boot.event.ContainerExitedEvent;

/**
 * What an application does with its containers.
 */
@Component
class JobBoard {

	private final List<String> failed = new CopyOnWriteArrayList<>();

	@EventListener(condition = "#event.exitCode != 0")
	void on(ContainerExitedEvent event) {
		this.failed.add(event.getContainerId() + ": "
				+ (event.isOomKilled() ? "out of memory" : Integer.toString(event.getExitCode())));
	}

	List<String> failed() {
		return List.copyOf(this.failed);
	}

}
