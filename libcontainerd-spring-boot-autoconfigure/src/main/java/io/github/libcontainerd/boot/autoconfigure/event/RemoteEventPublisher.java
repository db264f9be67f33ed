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

package io.github.libcontainerd.boot.autoconfigure.event;

import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;

import io.github.libcontainerd.boot.event.ContainerdEvent;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteEvent;
import io.github.libcontainerd.client.RemoteEvent.Kind;
import io.github.libcontainerd.client.RemoteListener;
import io.github.libcontainerd.client.RemoteStatus;

/**
 * Makes application events of what happens to a {@link Remote}. It may have connected
 * before or after this listener was added to it; the event for that is published once.
 */
final class RemoteEventPublisher implements RemoteListener {

	private final Remote remote;

	private final StartupEventPublisher publisher;

	private final ReentrantLock lock = new ReentrantLock();

	private boolean connected;

	private RemoteEventPublisher(Remote remote, StartupEventPublisher publisher) {
		this.remote = remote;
		this.publisher = publisher;
	}

	static void follow(Remote remote, StartupEventPublisher publisher) {
		RemoteEventPublisher listener = new RemoteEventPublisher(remote, publisher);
		remote.addListener(listener);
		RemoteStatus status = remote.status();
		if (status.connection() == RemoteStatus.Connection.CONNECTED) {
			listener.onRemoteEvent(new RemoteEvent(Kind.CONNECTED, null,
					"connected to containerd at " + status.address(), Instant.now()));
		}
	}

	@Override
	public void onRemoteEvent(RemoteEvent event) {
		if (isNews(event.kind())) {
			this.publisher.publish(ContainerdEvent.of(this.remote, event));
		}
	}

	private boolean isNews(Kind kind) {
		this.lock.lock();
		try {
			boolean news = kind != Kind.CONNECTED || !this.connected;
			if (kind == Kind.CONNECTED || kind == Kind.DISCONNECTED) {
				this.connected = kind == Kind.CONNECTED;
			}
			return news;
		}
		finally {
			this.lock.unlock();
		}
	}

}
