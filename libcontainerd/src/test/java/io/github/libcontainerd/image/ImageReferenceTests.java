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

package io.github.libcontainerd.image;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.libcontainerd.ImageException;
import io.github.libcontainerd.ImageException.Reason;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The cases of Docker's own tests of references, and some more.
 */
class ImageReferenceTests {

	private static final String HEX = "dbcc1c35ac38df41fd2f5e4130b32ffdb93ebae8b3dbe638c23575912276fc9c";

	private static final String DIGEST = "sha256:" + HEX;

	@ParameterizedTest
	@CsvSource({ "busybox, docker.io/library/busybox:latest", "busybox:1.36, docker.io/library/busybox:1.36",
			"library/busybox, docker.io/library/busybox:latest", "org/app, docker.io/org/app:latest",
			"docker.io/busybox, docker.io/library/busybox:latest",
			"index.docker.io/busybox, docker.io/library/busybox:latest",
			"index.docker.io/org/app:1, docker.io/org/app:1",
			"docker.io/library/foo/bar, docker.io/library/foo/bar:latest", "localhost/app, localhost/app:latest",
			"localhost:5000/app:1, localhost:5000/app:1", "localhost, docker.io/library/localhost:latest",
			"test:5000/repo, test:5000/repo:latest", "test.com:5000, docker.io/library/test.com:5000",
			"test_com/foo, docker.io/test_com/foo:latest", "192.168.1.1, docker.io/library/192.168.1.1:latest",
			"192.168.1.1:5000/repo:5050, 192.168.1.1:5000/repo:5050",
			"[2001:db8::1]:5000/repo:tag, [2001:db8::1]:5000/repo:tag", "[::1]/repo, [::1]/repo:latest",
			"sub-dom1.foo.com/bar/baz/quux:some-long-tag, sub-dom1.foo.com/bar/baz/quux:some-long-tag",
			"b.gcr.io/test.example.com/my-app:test.example.com, b.gcr.io/test.example.com/my-app:test.example.com",
			"xn--n3h.com/myimage:xn--n3h.com, xn--n3h.com/myimage:xn--n3h.com",
			"lowercase:Uppercase, docker.io/library/lowercase:Uppercase", "Docker/docker, Docker/docker:latest",
			"DOCKER/docker, DOCKER/docker:latest", "docker---rules/docker, docker.io/docker---rules/docker:latest",
			"dock__er/docker, docker.io/dock__er/docker:latest", "d/t, docker.io/d/t:latest",
			"docker.io/1a3f5e7d9c1b3a5f7e9d1c3b5a7f9e1d3c5b7a9f1e3d5d7c9b1a3f5e7d9c1b3a, docker.io/library/1a3f5e7d9c1b3a5f7e9d1c3b5a7f9e1d3c5b7a9f1e3d5d7c9b1a3f5e7d9c1b3a:latest",
			"dbcc1, docker.io/library/dbcc1:latest" })
	void normalises(String text, String normalised) {
		ImageReference reference = ImageReference.parse(text);
		assertThat(reference).hasToString(normalised);
		assertThat(reference.name()).isEqualTo(normalised);
	}

	@Test
	void aDigestNeedsNoTag() {
		ImageReference reference = ImageReference.parse("busybox@" + DIGEST);
		assertThat(reference).isEqualTo(new ImageReference("docker.io", "library/busybox", null, DIGEST));
		assertThat(reference.name()).isEqualTo("docker.io/library/busybox@" + DIGEST);
		assertThat(reference.familiarName()).isEqualTo("busybox@" + DIGEST);
	}

	@Test
	void containerdKnowsAnImageWithBothByItsDigest() {
		ImageReference reference = ImageReference.parse("test:5000/repo:tag@" + DIGEST);
		assertThat(reference).hasToString("test:5000/repo:tag@" + DIGEST);
		assertThat(reference.name()).isEqualTo("test:5000/repo@" + DIGEST);
		assertThat(reference.familiarName()).isEqualTo("test:5000/repo:tag@" + DIGEST);
	}

	@Test
	void otherDigestsThanSha256AreKnown() {
		assertThat(ImageReference.parse("a@sha512:" + HEX + HEX).digest()).isEqualTo("sha512:" + HEX + HEX);
		assertThat(ImageReference.parse("a@sha384:" + HEX + HEX.substring(32)).digest()).startsWith("sha384:");
	}

