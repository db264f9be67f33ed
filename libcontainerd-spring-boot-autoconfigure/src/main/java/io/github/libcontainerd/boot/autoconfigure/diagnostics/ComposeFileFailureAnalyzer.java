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
import org.springframework.util.StringUtils;

import io.github.libcontainerd.boot.container.ComposeFileException;

/**
 * Says where a compose file is wrong, and what to do.
 */
final class ComposeFileFailureAnalyzer extends AbstractFailureAnalyzer<ComposeFileException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, ComposeFileException cause) {
		String place = cause.file()
				+ ((cause.line() > 0) ? ", line " + cause.line() + ", column " + cause.column() : "");
		return new FailureAnalysis("The compose file can't be used:\n\n    " + place + "\n    " + cause.problem(),
				StringUtils.capitalize(cause.remedy()) + ".", cause);
	}

}
