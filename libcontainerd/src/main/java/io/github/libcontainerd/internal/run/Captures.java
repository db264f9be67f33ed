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

package io.github.libcontainerd.internal.run;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

import io.github.libcontainerd.OutputStreamName;
import io.github.libcontainerd.log.OutputConsumer;
import io.github.libcontainerd.run.Output;
import io.github.libcontainerd.run.OutputLimits;

/**
 * Keeps both streams of a process.
 */
final class Captures implements OutputConsumer {

	private final Capture stdout;

	private final Capture stderr;

	Captures(OutputLimits limits, RunEngine engine) {
		this.stdout = new Capture(limits, engine::makeTemporaryDirectory);
		this.stderr = new Capture(limits, engine::makeTemporaryDirectory);
	}

	@Override
	public void output(OutputStreamName stream, ByteBuffer bytes) {
		((stream == OutputStreamName.STDOUT) ? this.stdout : this.stderr).add(bytes);
	}

	Output stdout() {
		return this.stdout.finish();
	}

	Output stderr() {
		return this.stderr.finish();
	}

	/**
	 * Nobody wants the output.
	 */
	void discard(RunEngine engine) {
		for (Output output : List.of(stdout(), stderr())) {
			output.file().map(Path::getParent).ifPresent(engine::deleteDirectory);
		}
	}

}