	@ParameterizedTest
	@CsvSource({ "docker.io/library/busybox:1, busybox:1", "docker.io/org/app, org/app:latest",
			"docker.io/library/foo/bar, library/foo/bar:latest", "quay.io/org/app:1, quay.io/org/app:1",
			"Foo/bar, Foo/bar:latest", "docker.io/foo.bar/baz, docker.io/foo.bar/baz:latest",
			"docker.io/localhost/baz, docker.io/localhost/baz:latest" })
	void theFamiliarNameIsTheShortestThatMeansTheSame(String text, String familiar) {
		assertThat(ImageReference.parse(text).familiarName()).isEqualTo(familiar);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "Uppercase:tag|must be lowercase", "docker/Docker|must be lowercase",
			"test:5000/Uppercase/lowercase:tag|must be lowercase", "docker.io/docker/Docker|must be lowercase",
			":justtag|no repository name", "@" + DIGEST + "|no repository name", "docker/|not a repository name",
			"localhost/|no repository name", "/a|not a repository name", "a//b|not a repository name",
			"aa/asdf$$^/aa|not a repository name", "docker.io/docker///docker|not a repository name",
			"-docker/docker|not a repository name", "docker-/docker|not a repository name",
			"____/____|not a repository name", "dock..er/docker|not the name of a registry",
			"dock_.er/docker|not the name of a registry", "dock___er/docker|not a repository name",
			"-docker.io/docker/docker|not the name of a registry", "under_score.com:80/a|not the name of a registry",
			"[2001:db8::1]|not a repository name", "[fe80::1%eth0]:5000/repo|not the name of a registry",
			"[2001:db8:3:4::192.0.2.33]:5000/debian|not the name of a registry",
			"example.com:port/a|not the name of a registry", "fc00::1:5000/debian|not the name of a registry",
			"https://github.com/docker/docker|it is a URL", "a:|is not a tag", "a:-tag|is not a tag",
			"a:.tag|is not a tag", "a:b:c|is not a tag", "a:t g|is not a tag", "a@|is not of sha256",
			"a@sha256|is not of sha256", "repo@sha256:ffffffffffffffffffffffffffffffffff|wrong length",
			"a@sha256:DBCC1C35AC38DF41FD2F5E4130B32FFDB93EBAE8B3DBE638C23575912276FC9C|lower-case",
			"a@sha512:" + HEX + "|wrong length", "validname@invaliddigest:" + HEX + "|is not of sha256",
			"a@md5:d41d8cd98f00b204e9800998ecf8427e|is not of sha256", HEX + "|ambiguous", "a b|not a repository name",
			"\u00e4|not a repository name" })
	void refuses(String text, String problem) {
		assertThatExceptionOfType(ImageException.class).isThrownBy(() -> ImageReference.parse(text))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.INVALID_REFERENCE))
			.withMessageContaining(problem);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", " busybox", "busybox ", "busybox\n", "bus\0ybox", "\n" })
	void refusesWhatIsHardlySeen(String text) {
		assertThatExceptionOfType(ImageException.class).isThrownBy(() -> ImageReference.parse(text))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.INVALID_REFERENCE));
	}

	@Test
	void theMessageNamesTheText() {
		assertThatExceptionOfType(ImageException.class).isThrownBy(() -> ImageReference.parse("a:b:c"))
			.withMessageStartingWith("Could not parse image 'a:b:c': 'b:c' is not a tag");
	}

	@Test
	void lengthsAreLimited() {
		assertThat(ImageReference.parse("x.io/" + "a/".repeat(127) + "a").path()).hasSize(255);
		assertThat(ImageReference.parse("a:" + "t".repeat(128)).tag()).hasSize(128);
		assertThatExceptionOfType(ImageException.class)
			.isThrownBy(() -> ImageReference.parse("x.io/" + "a/".repeat(127) + "aa"))
			.withMessageContaining("longer than 255");
		assertThatExceptionOfType(ImageException.class).isThrownBy(() -> ImageReference.parse("a:" + "t".repeat(129)))
			.withMessageContaining("is not a tag");
		assertThatExceptionOfType(ImageException.class).isThrownBy(() -> ImageReference.parse("a".repeat(1_000_000)))
			.withMessageContaining("longer than 1024")
			.satisfies((ex) -> assertThat(ex.getMessage()).hasSizeLessThan(400));
	}

	@Test
	void theLongestReferenceDoesNotOverflowAnything() {
		String text = "a-".repeat(60) + "a.io/" + "a.".repeat(125) + "a:" + "t".repeat(128) + "@sha512:" + HEX + HEX;
		assertThat(ImageReference.parse(text)).hasToString(text);
	}

	@Test
	void partsCanBeReplaced() {
		ImageReference reference = ImageReference.parse("localhost:5000/app:1@" + DIGEST);
		assertThat(reference.withTag("2")).hasToString("localhost:5000/app:2");
		assertThat(ImageReference.parse("app:1").withDigest(DIGEST)).hasToString("docker.io/library/app:1@" + DIGEST);
		assertThat(reference.repository()).isEqualTo("localhost:5000/app");
		assertThatExceptionOfType(ImageException.class).isThrownBy(() -> reference.withTag("-foo"));
		assertThatExceptionOfType(ImageException.class).isThrownBy(() -> reference.withDigest("foo"));
	}

	@Test
	void partsAreChecked() {
		assertThatExceptionOfType(ImageException.class)
			.isThrownBy(() -> new ImageReference("docker.io", "a", null, null))
			.withMessageContaining("neither a tag nor a digest");
		assertThatExceptionOfType(ImageException.class)
			.isThrownBy(() -> new ImageReference("docker.io/x", "a", "t", null));
		assertThatExceptionOfType(ImageException.class)
			.isThrownBy(() -> new ImageReference("docker.io", "a:b", "t", null));
		assertThatExceptionOfType(ImageException.class)
			.isThrownBy(() -> new ImageReference("docker.io", "", "t", null));
	}

}
