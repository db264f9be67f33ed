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
package io.github.libcontainerd.run;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What keeps a container apart from the host, besides the specification. Immutable.
 *
 * @since 0.1.0
 */
public final class Isolation {

	/** What is configured for all. */
	public static final Isolation DEFAULT = new Isolation(null);

	private final @Nullable String runtime;

	private Isolation(@Nullable String runtime) {
		this.runtime = runtime;
	}

	/**
	 * Return the OCI runtime.
	 * @return a name or a path, see {@link RunRequest.Builder#runtime}; {@code null} for
	 * the one that is configured for all
	 */
	public @Nullable String runtime() {
		return this.runtime;
	}

	Isolation withRuntime(String name) {
		if (name.isBlank()) {
			throw Checks.invalid("the runtime is blank; give a name such as runsc, or leave it out");
		}
		return new Isolation(Checks.text("runtime", name));
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Isolation isolation && Objects.equals(this.runtime, isolation.runtime);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.runtime);
	}

	@Override
	public String toString() {
		return "Isolation[runtime=" + this.runtime + "]";
	}

}
