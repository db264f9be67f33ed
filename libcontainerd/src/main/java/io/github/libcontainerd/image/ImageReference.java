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

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.ImageException;

/**
 * The name of an image, parsed and normalised as Docker does it: {@code busybox} is
 * {@code docker.io/library/busybox:latest}. Immutable; equal when the normalised names
 * are.
 *
 * @param domain the registry, with a port if one was given, such as {@code docker.io}
 * @param path the repository in the registry, such as {@code library/busybox}
 * @param tag the tag; {@code null} for none, and then there is a digest
 * @param digest the digest, which decides when there is a tag as well; {@code null} for
 * none
 * @since 0.1.0
 */
public record ImageReference(String domain, String path, @Nullable String tag, @Nullable String digest) {

	/** Docker's registry, which references without a registry mean. */
	private static final String DEFAULT_DOMAIN = "docker.io";

	private static final String LEGACY_DEFAULT_DOMAIN = "index.docker.io";

	private static final String OFFICIAL = "library/";

	private static final String DEFAULT_TAG = "latest";

	private static final int MAX_PATH = 255;

	/** Far more than a reference can need; keeps the patterns from deep recursion. */
	private static final int MAX_LENGTH = 1024;

	private static final String LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";

	private static final Pattern DOMAIN = Pattern
		.compile("(?:" + LABEL + "(?:\\." + LABEL + ")*|\\[[a-fA-F0-9:]+])(?::[0-9]+)?");

	private static final String COMPONENT = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";

	private static final Pattern PATH = Pattern.compile(COMPONENT + "(?:/" + COMPONENT + ")*");

	private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");

	private static final Pattern IDENTIFIER = Pattern.compile("[a-f0-9]{64}");

	private static final Map<String, Pattern> DIGESTS = Map.of("sha256", Pattern.compile("[a-f0-9]{64}"), "sha384",
			Pattern.compile("[a-f0-9]{96}"), "sha512", Pattern.compile("[a-f0-9]{128}"));

	/**
	 * Create a reference from its normalised parts.
	 * @throws ImageException when a part is not valid
	 */
	public ImageReference {
		check(text(domain, path, tag, digest), domain, path, tag, digest);
	}

	/**
	 * Parse and normalise a reference.
	 * @param text the reference as a user writes it, such as {@code busybox},
	 * {@code localhost:5000/app:1} or {@code quay.io/org/app@sha256:…}
	 * @return the reference; with the tag {@code latest} when the text has neither a tag
	 * nor a digest
	 * @throws ImageException when it is not one; the reason is
	 * {@link ImageException.Reason#INVALID_REFERENCE}
	 */
	public static ImageReference parse(String text) {
		if (text.isEmpty()) {
			throw invalid(text, "it is empty");
		}
		if (text.length() > MAX_LENGTH) {
			throw invalid(text, "it is longer than " + MAX_LENGTH + " characters");
		}
		if (IDENTIFIER.matcher(text).matches()) {
			throw invalid(text, "64 hexadecimal digits are ambiguous: they could be the id of an image;"
					+ " put a registry or a namespace before a repository of that name");
		}
		if (text.contains("://")) {
			throw invalid(text, "it is a URL; leave out the scheme");
		}
		int slash = text.indexOf('/');
		String first = (slash > 0) ? text.substring(0, slash) : "";
		String domain = (isDomain(first)) ? first : DEFAULT_DOMAIN;
		String rest = (isDomain(first)) ? text.substring(slash + 1) : text;
		int at = rest.indexOf('@');
		String digest = (at >= 0) ? rest.substring(at + 1) : null;
		rest = (at >= 0) ? rest.substring(0, at) : rest;
		int colon = rest.indexOf(':');
		String tag = (colon >= 0) ? rest.substring(colon + 1) : null;
		String path = (colon >= 0) ? rest.substring(0, colon) : rest;
		if (domain.equals(LEGACY_DEFAULT_DOMAIN)) {
			domain = DEFAULT_DOMAIN;
		}
		if (path.isEmpty()) {
			throw invalid(text, "it has no repository name");
		}
		if (domain.equals(DEFAULT_DOMAIN) && path.indexOf('/') < 0) {
			path = OFFICIAL + path;
		}
		tag = (tag != null || digest != null) ? tag : DEFAULT_TAG;
		check(text, domain, path, tag, digest);
		return new ImageReference(domain, path, tag, digest);
	}

	/**
	 * Whether what stands before the first slash is a registry; otherwise it is a
	 * namespace of Docker's. An upper-case name can't be a namespace, so it is a host.
	 */
	static boolean isDomain(String first) {
		return first.equals("localhost") || first.indexOf('.') >= 0 || first.indexOf(':') >= 0
				|| !first.equals(first.toLowerCase(Locale.ROOT));
	}

