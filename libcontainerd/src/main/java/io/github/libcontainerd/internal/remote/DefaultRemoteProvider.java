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

package io.github.libcontainerd.internal.remote;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.libcontainerd.client.ConnectMode;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.client.RemoteProvider;
import io.github.libcontainerd.internal.record.RemoteSettings;
import io.github.libcontainerd.spi.ChannelSource;
import io.github.libcontainerd.spi.UnixSocketChannels;

/**
 * Opens remotes, each of the kind that the operating system and the options ask for.
 */
public final class DefaultRemoteProvider implements RemoteProvider {

	/**
	 * Called by {@link java.util.ServiceLoader}.
	 */
	public DefaultRemoteProvider() {
	}

	@Override
	public Remote open(Path stateDirectory, RemoteOption... options) {
		RemoteSettings settings = RemoteSettings.defaults(stateDirectory).with(options);
		ChannelSource chosen = settings.channels();
		ChannelSource source = (chosen != null) ? chosen : new UnixSocketChannels();
		String system = System.getProperty("os.name");
		if (!UnsupportedRemote.supports(system)) {
			source.close();
			return UnsupportedRemote.open(system);
		}
		try {
			return (settings.connect() != ConnectMode.AT_ONCE) ? DeferredRemote.open(settings, source)
					: DefaultRemote.connect(new CurrentSettings(settings), source, new CopyOnWriteArrayList<>(),
							new CompletableFuture<>());
		}
		catch (RuntimeException ex) {
			source.close();
			throw ex;
		}
	}

}
