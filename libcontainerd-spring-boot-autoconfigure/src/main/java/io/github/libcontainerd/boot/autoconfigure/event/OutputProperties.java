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

package io.github.libcontainerd.boot.autoconfigure.event;

import org.springframework.boot.logging.LogLevel;

/**
 * Properties of the output of containers.
 *
 * @since 0.1.0
 */
public class OutputProperties {

	/**
	 * Level at which output that no bean of the application takes is logged. With 'off',
	 * it is dropped.
	 */
	private LogLevel logLevel = LogLevel.INFO;

	/**
	 * Name of the logger for output that no bean of the application takes.
	 */
	private String logger = "io.github.libcontainerd.output";

	public LogLevel getLogLevel() {
		return this.logLevel;
	}

	public void setLogLevel(LogLevel logLevel) {
		this.logLevel = logLevel;
	}

	public String getLogger() {
		return this.logger;
	}

	public void setLogger(String logger) {
		this.logger = logger;
	}

}
