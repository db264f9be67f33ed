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

package io.github.libcontainerd.internal.image.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.image.Descriptor;
import io.github.libcontainerd.image.Platform;
import io.github.libcontainerd.internal.grpc.Errors;

/**
 * Finds the manifest for a platform as containerd does: by what an index says of its
 * entries, and where it says nothing, by the configuration of what they point to.
 */
final class ManifestChoice {

	// Deeper than anybody nests indexes.
	static final int MAX_DEPTH = 4;

	// More than anybody has; an index of a million must not cost a million requests.
	static final int MAX_READ = 100;

	private final ImageContent content;

	private final Platform platform;

	private final ImageContent.Visit visit;

	private final List<Descriptor> unsuitable = new ArrayList<>();

	private int read;

	ManifestChoice(ImageContent content, Platform platform, ImageContent.Visit visit) {
		this.content = content;
		this.platform = platform;
		this.visit = visit;
	}

	/**
	 * Return the manifest that an index or a manifest has for the platform.
	 */
	Descriptor manifest(Descriptor target) throws IOException, InterruptedException {
		Descriptor current = target;
		for (int depth = 0; MediaTypes.isIndex(current.mediaType()); depth++) {
			checkDepth(depth);
			this.visit.part(current);
			current = entry(this.content.index(current));
		}
		return current;
	}

	/**
	 * Return the entry of an index that is for the platform, or has something for it.
	 */
	Descriptor entry(List<Descriptor> entries) throws IOException, InterruptedException {
		Optional<Descriptor> named = best(this.platform, entries);
		if (named.isPresent()) {
			return named.get();
		}
		if (entries.size() == 1 && entries.get(0).platform() == null) {
			// Nothing to choose from; the configuration tells what it is for.
			return entries.get(0);
		}
		List<Descriptor> described = described(entries, 0);
		Descriptor best = best(this.platform, described).orElse(null);
		if (best == null) {
			this.unsuitable.addAll(entries);
			this.unsuitable.addAll(described);
			throw ImageContent.noSuchPlatform(this.platform, this.unsuitable);
		}
		return entries.stream().filter((entry) -> entry.digest().equals(best.digest())).findFirst().orElseThrow();
	}

	/**
	 * Return the entries of which the index does not say for which platform they are,
	 * with the platform.
	 */
	private List<Descriptor> described(List<Descriptor> entries, int depth) throws IOException, InterruptedException {
		List<Descriptor> described = new ArrayList<>();
		for (Descriptor entry : entries) {
			if (entry.platform() == null && !ImageContent.isNoImage(entry)) {
				Platform found = platform(entry, depth);
				if (found != null) {
					described.add(with(entry, found));
				}
			}
		}
		return described;
	}

	private @Nullable Platform platform(Descriptor entry, int depth) throws IOException, InterruptedException {
		checkDepth(depth);
		if (++this.read > MAX_READ) {
			throw ImageProblem.corrupt("its indexes have more than " + MAX_READ + " entries without a platform");
		}
		try {
			this.visit.part(entry);
			if (MediaTypes.isManifest(entry.mediaType())) {
				Descriptor config = this.content.manifest(entry).config();
				this.visit.part(config);
				return this.content.platform(config);
			}
			return platform(this.content.index(entry), depth);
		}
		catch (RuntimeException ex) {
			if (Errors.isNotFound(ex)) {
				// Not kept when the others were pulled.
				return null;
			}
			throw ex;
		}
	}

	/**
	 * Return the platform of the best that a nested index has.
	 */
	private @Nullable Platform platform(List<Descriptor> entries, int depth) throws IOException, InterruptedException {
		Optional<Descriptor> named = best(this.platform, entries);
		if (named.isPresent()) {
			return named.get().platform();
		}
		List<Descriptor> described = described(entries, depth + 1);
		Optional<Descriptor> best = best(this.platform, described);
		if (best.isEmpty()) {
			this.unsuitable.addAll(entries);
			this.unsuitable.addAll(described);
		}
		return best.map(Descriptor::platform).orElse(null);
	}

	private static void checkDepth(int depth) {
		if (depth == MAX_DEPTH) {
			throw ImageProblem.corrupt("its indexes are nested too deeply");
		}
	}

	/**
	 * Return an entry with another platform.
	 */
	static Descriptor with(Descriptor entry, Platform platform) {
		return new Descriptor(entry.mediaType(), entry.digest(), entry.size(), entry.annotations(), platform);
	}

	/**
	 * Return what suits a platform best. That of this host is what images are made for on
	 * such hosts; when there is nothing for that, one for a later variant will do if the
	 * processor is of it.
	 */
	static Optional<Descriptor> best(Platform platform, List<Descriptor> entries) {
		Optional<Descriptor> best = platform.choose(entries);
		return (best.isEmpty() && platform.equals(Platform.host())) ? Platform.machine().choose(entries) : best;
	}

}
