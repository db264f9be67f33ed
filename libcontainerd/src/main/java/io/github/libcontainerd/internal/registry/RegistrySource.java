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

package io.github.libcontainerd.internal.registry;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.ImageException.Reason;
import io.github.libcontainerd.image.Descriptor;
import io.github.libcontainerd.image.ImageReference;
import io.github.libcontainerd.internal.registry.http.Cancellation;
import io.github.libcontainerd.internal.registry.http.Limits;
import io.github.libcontainerd.internal.registry.http.Outgoing;
import io.github.libcontainerd.internal.registry.http.Reply;

/**
 * One image in its registry, by the registry's HTTP API (OCI distribution specification),
 * with the mirrors of the registry asked first.
 */
final class RegistrySource implements ImageSource {

	private static final Logger logger = LoggerFactory.getLogger(RegistrySource.class);

	private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(\\d{1,18}|\\*)");

	private final ImageReference reference;

	private final List<Endpoint> endpoints;

	private final Messenger messenger;

	private final Limits limits;

	/** The mirrors that have given some of a blob, by its digest. */
	private final Map<String, Set<Endpoint>> givers = new ConcurrentHashMap<>();

	/** Those of them that are not asked for it any more. */
	private final Map<String, Set<Endpoint>> rejected = new ConcurrentHashMap<>();

	/** Given without being asked for, so it need not be fetched again. */
	private volatile @Nullable Fetched resolved;

	/**
	 * Create a source.
	 * @param reference the image
	 * @param endpoints the mirrors, and last the registry itself
	 */
	RegistrySource(ImageReference reference, List<Endpoint> endpoints, Messenger messenger, Limits limits) {
		this.reference = reference;
		this.endpoints = endpoints;
		this.messenger = messenger;
		this.limits = limits;
	}

	@Override
	public Descriptor resolve() throws RegistryException, InterruptedException {
		return anywhere((endpoint, cancellation) -> resolve(endpoint, cancellation), Set.of(), new Cancellation());
	}

	/**
	 * Ask for the head first, as rate limits count what is fetched. It may lack what we
	 * need, and it has no room for the registry to explain itself; then fetch.
	 */
	private Descriptor resolve(Endpoint endpoint, Cancellation cancellation)
			throws RegistryException, InterruptedException {
		String wanted = this.reference.digest();
		Outgoing request = new Outgoing("HEAD", endpoint.resolve("manifests/" + version()), Manifests.ACCEPT, 0, null,
				null);
		Reply head = this.messenger.send(endpoint, request, cancellation);
		if (head.ok()) {
			head.discard();
			String digest = head.header("Docker-Content-Digest").orElse(wanted);
			String mediaType = Manifests.mediaType(head.header("Content-Type").orElse(null));
			long size = head.length();
			if (size > Manifests.MAX_SIZE) {
				throw Manifests.tooLarge();
			}
			if (digest != null && Manifests.isDigest(digest) && mediaType != null && size > 0
					&& (wanted == null || wanted.equals(digest))) {
				return new Descriptor(mediaType, digest, size, Map.of(), null);
			}
		}
		else if (head.status() == 401 || Failures.isPassing(head.status())) {
			throw Failures.of(endpoint, head, "image " + this.reference);
		}
		else {
			head.discard();
		}
		Fetched fetched = fetch(endpoint, version(), wanted, "image " + this.reference, cancellation);
		this.resolved = fetched;
		return fetched.descriptor();
	}

	private String version() {
		return (this.reference.digest() != null) ? this.reference.digest() : String.valueOf(this.reference.tag());
	}

	/**
	 * Fetch a manifest and check it.
	 * @param digest the digest that it must have; {@code null} for any
	 */
	private Fetched fetch(Endpoint endpoint, String version, @Nullable String digest, String what,
			Cancellation cancellation) throws RegistryException, InterruptedException {
		Outgoing request = Outgoing.get(endpoint.resolve("manifests/" + version), Manifests.ACCEPT, null);
		Reply reply = this.messenger.send(endpoint, request, cancellation);
		if (!reply.ok()) {
			throw Failures.of(endpoint, reply, what);
		}
		byte[] body;
		try {
			body = reply.read(Manifests.MAX_SIZE + 1);
		}
		catch (IOException ex) {
			throw Failures.network(endpoint.name(), reply.uri(), ex);
		}
		if (body.length > Manifests.MAX_SIZE) {
			throw Manifests.tooLarge();
		}
		String announced = reply.header("Docker-Content-Digest").filter(Manifests::isDigest).orElse(null);
		String expected = (digest != null) ? digest : announced;
		String actual = Manifests.digest(body, expected);
		if (expected != null && !expected.equals(actual)) {
			throw new RegistryException(Reason.CORRUPT, "the manifest that " + endpoint.name() + " gave for " + what
					+ " has the digest " + actual + " and not " + expected, null);
		}
		String named = Manifests.mediaType(reply.header("Content-Type").orElse(null));
		String mediaType = (named != null) ? named : Manifests.mediaType(body);
		return new Fetched(new Descriptor(mediaType, actual, body.length, Map.of(), null), body);
	}

