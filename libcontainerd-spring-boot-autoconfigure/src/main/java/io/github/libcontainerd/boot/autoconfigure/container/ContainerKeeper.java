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

package io.github.libcontainerd.boot.autoconfigure.container;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.github.libcontainerd.AlreadyExistsException;
import io.github.libcontainerd.ContainerNotReadyException;
import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.ImageException;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.boot.autoconfigure.container.DeclaredContainersProperties.LifecycleManagement;
import io.github.libcontainerd.boot.container.DeclaredContainerException;
import io.github.libcontainerd.boot.container.DeclaredContainers;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.image.Image;
import io.github.libcontainerd.image.ImageDetails;
import io.github.libcontainerd.image.PullOption;
import io.github.libcontainerd.network.Networks;
import io.github.libcontainerd.run.NetworkMode;
import io.github.libcontainerd.run.PullPolicy;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.spec.Mount;

/**
 * Keeps one container to its declaration: takes over the one that runs if it is what is
 * declared, replaces it if not, and starts it if there is none.
 */
final class ContainerKeeper {

	static final String APPLICATION_LABEL = "io.github.libcontainerd.boot/application";

	static final String DECLARATION_LABEL = "io.github.libcontainerd.boot/declaration";

	private static final Log logger = LogFactory.getLog(ContainerKeeper.class);

	private final Client client;

	private final LifecycleManagement lifecycle;

	ContainerKeeper(Client client, LifecycleManagement lifecycle) {
		this.client = client;
		this.lifecycle = lifecycle;
	}

	/**
	 * Let the container of a declaration run.
	 * @param dependencies those that have to be ready before it is started
	 * @param started is given the container before it is ready
	 */
	void start(ContainerDeclaration declaration, DependencyRun.Barrier dependencies,
			Consumer<ContainerEndpoint> started) throws InterruptedException, ExecutionException {
		try {
			ImageDetails image = image(declaration);
			dependencies.await();
			ContainerEndpoint endpoint = new ContainerEndpoint(declaration, container(declaration, image),
					env(declaration, image));
			started.accept(endpoint);
			new ContainerReadiness(endpoint).await();
		}
		catch (AlreadyExistsException ex) {
			throw new DeclaredContainerException(declaration.name(), declaration.image(),
					"belongs to another process: there is a container '" + declaration.id() + "' in namespace '"
							+ this.client.namespace() + "' already. Where several instances of the application run"
							+ " on this machine, give each a name of its own by 'libcontainerd.instance'",
					ex);
		}
		catch (ContainerdException ex) {
			throw new DeclaredContainerException(declaration.name(), declaration.image(),
					"could not be started: " + ex.getMessage(), ex);
		}
	}

