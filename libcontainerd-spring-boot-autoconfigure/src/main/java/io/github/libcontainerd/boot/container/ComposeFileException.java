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
package io.github.libcontainerd.boot.container;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * A compose file has something that can't be right, or that is not supported.
 *
 * @since 0.1.0
 */
public final class ComposeFileException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final transient Path file;

	private final int line;

	private final int column;

	private final String problem;

	private final String remedy;

	/**
	 * Create the exception.
	 * @param file the file
	 * @param line the line, from 1 on; 0 if it is about the file as a whole
	 * @param column the column, from 1 on; 0 if it is about the file as a whole
	 * @param problem what is wrong
	 * @param remedy what to do
	 * @param cause the cause; {@code null} for none
	 */
	public ComposeFileException(Path file, int line, int column, String problem, String remedy,
			@Nullable Throwable cause) {
		super(place(file, line, column) + ": " + problem + "; " + remedy, cause);
		this.file = file;
		this.line = line;
		this.column = column;
		this.problem = problem;
		this.remedy = remedy;
	}

	private static String place(Path file, int line, int column) {
		return (line > 0) ? file + ":" + line + ":" + column : file.toString();
	}

	/**
	 * Return the file.
	 * @return the path, as it was given
	 */
	public Path file() {
		return this.file;
	}

	/**
	 * Return the line.
	 * @return the line, from 1 on; 0 if it is about the file as a whole
	 */
	public int line() {
		return this.line;
	}

	/**
	 * Return the column.
	 * @return the column, from 1 on; 0 if it is about the file as a whole
	 */
	public int column() {
		return this.column;
	}

	/**
	 * Return what is wrong.
	 * @return the problem, without place and remedy
	 */
	public String problem() {
		return this.problem;
	}

	/**
	 * Return what to do.
	 * @return the remedy
	 */
	public String remedy() {
		return this.remedy;
	}

}