	/**
	 * Return the name that containerd stores the image under, as its own tools do:
	 * registry, repository, and the digest if there is one, else the tag.
	 * @return the name
	 */
	public String name() {
		return (this.digest != null) ? repository() + "@" + this.digest : repository() + ":" + this.tag;
	}

	/**
	 * Return the registry and the repository, without tag and digest.
	 * @return for example {@code docker.io/library/busybox}
	 */
	public String repository() {
		return this.domain + "/" + this.path;
	}

	/**
	 * Return the shortest form that means the same, as Docker shows it: without
	 * {@code docker.io} and {@code library} where they go without saying. The tag is
	 * always there.
	 * @return for example {@code busybox:latest}
	 */
	public String familiarName() {
		String suffix = text("", "", this.tag, this.digest).substring(1);
		if (!this.domain.equals(DEFAULT_DOMAIN)) {
			return repository() + suffix;
		}
		String shorter = this.path;
		if (shorter.startsWith(OFFICIAL) && shorter.indexOf('/', OFFICIAL.length()) < 0) {
			shorter = shorter.substring(OFFICIAL.length());
		}
		// A namespace that looks like a host would be taken for one.
		int slash = shorter.indexOf('/');
		boolean ambiguous = slash > 0 && isDomain(shorter.substring(0, slash));
		return ((ambiguous) ? repository() : shorter) + suffix;
	}

	/**
	 * Return the same repository with another tag, and without a digest.
	 * @param tag the tag
	 * @return the reference
	 * @throws ImageException when it is not a tag
	 */
	public ImageReference withTag(String tag) {
		return new ImageReference(this.domain, this.path, tag, null);
	}

	/**
	 * Return the same repository and tag with a digest.
	 * @param digest the digest, such as {@code sha256:…}
	 * @return the reference
	 * @throws ImageException when it is not a digest
	 */
	public ImageReference withDigest(String digest) {
		return new ImageReference(this.domain, this.path, this.tag, digest);
	}

	/**
	 * Return everything: registry, repository, tag and digest. {@link #parse} makes the
	 * same reference of it.
	 */
	@Override
	public String toString() {
		return text(this.domain, this.path, this.tag, this.digest);
	}

	private static String text(String domain, String path, @Nullable String tag, @Nullable String digest) {
		return domain + "/" + path + ((tag != null) ? ":" + tag : "") + ((digest != null) ? "@" + digest : "");
	}

	private static void check(String text, String domain, String path, @Nullable String tag, @Nullable String digest) {
		if (text.length() > MAX_LENGTH) {
			throw invalid(text, "it is longer than " + MAX_LENGTH + " characters");
		}
		if (!DOMAIN.matcher(domain).matches()) {
			throw invalid(text, "'" + domain + "' is not the name of a registry");
		}
		if (!path.equals(path.toLowerCase(Locale.ROOT))) {
			throw invalid(text, "the repository name '" + path + "' must be lowercase");
		}
		if (!PATH.matcher(path).matches()) {
			throw invalid(text, (path.isEmpty()) ? "it has no repository name" : "'" + path
					+ "' is not a repository name: words of lower-case letters and digits, joined by '.', '_', '__' or '-', between slashes");
		}
		if (path.length() > MAX_PATH) {
			throw invalid(text, "the repository name is longer than " + MAX_PATH + " characters");
		}
		if (tag == null && digest == null) {
			throw invalid(text, "it has neither a tag nor a digest");
		}
		if (tag != null && !TAG.matcher(tag).matches()) {
			throw invalid(text, "'" + tag
					+ "' is not a tag: up to 128 letters, digits, '_', '.' and '-', not beginning with '.' or '-'");
		}
		if (digest != null) {
			checkDigest(text, digest);
		}
	}

	private static void checkDigest(String text, String digest) {
		int colon = digest.indexOf(':');
		Pattern pattern = DIGESTS.get((colon > 0) ? digest.substring(0, colon) : "");
		if (pattern == null) {
			throw invalid(text, "the digest '" + digest + "' is not of sha256, sha384 or sha512");
		}
		if (!pattern.matcher(digest.substring(colon + 1)).matches()) {
			throw invalid(text,
					"the digest '" + digest + "' has the wrong length, or is not in lower-case hexadecimal digits");
		}
	}

	private static ImageException invalid(String text, String problem) {
		String shown = (text.length() > 200) ? text.substring(0, 200) + "…" : text;
		return new ImageException("parse", shown, null, ImageException.Reason.INVALID_REFERENCE, problem, null);
	}

}
