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

package io.github.libcontainerd.internal.grpc;

import org.junit.jupiter.api.Test;

import io.github.libcontainerd.internal.grpc.api.event.NamespaceDelete;
import io.github.libcontainerd.internal.grpc.api.event.NamespaceUpdate;
import io.github.libcontainerd.internal.grpc.api.runc.Options;
import io.github.libcontainerd.internal.grpc.api.runc.ProcessDetails;

import static org.assertj.core.api.Assertions.assertThat;

class AnyValuesTests {

	@Test
	void namesAreThoseOfTheMessages() {
		assertThat(AnyValues.RUNC_OPTIONS).isEqualTo(Options.getDescriptor().getFullName());
		assertThat(AnyValues.PROCESS_DETAILS).isEqualTo(ProcessDetails.getDescriptor().getFullName());
		assertThat(AnyValues.NAMESPACE_UPDATE).isEqualTo(NamespaceUpdate.getDescriptor().getFullName());
	}

	@Test
	void anUpdateWithoutLabelsHasTheBytesOfADeletion() {
		assertThat(NamespaceDelete.newBuilder().setName("jobs").build().toByteString())
			.isEqualTo(NamespaceUpdate.newBuilder().setName("jobs").build().toByteString());
	}

}
