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

import java.util.function.Function;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.boot.event.ImagePullEvent;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.image.Image;
import io.github.libcontainerd.image.PullObserver;
import io.github.libcontainerd.image.PullProgress;

/**
 * Publishes what happens to pulls as application events.
 */
public final class PullEventPublisher implements PullObserver {

	private static final Log logger = LogFactory.getLog(PullEventPublisher.class);

	private final StartupEventPublisher publisher;

	private volatile @Nullable Remote remote;

	/**
	 * Create the observer of a remote that is not open yet.
	 * @param publisher publishes the events
	 */
	public PullEventPublisher(StartupEventPublisher publisher) {
		this.publisher = publisher;
	}

	/**
	 * Say whose pulls they are, once it is open; there are none before.
	 * @param opened the remote
	 */
	public void follow(Remote opened) {
		this.remote = opened;
	}

	@Override
	public void progressed(String namespace, PullProgress progress) {
		publish(namespace, (client) -> ImagePullEvent.of(client, progress));
	}

	@Override
	public void pulled(String namespace, Image image) {
		publish(namespace, (client) -> ImagePullEvent.of(client, image));
	}

	@Override
	public void failed(String namespace, String reference, Throwable failure) {
		publish(namespace, (client) -> ImagePullEvent.of(client, reference, failure));
	}

	private void publish(String namespace, Function<Client, ImagePullEvent> event) {
		Stream.ofNullable(this.remote)
			.flatMap((opened) -> opened.clients().stream())
			.filter((client) -> client.namespace().equals(namespace))
			.findFirst()
			.ifPresentOrElse((client) -> this.publisher.publish(event.apply(client)),
					() -> logger.debug("The client of namespace '" + namespace + "' was closed meanwhile"));
	}

}
