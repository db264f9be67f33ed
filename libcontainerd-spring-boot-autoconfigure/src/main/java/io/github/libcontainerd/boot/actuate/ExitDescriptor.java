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

package io.github.libcontainerd.boot.actuate;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

import io.github.libcontainerd.ExitStatus;

/**
 * Description of how a container ended.
 *
 * @param exitCode the exit code; {@code null} when it is not known
 * @param oomKilled whether the out-of-memory killer hit it
 * @param timedOut whether it was killed because its time was up
 * @param exitedAt when it ended
 * @since 0.1.0
 */
public record ExitDescriptor(@Nullable Integer exitCode, boolean oomKilled, boolean timedOut,
		@Nullable Instant exitedAt) implements OperationResponseBody {

	static ExitDescriptor of(ExitStatus status) {
		return new ExitDescriptor((status.codeKnown()) ? status.code() : null, status.oomKilled(), status.timedOut(),
				status.exitedAt());
	}

}
