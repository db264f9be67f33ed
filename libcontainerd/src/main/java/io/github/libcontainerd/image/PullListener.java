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

package io.github.libcontainerd.image;

/**
 * Is notified of the progress of a pull. Called by several threads, but by one at a time
 * for a part; not more than ten times a second for a part, and always when its status
 * changes. What it throws is logged.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface PullListener {

	/**
	 * Called when a part has come further.
	 * @param progress how far it is
	 */
	void progressed(PullProgress progress);

}
