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

package io.github.libcontainerd.internal.run;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.userns.IdClaims;
import io.github.libcontainerd.internal.userns.IdMap;
import io.github.libcontainerd.internal.volume.VolumeUse;

/**
 * What is held for a container until there is a record of it, which says the same.
 *
 * @param volumes its volumes
 * @param claim the ids of its user namespace; {@code null} for those of the host
 */
public record Holdings(VolumeUse volumes, IdClaims.@Nullable Claim claim) implements AutoCloseable {

	/**
	 * Return the ids of its user namespace.
	 * @return the ids; {@code null} for those of the host
	 */
	public @Nullable IdMap ids() {
		return (this.claim != null) ? this.claim.ids() : null;
	}

	@Override
	public void close() {
		this.volumes.close();
		if (this.claim != null) {
			this.claim.close();
		}
	}

}
