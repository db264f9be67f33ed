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

package io.github.libcontainerd.samples.snippets;

import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.run.RunResult;

/**
 * Runs an image and uses what it prints.
 */
public class NightlyReport {

	private final Client containerd;

	public NightlyReport(Client containerd) {
		this.containerd = containerd;
	}

	public String create() {
		RunResult result = this.containerd.containers().run("acme/report", "--of", "yesterday");
		if (result.oomKilled()) {
			throw new IllegalStateException("The report needs more memory");
		}
		if (!result.successful()) {
			throw new IllegalStateException("No report: " + result.stderr().text());
		}
		return result.stdout().text();
	}

}
