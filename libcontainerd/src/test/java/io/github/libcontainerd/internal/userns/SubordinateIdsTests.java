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

package io.github.libcontainerd.internal.userns;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.spec.IdMapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SubordinateIds} and {@link IdMap}.
 */
class SubordinateIdsTests {

	private static final Operation OPERATION = Operation.onDaemon("run");

	@TempDir
	Path etc;

	private List<IdMap> choices(String user, String uids, String gids) throws IOException {
		Files.writeString(this.etc.resolve("subuid"), uids);
		Files.writeString(this.etc.resolve("subgid"), gids);
		return SubordinateIds.in(this.etc).choices(user, 65536, OPERATION);
	}

	private static IdMap map(long uid, long gid) {
		return new IdMap(List.of(IdMapping.of(0, uid, 65536)), List.of(IdMapping.of(0, gid, 65536)));
	}

	@Test
	void eachContainerHasARangeOfEachFile() throws IOException {
		assertThat(choices("docker", "me:1:9\ndocker:100000:131072\n", "docker:200000:65536\ndocker:500000:70000\n"))
			.containsExactly(map(100000, 200000), map(165536, 500000));
	}

	@Test
	void usualUsersAreLookedForInTheirOrder() throws IOException {
		String both = "root:100000:65536\ncontainers:200000:65536\n";
		assertThat(choices(null, both, both)).containsExactly(map(200000, 200000));
		String numbers = "# none\n0:100000:65536\nbroken\ncontainers:x:65536\n";
		assertThat(choices(null, numbers, numbers)).containsExactly(map(100000, 100000));
	}

	@Test
	void whoHasNoneIsToldWhereToWriteSome() {
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> SubordinateIds.in(this.etc).choices(null, 65536, OPERATION))
			.withMessageContaining("'containers' or 'root'")
			.withMessageContaining("'containers:2147483648:1073741824'");
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> choices("me", "me:100000:65535\n", "me:100000:65536\n"))
			.withMessageContaining("65536 ids in a row");
		// Root is nobody's subordinate, and the last id is none.
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> choices("me", "me:0:65536\nme:4294901760:65536\n", "me:100000:131072\n"));
	}

	@Test
	void idsAreReadFromTheTextThatTheyAreWrittenTo() {
		IdMap ids = new IdMap(List.of(IdMapping.of(0, 100000, 1000), IdMapping.of(1000, 5, 1)),
				List.of(IdMapping.of(0, 200000, 10)));
		assertThat(IdMap.parse(ids.text())).isEqualTo(ids);
		assertThat(List.of("", "0:1:2", "a;b", "0:1;0:1", "0:1:-2;0:1:2")).allSatisfy((text) -> {
			assertThat(IdMap.parse(text)).isNull();
		});
		assertThat(IdMap.parse(null)).isNull();
	}

	@Test
	void idsAreThoseOfTheHostAndBack() {
		IdMap ids = map(100000, 200000);
		assertThat(ids.hostUid(0)).isEqualTo(100000);
		assertThat(ids.hostGid(65535)).isEqualTo(265535);
		assertThat(ids.hostUid(65536)).isEqualTo(IdMap.NONE);
		assertThat(ids.containerUid(165535)).isEqualTo(65535);
		assertThat(ids.containerUid(0)).isEqualTo(IdMap.NONE);
		assertThat(ids.containerGid(199999)).isEqualTo(IdMap.NONE);
		assertThat(ids.overlaps(map(165535, 900000))).isTrue();
		assertThat(ids.overlaps(map(165536, 265535))).isTrue();
		assertThat(ids.overlaps(map(165536, 265536))).isFalse();
	}

}
