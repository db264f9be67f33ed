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

package io.github.libcontainerd.internal.log;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.log.LogEntry;

/**
 * Lines to a logger of slf4j.
 */
final class LoggerSink extends LineSink {

	private final Logger logger;

	private final String source;

	LoggerSink(String logger, String source) {
		this.logger = LoggerFactory.getLogger(logger);
		this.source = source;
	}

	@Override
	void line(LogEntry entry) {
		String text = entry.text().endsWith("\r") ? entry.text().substring(0, entry.text().length() - 1) : entry.text();
		this.logger.info("[{}] {}: {}", this.source, entry.stream().value(), text);
	}

}
