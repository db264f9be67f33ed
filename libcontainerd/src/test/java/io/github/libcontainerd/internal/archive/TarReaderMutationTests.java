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

package io.github.libcontainerd.internal.archive;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.libcontainerd.Mutations;
import io.github.libcontainerd.test.TestTar;

/**
 * Damaged archives are refused, whatever is damaged.
 */
class TarReaderMutationTests {

	@Test
	void damagedArchiveIsRefused() {
		byte[] archive = new TestTar().directory("etc")
			.file("etc/passwd", "root:x:0:0:root:/root:/bin/sh\n")
			.file("a/" + "long".repeat(60), "x".repeat(1000))
			.symbolicLink("etc/link", "../passwd")
			.toBytes();
		Mutations.read(15_000, TarReaderMutationTests::read, List.of(archive));
	}

	private static void read(byte[] input) {
		TarReader reader = new TarReader(new ByteArrayInputStream(input));
		try {
			for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
				reader.attributes();
			}
		}
		catch (IOException ex) {
			// It says so.
		}
	}

}
