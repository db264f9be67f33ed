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

package io.github.libcontainerd.internal.network;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.libcontainerd.internal.network.host.Programs;

/**
 * A host of a process that does nothing more after some steps that change something, not
 * even what it would do after a failure.
 */
class DyingHost extends EnteredHost {

	private int left;

	DyingHost(Path namespace, int steps) {
		super(Programs.ofSystem(), namespace);
		this.left = steps;
	}

	/**
	 * Do something in such a process.
	 * @return whether it died before it was done
	 */
	static boolean dies(Runnable work) {
		try {
			work.run();
			return false;
		}
		catch (Death ex) {
			return true;
		}
	}

	/**
	 * Die.
	 */
	void die() {
		throw new Death();
	}

	@Override
	public Output run(List<String> command, String input) {
		if (!command.contains("-j") && !command.contains("show") && !command.contains("cat")) {
			step();
		}
		return super.run(command, input);
	}

	@Override
	public Output run(Path program, Map<String, String> environment, String input, Duration limit) {
		step();
		return super.run(program, environment, input, limit);
	}

	private void step() {
		if (this.left-- <= 0) {
			die();
		}
	}

	private static final class Death extends Error {

		private static final long serialVersionUID = 1L;

	}

}
