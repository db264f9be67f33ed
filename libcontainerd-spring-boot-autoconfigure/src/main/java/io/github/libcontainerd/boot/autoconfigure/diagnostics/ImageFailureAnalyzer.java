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

import io.github.libcontainerd.ImageException;

/**
 * Says what to do when an image that is needed at start can't be had.
 */
final class ImageFailureAnalyzer extends AbstractFailureAnalyzer<ImageException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, ImageException cause) {
		return new FailureAnalysis(cause.getMessage() + ".", action(cause), cause);
	}

	private static String action(ImageException cause) {
		return switch (cause.reason()) {
			case INVALID_REFERENCE ->
				"Write the image as 'registry.example.com/path/name:tag', or as 'name:tag' for one" + " of Docker Hub.";
			case NOT_FOUND -> "Correct the name or the tag of the image, or push or import it first.";
			case UNAUTHORIZED -> "Set 'username' and 'password' of 'libcontainerd.registries[HOST]', or log in with"
					+ " `docker login`; an image that does not exist is often answered in the same way.";
			case RATE_LIMITED -> "Try again later, log in, or set 'libcontainerd.registries[HOST].mirrors'.";
			case NO_SUCH_PLATFORM -> "Use an image that is made for this machine.";
			case UNSUPPORTED_FORMAT -> "Use an image in the format of OCI, or in version 2 of Docker's.";
			case CORRUPT -> "Remove the image and pull or import it again; if it stays so, what the registry or the"
					+ " archive holds is broken.";
			case REGISTRY_ERROR ->
				"Look into the log of the registry, or set 'libcontainerd.registries[HOST].mirrors'.";
			case NETWORK -> "Correct the name of the registry, or let this machine reach it; a proxy is set by"
					+ " HTTPS_PROXY and NO_PROXY, a mirror by 'libcontainerd.registries[HOST].mirrors', and an image that"
					+ " is there already needs no registry.";
			case NO_SPACE -> "Make room where containerd keeps its files, for instance with 'images.prune()'.";
			case IN_USE -> "Stop the containers of the image first.";
			case CANCELLED -> "Start the application again, which was interrupted.";
			case DAEMON -> "Look into containerd's log (`journalctl -u containerd`).";
		};
	}

}
