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

package io.github.libcontainerd.boot.autoconfigure.container;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DataSizeUnit;
import org.springframework.util.unit.DataSize;
import org.springframework.util.unit.DataUnit;

/**
 * Properties of a mount of a declared container.
 *
 * @since 0.1.0
 */
public class MountProperties {

	/**
	 * File or directory of the host. Without, the mount is a directory in memory.
	 */
	private @Nullable String source;

	/**
	 * Where in the container, an absolute path.
	 */
	private @Nullable String target;

	/**
	 * Whether the container can't change it.
	 */
	private boolean readOnly = false;

	/**
	 * Size of a directory in memory. If a size suffix is not specified, megabytes will be
	 * used.
	 */
	@DataSizeUnit(DataUnit.MEGABYTES)
	private DataSize size = DataSize.ofMegabytes(64);

	public @Nullable String getSource() {
		return this.source;
	}

	public void setSource(@Nullable String source) {
		this.source = source;
	}

	public @Nullable String getTarget() {
		return this.target;
	}

	public void setTarget(@Nullable String target) {
		this.target = target;
	}

	public boolean isReadOnly() {
		return this.readOnly;
	}

	public void setReadOnly(boolean readOnly) {
		this.readOnly = readOnly;
	}

	public DataSize getSize() {
		return this.size;
	}

	public void setSize(DataSize size) {
		this.size = size;
	}

}
