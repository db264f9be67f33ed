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

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteOption;

/**
 * The restart of an application by Spring Boot's devtools, which close its context and
 * open another one in the same JVM: the declared containers stay over it, without those
 * of a killed application being taken over in general. There is no need for the devtools
 * on the class path.
 */
final class DevToolsRestart {

	private static final String RESTARTER = "org.springframework.boot.devtools.restart.Restarter";

	// This class outlives the restart: the devtools load classes of jars only once.
	private static final Set<String> kept = ConcurrentHashMap.newKeySet();

	// The application may have a client of its own.
	private final @Nullable Remote remote;

	private final String namespace;

	private final boolean liveRestore;

	DevToolsRestart(@Nullable Remote remote, Client client, boolean liveRestore) {
		this.remote = remote;
		this.namespace = client.namespace();
		this.liveRestore = liveRestore;
	}

	/**
	 * Do what starts the containers; those that were kept are found running.
	 * @param start starts them
	 * @param failed is called when that fails and containers were kept, since they may
	 * not all have been found by then
	 */
	void begin(Runnable start, Runnable failed) {
		if (this.remote == null || !kept.remove(this.namespace)) {
			start.run();
			return;
		}
		this.remote.updateOptions(RemoteOption.liveRestore(true));
		try {
			start.run();
		}
		catch (RuntimeException ex) {
			failed.run();
			throw ex;
		}
		finally {
			this.remote.updateOptions(RemoteOption.liveRestore(this.liveRestore));
		}
	}

	/**
	 * Keep the containers if the context is closed for a restart. What else ran has been
	 * stopped by now.
	 * @return whether they are kept
	 */
	boolean keeps() {
		if (this.remote == null || !isUnderWay()) {
			return false;
		}
		this.remote.updateOptions(RemoteOption.liveRestore(true));
		kept.add(this.namespace);
		return true;
	}

	// In the thread that closes the context. The end of the JVM is in another one.
	private static boolean isUnderWay() {
		return StackWalker.getInstance()
			.walk((frames) -> frames
				.anyMatch((frame) -> "stop".equals(frame.getMethodName()) && RESTARTER.equals(frame.getClassName())));
	}

}
