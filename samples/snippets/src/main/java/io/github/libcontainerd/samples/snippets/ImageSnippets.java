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

package io.github.libcontainerd.samples.snippets;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.ImageException;
import io.github.libcontainerd.image.ExportOption;
import io.github.libcontainerd.image.Image;
import io.github.libcontainerd.image.ImageDetails;
import io.github.libcontainerd.image.Images;
import io.github.libcontainerd.image.ImportOption;
import io.github.libcontainerd.image.Platform;
import io.github.libcontainerd.image.PruneResult;
import io.github.libcontainerd.image.PullOption;

/**
 * Snippets of {@code docs/guide/images.md}.
 */
class ImageSnippets {

	private static final Logger logger = LoggerFactory.getLogger(ImageSnippets.class);

	void pull(Images images) {
		Image image = images.pull("postgres:16");
		ImageDetails details = images.inspect("postgres:16");
		logger.info("{}: {} bytes, runs {}", image.name(), details.size(), details.config().entrypoint());
	}

	void watch(Images images) {
		images.pull("postgres:16", PullOption.listener((progress) -> logger.info("{} {} {}/{}", progress.digest(),
				progress.status(), progress.offset(), progress.total())));
	}

	void giveUp(Images images) throws Exception {
		CompletableFuture<Image> pull = images.pullAsync("postgres:16");
		try {
			pull.get(5, TimeUnit.MINUTES);
		}
		finally {
			pull.cancel(true);
		}
	}

	void forAnotherPlatform(Images images) {
		Platform platform = Platform.parse("linux/arm64");
		images.pull("postgres:16", PullOption.platform(platform), PullOption.unpack(false));
	}

	void handle(Images images) {
		try {
			images.pull("quay.io/org/app:1");
		}
		catch (ImageException ex) {
			switch (ex.reason()) {
				case NOT_FOUND, UNAUTHORIZED -> logger.warn("Ask whoever owns it: {}", ex.getMessage());
				case RATE_LIMITED, REGISTRY_ERROR, NETWORK -> logger.warn("Later, perhaps: {}", ex.getMessage());
				default -> throw ex;
			}
		}
	}

	void archives(Images images, Path in, Path out) throws IOException {
		try (InputStream archive = Files.newInputStream(in)) {
			images.importArchive(archive, ImportOption.name("example.com/app:1"));
		}
		try (OutputStream archive = Files.newOutputStream(out)) {
			images.exportArchive(archive, List.of("example.com/app:1"), ExportOption.platform(Platform.host()));
		}
	}

	void cleanUp(Images images) {
		images.tag("example.com/app:1", "example.com/app:stable");
		images.remove("example.com/app:1");
		PruneResult pruned = images.prune();
		logger.info("Removed {}, which gave {} bytes back", pruned.images(), pruned.bytes());
	}

}
