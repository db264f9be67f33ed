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

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.beans.factory.DisposableBean;

import io.github.libcontainerd.boot.autoconfigure.container.DeclaredContainersProperties.LifecycleManagement;
import io.github.libcontainerd.boot.container.DeclaredContainers;
import io.github.libcontainerd.run.RunningContainer;

/**
 * The declared containers while they run: started when this bean is made, so before the
 * beans that depend on it, and stopped when it is destroyed, so after them.
 */
public final class StartedContainers implements DeclaredContainers, DisposableBean {

	private final ContainerDeclarations declarations;

	private final ContainerKeeper keeper;

	private final LifecycleManagement lifecycle;

	private final DevToolsRestart restart;

	private final Map<String, ContainerEndpoint> started = new ConcurrentHashMap<>();

	StartedContainers(ContainerDeclarations declarations, ContainerKeeper keeper, LifecycleManagement lifecycle,
			DevToolsRestart restart) {
		this.declarations = declarations;
		this.keeper = keeper;
		this.lifecycle = lifecycle;
		this.restart = restart;
	}

	/**
	 * Start all. When that fails, those that were started are stopped.
	 */
	void start() {
		this.restart.begin(this::startAll, this::removeKept);
	}

	private void startAll() {
		try {
			if (this.lifecycle != LifecycleManagement.NONE) {
				this.keeper.removeUndeclared(this.declarations);
			}
			new DependencyRun(this.declarations.names(), (name) -> this.declarations.get(name).dependsOn())
				.run("containerd-declared-", (name, dependencies) -> this.keeper.start(this.declarations.get(name),
						dependencies, (endpoint) -> this.started.put(name, endpoint)));
		}
		catch (RuntimeException ex) {
			stopAfter(ex);
			throw ex;
		}
	}

	private void removeKept() {
		if (this.lifecycle == LifecycleManagement.START_AND_STOP) {
			this.keeper.removeAll(this.declarations);
		}
	}

	private void stopAfter(RuntimeException failure) {
		boolean interrupted = Thread.interrupted();
		try {
			destroy();
		}
		catch (RuntimeException ex) {
			failure.addSuppressed(ex);
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public Set<String> names() {
		return Collections.unmodifiableSet(new LinkedHashSet<>(this.declarations.names()));
	}

	@Override
	public RunningContainer get(String name) {
		return endpoint(name).container();
	}

	/**
	 * Return one of them with where it is reached.
	 * @param name its name
	 * @return the container
	 * @throws IllegalArgumentException if none of that name is declared
	 */
	public ContainerEndpoint endpoint(String name) {
		ContainerEndpoint endpoint = this.started.get(this.declarations.get(name).name());
		if (endpoint == null) {
			throw new IllegalStateException("Container '" + name + "' has been stopped with the application");
		}
		return endpoint;
	}

	@Override
	public void destroy() {
		if (this.lifecycle != LifecycleManagement.START_AND_STOP || this.restart.keeps()) {
			return;
		}
		List<String> names = new ArrayList<>(this.declarations.names());
		names.retainAll(this.started.keySet());
		Collections.reverse(names);
		new DependencyRun(names, (name) -> dependents(name, names)).run("containerd-declared-stop-",
				(name, dependents) -> {
					dependents.await();
					ContainerEndpoint endpoint = this.started.remove(name);
					if (endpoint != null) {
						this.keeper.stop(endpoint);
					}
				});
	}

	private Collection<String> dependents(String name, List<String> among) {
		return among.stream().filter((other) -> this.declarations.get(other).dependsOn().contains(name)).toList();
	}

}
