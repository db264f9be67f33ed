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

package io.github.libcontainerd.internal.record;

import java.nio.file.Path;

import io.github.libcontainerd.client.Stdio;

/**
 * Where the streams of a container go, as the value of a label of its record.
 */
final class StdioLabel {

	static final String NONE = "none";

	private static final String ATTACHED = "attached";

	private static final String INTERACTIVE = "interactive";

	private static final String SINKS = "sinks:";

	private static final String FILE = "file:";

	private static final String LOG = "log:";

	private StdioLabel() {
	}

	static String write(Stdio stdio) {
		if (stdio instanceof Stdio.ToSinks toSinks) {
			return SINKS + SinkLabel.write(toSinks);
		}
		if (stdio instanceof Stdio.ToFile toFile) {
			return FILE + toFile.file();
		}
		if (stdio instanceof Stdio.ToLog toLog) {
			return LOG + toLog.logger();
		}
		if (stdio instanceof Stdio.Attached attached) {
			return attached.stdin() ? INTERACTIVE : ATTACHED;
		}
		return NONE;
	}

	static Stdio read(String value) {
		if (value.startsWith(SINKS)) {
			return SinkLabel.read(value.substring(SINKS.length()));
		}
		if (value.startsWith(FILE)) {
			return Stdio.file(Path.of(value.substring(FILE.length())));
		}
		if (value.startsWith(LOG)) {
			return Stdio.log(value.substring(LOG.length()));
		}
		return switch (value) {
			case INTERACTIVE -> Stdio.interactive();
			case ATTACHED -> Stdio.attached();
			default -> Stdio.none();
		};
	}

}
