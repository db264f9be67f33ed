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

package io.github.libcontainerd.samples.judge;

import io.github.libcontainerd.run.RunResult;

/**
 * What the judge says of a program.
 */
enum Verdict {

	/** It wrote what was expected. */
	ACCEPTED,

	/** It wrote something else. */
	WRONG_ANSWER,

	/** It failed. */
	RUNTIME_ERROR,

	/** It took too long. */
	TIME_LIMIT_EXCEEDED,

	/** It needed too much memory. */
	MEMORY_LIMIT_EXCEEDED;

	static Verdict of(RunResult result, String expected) {
		if (result.timedOut()) {
			return TIME_LIMIT_EXCEEDED;
		}
		if (result.oomKilled()) {
			return MEMORY_LIMIT_EXCEEDED;
		}
		if (!result.successful()) {
			return RUNTIME_ERROR;
		}
		return result.stdout().text().strip().equals(expected.strip()) ? ACCEPTED : WRONG_ANSWER;
	}

}
