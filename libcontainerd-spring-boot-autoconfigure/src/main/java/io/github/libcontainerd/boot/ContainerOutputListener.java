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

package io.github.libcontainerd.boot;

/**
 * Receives every line that containers write, unless an {@link IOPipeHandler} takes their
 * streams. All beans of this type get every line.
 * <p>
 * The lines of one stream come one after another and in order, those of different streams
 * concurrently. A listener that blocks in the end makes the process block that writes.
 * What it throws is logged.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ContainerOutputListener {

	/**
	 * Called for every line.
	 * @param output the line and where it comes from
	 */
	void onOutput(ContainerOutput output);

}