	@Override
	public Content open(Descriptor content, long offset) throws RegistryException, InterruptedException {
		if (Manifests.isManifest(content.mediaType())) {
			return openManifest(content, offset);
		}
		String what = "blob " + content.digest() + " of " + this.reference.repository();
		if (content.size() >= 0 && offset >= content.size()) {
			return new Content(InputStream.nullInputStream(), offset);
		}
		Set<Endpoint> broken = ConcurrentHashMap.newKeySet();
		broken.addAll(this.rejected.getOrDefault(content.digest(), Set.of()));
		BlobStream.Opener opener = (position, cancellation) -> anywhere((endpoint, inner) -> {
			BlobStream.Part part = open(endpoint, content, position, what, inner);
			if (endpoint.isMirror()) {
				givers(content).add(endpoint);
				// Should it break off, the others are asked for the rest.
				broken.add(endpoint);
			}
			return part;
		}, broken, cancellation);
		Cancellation cancellation = new Cancellation();
		BlobStream.Part first = opener.open(offset, cancellation);
		return new Content(new BlobStream(first, opener, what, content.size(), this.limits, cancellation),
				first.offset());
	}

	private Set<Endpoint> givers(Descriptor content) {
		return this.givers.computeIfAbsent(content.digest(), (digest) -> ConcurrentHashMap.newKeySet());
	}

	@Override
	public boolean reject(Descriptor content) {
		return this.rejected.computeIfAbsent(content.digest(), (digest) -> ConcurrentHashMap.newKeySet())
			.addAll(givers(content));
	}

	private Content openManifest(Descriptor content, long offset) throws RegistryException, InterruptedException {
		Fetched known = this.resolved;
		byte[] body;
		if (known != null && known.descriptor().digest().equals(content.digest())) {
			body = known.body();
		}
		else {
			String what = "manifest " + content.digest() + " of " + this.reference.repository();
			body = anywhere(
					(endpoint, cancellation) -> fetch(endpoint, content.digest(), content.digest(), what, cancellation),
					Set.of(), new Cancellation())
				.body();
		}
		if (content.size() >= 0 && body.length != content.size()) {
			throw new RegistryException(Reason.CORRUPT,
					"manifest " + content.digest() + " has " + body.length + " bytes and not " + content.size(), null);
		}
		int start = (int) Math.min(offset, body.length);
		return new Content(new ByteArrayInputStream(body, start, body.length - start), start);
	}

	private BlobStream.Part open(Endpoint endpoint, Descriptor content, long offset, String what,
			Cancellation cancellation) throws RegistryException, InterruptedException {
		Outgoing request = new Outgoing("GET", endpoint.resolve("blobs/" + content.digest()), "*/*", offset, null,
				null);
		Reply reply = this.messenger.send(endpoint, request, cancellation);
		if (reply.status() == 416 && offset > 0) {
			reply.discard();
			return open(endpoint, content, 0, what, cancellation);
		}
		if (reply.status() != 200 && reply.status() != 206) {
			throw Failures.of(endpoint, reply, what);
		}
		try {
			long start = 0;
			long total = reply.length();
			if (reply.status() == 206) {
				Matcher range = CONTENT_RANGE.matcher(reply.header("Content-Range").orElse(""));
				if (!range.matches() || Long.parseLong(range.group(1)) != offset) {
					throw new RegistryException(Reason.REGISTRY_ERROR, endpoint.name() + " was asked for " + what
							+ " from byte " + offset + " on and gave something else", null);
				}
				start = offset;
				total = (range.group(2).equals("*")) ? -1 : Long.parseLong(range.group(2));
			}
			if (total >= 0 && content.size() >= 0 && total != content.size()) {
				throw new RegistryException(Reason.CORRUPT, endpoint.name() + " has " + total + " bytes of " + what
						+ ", which should have " + content.size(), null);
			}
			return new BlobStream.Part(reply.body(), start);
		}
		catch (RegistryException ex) {
			reply.close();
			throw ex;
		}
	}

	/**
	 * Ask the endpoints in their order until one gives what is wanted. What counts in the
	 * end is what the registry itself says.
	 * @param broken those that are not asked
	 */
	private <T> T anywhere(Call<T> call, Set<Endpoint> broken, Cancellation cancellation)
			throws RegistryException, InterruptedException {
		List<RegistryException> failures = new ArrayList<>();
		for (Endpoint endpoint : this.endpoints) {
			if (endpoint.isDown() || broken.contains(endpoint)) {
				continue;
			}
			Limits patience = (endpoint.isMirror()) ? this.limits.impatient() : this.limits;
			try {
				return new Backoff(patience, cancellation).call(() -> call.on(endpoint, cancellation));
			}
			catch (RegistryException ex) {
				if (!endpoint.isMirror() || cancellation.cancelled()) {
					failures.forEach(ex::addSuppressed);
					throw ex;
				}
				logger.info("Going on without mirror {}: {}", endpoint.name(), ex.getMessage());
				if (ex.reason() == Reason.NETWORK) {
					endpoint.markDown();
				}
				failures.add(ex);
			}
		}
		throw new IllegalStateException("The registry itself is not among its endpoints");
	}

	/** What is asked of an endpoint. */
	@FunctionalInterface
	private interface Call<T> {

		T on(Endpoint endpoint, Cancellation cancellation) throws RegistryException, InterruptedException;

	}

	private record Fetched(Descriptor descriptor, byte[] body) {
	}

}
