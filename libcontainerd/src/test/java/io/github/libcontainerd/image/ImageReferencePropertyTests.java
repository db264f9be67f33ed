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

import java.util.Random;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import io.github.libcontainerd.ImageException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What holds for every reference. The cases are random and the same each time.
 */
class ImageReferencePropertyTests {

	private static final int CASES = 20_000;

	/** Docker's grammar in one piece, as its documentation has it. */
	private static final Pattern GRAMMAR = Pattern.compile(
			"(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*"
					+ "|\\[[a-fA-F0-9:]+])(?::[0-9]+)?/"
					+ "[a-z0-9]+(?:(?:[._]|__|[-]+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|[-]+)[a-z0-9]+)*)*"
					+ "(?::[\\w][\\w.-]{0,127})?(?:@sha256:[a-f0-9]{64})?");

	private final Random random = new Random(4711);

	@Test
	void whatIsWrittenIsReadAgain() {
		for (int i = 0; i < CASES; i++) {
			ImageReference reference = reference();
			assertThat(ImageReference.parse(reference.toString())).isEqualTo(reference);
			assertThat(ImageReference.parse(reference.familiarName())).isEqualTo(reference);
		}
	}

	@Test
	void theNameOfAnImageIsTheNameOfItsName() {
		for (int i = 0; i < CASES; i++) {
			String name = reference().name();
			assertThat(ImageReference.parse(name).name()).isEqualTo(name);
		}
	}

	@Test
	void normalisingTwiceIsNormalisingOnce() {
		for (int i = 0; i < CASES; i++) {
			String text = loose();
			String once = ImageReference.parse(text).toString();
			assertThat(ImageReference.parse(once)).hasToString(once);
			assertThat(once).matches(GRAMMAR);
			assertThat(once).doesNotStartWith("index.docker.io/");
		}
	}

	@Test
	void garbageIsRefusedOrIsAReference() {
		String alphabet = "aZ0._-:/@[]% \u00e9\n";
		int refused = 0;
		for (int i = 0; i < 5 * CASES; i++) {
			StringBuilder text = new StringBuilder();
			for (int length = this.random.nextInt(12); length >= 0; length--) {
				text.append(alphabet.charAt(this.random.nextInt(alphabet.length())));
			}
			try {
				assertThat(ImageReference.parse(text.toString()).toString()).matches(GRAMMAR);
			}
			catch (ImageException ex) {
				assertThat(ex.reason()).isEqualTo(ImageException.Reason.INVALID_REFERENCE);
				refused++;
			}
		}
		assertThat(refused).isBetween(CASES, 5 * CASES - 100);
	}

	@Test
	void oneWrongCharacterIsNoticed() {
		for (int i = 0; i < CASES; i++) {
			String text = reference().toString();
			int position = this.random.nextInt(text.length() + 1);
			char wrong = " $%\\\"'<>{}|^`\t\u00fc".charAt(this.random.nextInt(15));
			String changed = text.substring(0, position) + wrong + text.substring(position);
			assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> ImageReference.parse(changed))).as(changed)
				.isInstanceOf(ImageException.class);
		}
	}

	private ImageReference reference() {
		String domain = pick("docker.io", "localhost", "localhost:5000", "127.0.0.1:80", "[::1]:5000", "[2001:db8::1]",
				label() + "." + label(), label() + ":" + this.random.nextInt(65536), "Host", "a-b.example.com");
		String path = component();
		for (int i = this.random.nextInt(3); i > 0; i--) {
			path += "/" + component();
		}
		if (domain.equals("docker.io") && path.indexOf('/') < 0) {
			path = "library/" + path;
		}
		String digest = (this.random.nextInt(3) == 0) ? "sha256:" + word("0123456789abcdef", 64) : null;
		String tag = (digest == null || this.random.nextBoolean()) ? pick("latest", "1.0", "_x", tag()) : null;
		return new ImageReference(domain, path, tag, digest);
	}

	private String loose() {
		String text = pick("", "docker.io/", "index.docker.io/", "localhost/", "quay.io/", "h:1/") + word("abz09", 3);
		text += pick("", "/" + component());
		text += pick("", ":" + tag());
		return text + pick("", "@sha256:" + word("0123456789abcdef", 64));
	}

	private String label() {
		return word("abcXYZ019", 1 + this.random.nextInt(3)) + pick("", "-" + word("a0", 1));
	}

	private String component() {
		String text = word("abcz0189", 1 + this.random.nextInt(5));
		for (int i = this.random.nextInt(3); i > 0; i--) {
			text += pick(".", "_", "__", "-", "---") + word("abcz0189", 1 + this.random.nextInt(3));
		}
		return text;
	}

	private String tag() {
		return word("aZ0_", 1) + word("aZ0_.-", this.random.nextInt(20));
	}

	private String word(String alphabet, int length) {
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < length; i++) {
			text.append(alphabet.charAt(this.random.nextInt(alphabet.length())));
		}
		return text.toString();
	}

	private String pick(String... choices) {
		return choices[this.random.nextInt(choices.length)];
	}

}
