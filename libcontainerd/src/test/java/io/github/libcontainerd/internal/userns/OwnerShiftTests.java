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
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.libcontainerd.spec.IdMapping;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OwnerShift}. They need root.
 */
class OwnerShiftTests {

	@TempDir
	Path tree;

	private static IdMap map(long first) {
		List<IdMapping> range = List.of(IdMapping.of(0, first, 65536));
		return new IdMap(range, range);
	}

	private Path file(String name, int uid, int gid, int mode) throws IOException {
		Path file = Files.createFile(this.tree.resolve(name));
		Files.setAttribute(file, "unix:uid", uid);
		Files.setAttribute(file, "unix:gid", gid);
		Files.setAttribute(file, "unix:mode", mode);
		return file;
	}

	private static String owner(Path file) throws IOException {
		return Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS) + ":"
				+ Files.getAttribute(file, "unix:gid", LinkOption.NOFOLLOW_LINKS);
	}

	@Test
	void aTreeIsGivenToAContainerAndFromOneToAnother() throws IOException {
		Path program = file("program", 0, 8, 06755);
		Path foreign = file("foreign", 70000, 70000, 0600);
		Files.createLink(this.tree.resolve("same"), program);
		Path link = Files.createSymbolicLink(this.tree.resolve("link"), Path.of("/etc/passwd"));
		String host = owner(Path.of("/etc/passwd"));
		OwnerShift.into(map(100000)).tree(this.tree);
		assertThat(owner(this.tree)).isEqualTo("100000:100000");
		assertThat(owner(program)).isEqualTo("100000:100008");
		assertThat((int) Files.getAttribute(program, "unix:mode") & 07777).isEqualTo(06755);
		assertThat(owner(link)).isEqualTo("100000:100000");
		assertThat(owner(foreign)).isEqualTo("70000:70000");
		OwnerShift.between(List.of(map(100000)), map(300000)).tree(this.tree);
		assertThat(owner(program)).isEqualTo("300000:300008");
		OwnerShift.between(List.of(map(300000)), null).tree(this.tree);
		assertThat(owner(program)).isEqualTo("0:8");
		assertThat(owner(this.tree)).isEqualTo("0:0");
		assertThat(owner(Path.of("/etc/passwd"))).isEqualTo(host);
	}

	@Test
	void whatWasBrokenOffIsCarriedOn() throws IOException {
		Path done = file("done", 100000, 100000, 0600);
		Path open = file("open", 5, 5, 0600);
		OwnerShift.between(Arrays.asList(null, map(100000)), map(100000)).tree(this.tree);
		assertThat(owner(done)).isEqualTo("100000:100000");
		assertThat(owner(open)).isEqualTo("100005:100005");
		Path late = file("late", 6, 6, 0600);
		OwnerShift.between(Arrays.asList(null, map(100000)), map(300000)).tree(this.tree);
		assertThat(owner(done)).isEqualTo("300000:300000");
		assertThat(owner(open)).isEqualTo("300005:300005");
		assertThat(owner(late)).isEqualTo("300006:300006");
	}

}
