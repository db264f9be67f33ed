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
package io.github.libcontainerd.boot.autoconfigure.diagnostics;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

import io.github.libcontainerd.StartFailedException;

/**
 * Says what to do when a container that is needed at start can't be started.
 */
final class StartFailedFailureAnalyzer extends AbstractFailureAnalyzer<StartFailedException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, StartFailedException cause) {
		return new FailureAnalysis(cause.getMessage() + ".", action(cause), cause);
	}

	private static String action(StartFailedException cause) {
		return switch (cause.exitCode()) {
			case StartFailedException.COMMAND_NOT_FOUND ->
				"Correct the command, or use an image that has it; a path must be that in the container.";
			case StartFailedException.NOT_EXECUTABLE ->
				"Make the file executable (`chmod +x`), or run it by its interpreter.";
			default ->
				"Correct what the runtime complains about: the command, a mount, a limit, or the runtime itself.";
		};
	}

}
