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

package io.github.libcontainerd.queue.engine;

/**
 * What an engine says to a change that somebody wants.
 *
 * @since 0.1.0
 */
public enum Verdict {

	/** It was made. */
	APPLIED,

	/** It was made before, by the same attempt. */
	ALREADY,

	/** Refused: the job is another attempt's, or nobody's, by now. */
	LATE

}
