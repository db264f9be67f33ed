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

import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

import io.github.libcontainerd.ContainerNotReadyException;
import io.github.libcontainerd.ImageException;
import io.github.libcontainerd.boot.container.DeclaredContainerException;

/**
 * Says what to do when a declared container does not start or does not become ready.
 */
final class DeclaredContainerFailureAnalyzer extends AbstractFailureAnalyzer<DeclaredContainerException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, DeclaredContainerException cause) {
		if (cause.getCause() instanceof ImageException) {
			// There is an analyzer that knows more of images.
			return null;
		}
		String property = "'libcontainerd.containers." + cause.container() + ".";
		String action = (cause.getCause() instanceof ContainerNotReadyException notReady && notReady.timedOut())
				? "Correct what the container complains about; if it only needs more time, raise " + property
						+ "wait-for.timeout'."
				: "Correct what the message names, or the properties " + property + "*'.";
		return new FailureAnalysis(String.valueOf(cause.getMessage()), action, cause);
	}

}
