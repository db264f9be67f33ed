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

package io.github.libcontainerd.internal.daemon;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The version of the format that a containerd writes its own configuration in: an older
 * one is understood too, with a warning in the log of every start.
 */
final class ConfigurationVersion {

	// Every containerd since 1.2 understands it.
	private static final int USUAL = 2;

	private static final Logger logger = LoggerFactory.getLogger(ConfigurationVersion.class);

	private static final Pattern VERSION = Pattern.compile("^version = (\\d{1,3})$", Pattern.MULTILINE);

	private static final int SECONDS = 5;

	private ConfigurationVersion() {
	}

	/**
	 * Ask a program for it.
	 */
	static int of(Path binary) {
		Process process = null;
		try {
			process = new ProcessBuilder(binary.toString(), "config", "default")
				.redirectError(ProcessBuilder.Redirect.DISCARD)
				.start();
			process.getOutputStream().close();
			Process started = process;
			// What hangs is ended, and so is the reading.
			process.onExit().orTimeout(SECONDS, TimeUnit.SECONDS).exceptionally((failure) -> started.destroyForcibly());
			return parse(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			logger.debug("Could not ask {} for its configuration", binary, ex);
			return USUAL;
		}
		finally {
			if (process != null) {
				process.destroyForcibly();
			}
		}
	}

	static int parse(String configuration) {
		Matcher matcher = VERSION.matcher(configuration);
		return matcher.find() ? Math.max(USUAL, Integer.parseInt(matcher.group(1))) : USUAL;
	}

}