	private ImageDetails image(ContainerDeclaration declaration) throws InterruptedException, ExecutionException {
		Path archive = declaration.archive();
		if (declaration.pull() != PullPolicy.ALWAYS) {
			try {
				return this.client.images().inspect(declaration.image());
			}
			catch (ImageException ex) {
				boolean missing = ex.reason() == ImageException.Reason.NOT_FOUND
						|| ex.reason() == ImageException.Reason.NO_SUCH_PLATFORM;
				if (!missing || (archive == null && declaration.pull() == PullPolicy.NEVER)) {
					throw ex;
				}
			}
		}
		if (archive != null) {
			return imported(declaration, archive);
		}
		String message = "Pulling " + declaration.image() + " for container '" + declaration.name() + "'";
		logger.info(message);
		PullReport report = new PullReport((line) -> logger.info(message + ": " + line), System::nanoTime);
		CompletableFuture<Image> pull = this.client.images()
			.pullAsync(declaration.image(), PullOption.listener(report));
		try {
			pull.get();
		}
		catch (InterruptedException ex) {
			pull.cancel(true);
			throw ex;
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof ContainerdException failure) {
				throw failure;
			}
			throw ex;
		}
		return this.client.images().inspect(declaration.image());
	}

	private ImageDetails imported(ContainerDeclaration declaration, Path archive) {
		logger.info("Importing " + archive + " for container '" + declaration.name() + "'");
		List<Image> images;
		try (InputStream in = Files.newInputStream(archive)) {
			images = this.client.images().importArchive(in);
		}
		catch (IOException ex) {
			throw new DeclaredContainerException(declaration.name(), declaration.image(),
					"needs the archive '" + archive + "', which can't be read: " + ex, ex);
		}
		try {
			return this.client.images().inspect(declaration.image());
		}
		catch (ImageException ex) {
			throw new DeclaredContainerException(declaration.name(), declaration.image(),
					"is of an image that is not in the archive '" + archive + "'. In it are "
							+ images.stream().map(Image::name).toList(),
					ex);
		}
	}

	private RunningContainer container(ContainerDeclaration declaration, ImageDetails image) {
		String hash = hash(declaration, image);
		Optional<RunningContainer> found = this.client.containers().find(declaration.id());
		if (found.isPresent()) {
			RunningContainer container = found.get();
			boolean alive = isAlive(container);
			if (this.lifecycle == LifecycleManagement.NONE && alive) {
				return container;
			}
			if (alive && isFor(container, declaration, hash)) {
				logger.info("Container '" + declaration.name() + "' runs already");
				return container;
			}
			if (alive) {
				logger.info("Container '" + declaration.name() + "' is not as declared any more and is replaced");
				container.stop(declaration.stopGrace());
			}
			container.remove();
		}
		if (this.lifecycle == LifecycleManagement.NONE) {
			throw new DeclaredContainerException(declaration.name(), declaration.image(),
					"does not run, and with 'libcontainerd.declared.lifecycle' set to 'none' the application does not"
							+ " start it",
					null);
		}
		prepare(declaration);
		RunRequest request = declaration.request()
			.toBuilder()
			.pull(declaration.pull() == PullPolicy.NEVER ? PullPolicy.NEVER : PullPolicy.MISSING)
			.label(DeclaredContainers.NAME_LABEL, declaration.name())
			.label(APPLICATION_LABEL, declaration.application())
			.label(DECLARATION_LABEL, hash)
			.build();
		RunningContainer started = start(request);
		logger.info("Started container '" + declaration.name() + "' from " + declaration.image());
		return started;
	}

	private RunningContainer start(RunRequest request) {
		try {
			return this.client.containers().start(request);
		}
		catch (ContainerNotReadyException ex) {
			// Its last lines are in the exception.
			this.client.containers().find(String.valueOf(request.id())).ifPresent(RunningContainer::remove);
			throw ex;
		}
	}

	private void prepare(ContainerDeclaration declaration) {
		Networks networks = this.client.networks();
		declaration.networks()
			.stream()
			.filter((network) -> !network.equals(NetworkMode.Bridge.DEFAULT))
			.forEach((network) -> MissingNetworks.create(networks, network));
		for (Mount mount : declaration.request().mounts()) {
			if ("bind".equals(mount.type()) && mount.source() != null) {
				Path source = Path.of(mount.source());
				try {
					if (Files.notExists(source)) {
						Files.createDirectories(source);
					}
				}
				catch (IOException ex) {
					throw new DeclaredContainerException(declaration.name(), declaration.image(),
							"needs the directory '" + source + "', which can't be made: " + ex, ex);
				}
			}
		}
	}

	/**
	 * Stop and remove a container.
	 */
	void stop(ContainerEndpoint endpoint) {
		stop(endpoint.declaration(), () -> Optional.of(endpoint.container()));
	}

	/**
	 * Stop and remove the containers of all declarations that there are.
	 */
	void removeAll(ContainerDeclarations declarations) {
		for (String name : declarations.names()) {
			ContainerDeclaration declaration = declarations.get(name);
			stop(declaration, () -> this.client.containers().find(declaration.id()));
		}
	}

	private static void stop(ContainerDeclaration declaration, Supplier<Optional<RunningContainer>> found) {
		try {
			found.get().ifPresent((container) -> {
				container.stop(declaration.stopGrace());
				container.remove();
			});
		}
		catch (ContainerdException | CancellationException ex) {
			logger.warn("Could not stop container '" + declaration.name() + "'", ex);
		}
	}

	/**
	 * Remove the containers that earlier runs of the application have declared, and this
	 * one has not.
	 */
	void removeUndeclared(ContainerDeclarations declarations) {
		String prefix = ContainerDeclaration.idPrefix(declarations.application());
		for (String id : this.client.restorable()) {
			String name = id.startsWith(prefix) ? id.substring(prefix.length()) : "";
			if (!name.isEmpty() && !declarations.names().contains(name)) {
				this.client.containers().find(id).ifPresent((container) -> removeUndeclared(container, declarations));
			}
		}
		for (RunningContainer container : this.client.containers().list()) {
			String name = container.id().startsWith(prefix) ? container.id().substring(prefix.length()) : "";
			if (!name.isEmpty() && !declarations.names().contains(name)) {
				removeUndeclared(container, declarations);
			}
		}
	}

	private void removeUndeclared(RunningContainer container, ContainerDeclarations declarations) {
		Map<String, String> labels = labels(container);
		String name = labels.get(DeclaredContainers.NAME_LABEL);
		if (name == null || !declarations.application().equals(labels.get(APPLICATION_LABEL))) {
			return;
		}
		logger.info("Container '" + name + "' is not declared any more and is removed");
		container.stop();
		container.remove();
	}

	private boolean isAlive(RunningContainer container) {
		return switch (container.status()) {
			case EXITED -> false;
			// One that has just been taken over is created until that is reported.
			case CREATED, RUNNING, RESTARTING -> true;
			case PAUSED -> {
				container.resume();
				yield true;
			}
		};
	}

	private boolean isFor(RunningContainer container, ContainerDeclaration declaration, String hash) {
		Map<String, String> labels = labels(container);
		return declaration.application().equals(labels.get(APPLICATION_LABEL))
				&& hash.equals(labels.get(DECLARATION_LABEL));
	}

	private Map<String, String> labels(RunningContainer container) {
		try {
			return this.client.inspect(container.id()).labels();
		}
		catch (NotFoundException ex) {
			return Map.of();
		}
	}

	private static Map<String, String> env(ContainerDeclaration declaration, ImageDetails image) {
		Map<String, String> env = new LinkedHashMap<>();
		for (String variable : image.config().env()) {
			int end = variable.indexOf('=');
			if (end > 0) {
				env.put(variable.substring(0, end), variable.substring(end + 1));
			}
		}
		env.putAll(declaration.env());
		return env;
	}

	private static String hash(ContainerDeclaration declaration, ImageDetails image) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			digest.update(declaration.text().getBytes(StandardCharsets.UTF_8));
			digest.update(image.configDigest().getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(digest.digest());
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
