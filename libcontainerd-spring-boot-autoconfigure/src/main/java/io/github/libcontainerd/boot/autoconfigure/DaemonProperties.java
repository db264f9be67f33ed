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

package io.github.libcontainerd.boot.autoconfigure;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * Properties of a containerd that the application runs itself.
 *
 * @since 0.1.0
 */
public class DaemonProperties {

	/**
	 * Program to start: a name on the PATH, or a path.
	 */
	private @Nullable String binary;

	/**
	 * Directory for what must survive a reboot, such as images. By default,
	 * '/var/lib/libcontainerd/' followed by the name of the application.
	 */
	private @Nullable Path root;

	/**
	 * Whether the daemon logs at level debug.
	 */
	private @Nullable Boolean debug;

	/**
	 * Adjustment of the daemon's OOM score, from -1000 to 1000. With 0, it is left alone.
	 */
	private @Nullable Integer oomScore;

	public @Nullable String getBinary() {
		return this.binary;
	}

	public void setBinary(@Nullable String binary) {
		this.binary = binary;
	}

	public @Nullable Path getRoot() {
		return this.root;
	}

	public void setRoot(@Nullable Path root) {
		this.root = root;
	}

	public @Nullable Boolean getDebug() {
		return this.debug;
	}

	public void setDebug(@Nullable Boolean debug) {
		this.debug = debug;
	}

	public @Nullable Integer getOomScore() {
		return this.oomScore;
	}

	public void setOomScore(@Nullable Integer oomScore) {
		this.oomScore = oomScore;
	}

}
