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

package io.github.libcontainerd.internal.image;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.ImageException.Reason;
import io.github.libcontainerd.image.ExportOption;
import io.github.libcontainerd.image.Image;
import io.github.libcontainerd.image.ImageDetails;
import io.github.libcontainerd.image.ImageReference;
import io.github.libcontainerd.image.Images;
import io.github.libcontainerd.image.ImportOption;
import io.github.libcontainerd.image.Platform;
import io.github.libcontainerd.image.PruneResult;
import io.github.libcontainerd.image.PullListener;
import io.github.libcontainerd.image.PullOption;
import io.github.libcontainerd.internal.grpc.Errors;
import io.github.libcontainerd.internal.grpc.container.ContainerRecord;
import io.github.libcontainerd.internal.grpc.snapshot.SnapshotsApi;
import io.github.libcontainerd.internal.image.archive.ArchiveExport;
import io.github.libcontainerd.internal.image.archive.ArchiveImport;
import io.github.libcontainerd.internal.image.pull.PullRequest;
import io.github.libcontainerd.internal.image.pull.SharedPulls;
import io.github.libcontainerd.internal.image.store.DaemonCalls;
import io.github.libcontainerd.internal.image.store.ImageContext;
import io.github.libcontainerd.internal.image.store.ImageFailures;
import io.github.libcontainerd.internal.image.store.ImageInspector;
import io.github.libcontainerd.internal.image.store.ImageLease;
import io.github.libcontainerd.internal.image.store.ImageProblem;
import io.github.libcontainerd.internal.image.store.ImageRecords;
import io.github.libcontainerd.internal.image.store.ImageUnpack;

/**
 * The images of one namespace. To be closed with the client, before its connection.
 */
public final class DefaultImages implements Images, AutoCloseable {

	private final ImageContext context;

	private final SharedPulls pulls;

	private final ImageInspector inspector;

	/**
	 * Create the images of a namespace.
	 * @param context what they need
	 */
	public DefaultImages(ImageContext context) {
		this.context = context;
		this.pulls = new SharedPulls(context);
		this.inspector = new ImageInspector(context);
	}

	@Override
	public Image pull(String reference, PullOption... options) {
		ImageReference parsed = ImageReference.parse(reference);
		return call("pull", parsed.name(), () -> {
			CompletableFuture<Image> pull = pullAsync(parsed, options);
			try {
				return pull.get();
			}
			catch (InterruptedException ex) {
				pull.cancel(true);
				throw ex;
			}
			catch (ExecutionException ex) {
				throw failures("pull", parsed.name()).translate(ex);
			}
		});
	}

	@Override
	public CompletableFuture<Image> pullAsync(String reference, PullOption... options) {
		ImageReference parsed = ImageReference.parse(reference);
		return call("pull", parsed.name(), () -> pullAsync(parsed, options));
	}

	private CompletableFuture<Image> pullAsync(ImageReference reference, PullOption... options) {
		Platform platform = Platform.host();
		boolean unpack = true;
		PullListener listener = null;
		PullOption.WithCredentials credentials = null;
		for (PullOption option : options) {
			if (option instanceof PullOption.ForPlatform change) {
				platform = change.platform().normalized();
			}
			else if (option instanceof PullOption.Unpack change) {
				unpack = change.unpack();
			}
			else if (option instanceof PullOption.WithListener change) {
				listener = change.listener();
			}
			else if (option instanceof PullOption.WithCredentials change) {
				credentials = change;
			}
		}
		String snapshotter = this.context.chosenSnapshots().snapshotter();
		return this.pulls.pull(new PullRequest(reference, platform, unpack, snapshotter, credentials), listener);
	}

	@Override
	public List<Image> importArchive(InputStream archive, ImportOption... options) {
		String name = Stream.of(options)
			.filter(ImportOption.Named.class::isInstance)
			.map((option) -> ((ImportOption.Named) option).reference())
			.findFirst()
			.orElse("archive");
		return call("import", name, () -> new ArchiveImport(this.context, options).run(archive));
	}

	@Override
	public void exportArchive(OutputStream out, List<String> references, ExportOption... options) {
		List<String> names = references.stream().map((text) -> ImageReference.parse(text).name()).toList();
		call("export", String.join(", ", names), () -> {
			new ArchiveExport(this.context, this.inspector, options).run(out, names);
			return null;
		});
	}

	@Override
	public List<Image> list() {
		return call("list", "*",
				() -> DaemonCalls.await(this.context.images().list())
					.stream()
					.sorted(Comparator.comparing(Image::name))
					.toList());
	}

	@Override
	public ImageDetails inspect(String reference) {
		return inspect(reference, Platform.host());
	}

	@Override
	public ImageDetails inspect(String reference, Platform platform) {
		String name = ImageReference.parse(reference).name();
		return call("inspect", name, () -> this.inspector.inspect(name, platform.normalized()));
	}

	@Override
	public ImageDetails unpack(String reference) {
		return unpack(reference, Platform.host());
	}

	@Override
	public ImageDetails unpack(String reference, Platform platform) {
		String name = ImageReference.parse(reference).name();
		Platform wanted = platform.normalized();
		return call("unpack", name, () -> {
			ImageDetails details = this.inspector.inspect(name, wanted);
			if (details.unpacked()) {
				return details;
			}
			unpack(details, wanted);
			return this.inspector.inspect(name, wanted);
		});
	}

	private void unpack(ImageDetails details, Platform platform) throws Exception {
		SnapshotsApi snapshots = this.context.snapshots().apply(details.snapshotter());
		ImageLease lease = ImageLease.open(this.context, "unpack", snapshots);
		boolean done = false;
		try {
			ImageInspector.Facts facts = this.inspector.facts(details.image().target(), platform);
			ImageUnpack.run(this.context, lease, facts.manifest(), facts.config());
			done = true;
		}
		finally {
			if (done) {
				lease.done();
			}
			else {
				lease.undo();
			}
		}
	}

	@Override
	public Image tag(String reference, String name) {
		String source = ImageReference.parse(reference).name();
		String target = ImageReference.parse(name).name();
		return call("tag", source,
				() -> ImageRecords.put(this.context.images(), target, this.inspector.image(source).target(), Map.of()));
	}

	@Override
	public void remove(String reference) {
		String name = ImageReference.parse(reference).name();
		call("remove", name, () -> {
			for (ContainerRecord container : DaemonCalls.await(this.context.containers().listOfImage(name))) {
				throw new ImageProblem(Reason.IN_USE, "container '" + container.id() + "' uses it");
			}
			try {
				return DaemonCalls.await(this.context.images().delete(name, true));
			}
			catch (RuntimeException ex) {
				if (Errors.isNotFound(ex)) {
					return null;
				}
				throw ex;
			}
		});
	}

	@Override
	public PruneResult prune() {
		return call("prune", "*", () -> new ImagePrune(this.context).run());
	}

	private <T extends @Nullable Object> T call(String operation, String image, Callable<T> work) {
		try {
			return work.call();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw failures(operation, image).translate(ex);
		}
		catch (Exception ex) {
			throw failures(operation, image).translate(ex);
		}
	}

	private ImageFailures failures(String operation, String image) {
		return new ImageFailures(operation, image, this.context.namespace());
	}

	/**
	 * Undo what processes have left that have died in the middle of a pull or an import.
	 */
	public void sweep() {
		ImageLease.sweep(this.context);
	}

	@Override
	public void close() {
		this.pulls.close();
	}

}
