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

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.context.ApplicationEventPublisher;

import io.github.libcontainerd.boot.autoconfigure.Stubs;
import io.github.libcontainerd.boot.event.ImagePullEvent;
import io.github.libcontainerd.boot.event.ImagePullFailedEvent;
import io.github.libcontainerd.boot.event.ImagePullProgressEvent;
import io.github.libcontainerd.boot.event.ImagePulledEvent;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.image.PullProgress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link PullEventPublisher}.
 */
class PullEventPublisherTests {

	private final Client client = mock();

	private final Remote remote = mock();

	private final List<ImagePullEvent> events = new ArrayList<>();

	private final ApplicationEventPublisher publisher = (event) -> this.events.add((ImagePullEvent) event);

	private final StartupEventPublisher startup = new StartupEventPublisher(this.publisher);

	private final PullEventPublisher pulls = new PullEventPublisher(this.startup);

	PullEventPublisherTests() {
		given(this.client.namespace()).willReturn("jobs");
		given(this.remote.clients()).willReturn(List.of(this.client));
		this.startup.start();
		this.pulls.follow(this.remote);
	}

	@Test
	void progressIsPublishedWithTheClient() {
		PullProgress progress = new PullProgress("docker.io/library/busybox:latest", "sha256:1", "layer",
				PullProgress.Status.DOWNLOADING, 10, 100);
		this.pulls.progressed("jobs", progress);
		assertThat(this.events).singleElement().isInstanceOfSatisfying(ImagePullProgressEvent.class, (event) -> {
			assertThat(event.getSource()).isSameAs(this.client);
			assertThat(event.getNamespace()).isEqualTo("jobs");
			assertThat(event.getImage()).isEqualTo("docker.io/library/busybox:latest");
			assertThat(event.getDigest()).isEqualTo("sha256:1");
			assertThat(event.getStatus()).isEqualTo(PullProgress.Status.DOWNLOADING);
			assertThat(event.getOffset()).isEqualTo(10);
			assertThat(event.getTotal()).isEqualTo(100);
			assertThat(event.getProgress()).isSameAs(progress);
		});
	}

	@Test
	void theEndIsPublished() {
		Throwable failure = new IllegalStateException("no such image");
		this.pulls.pulled("jobs", Stubs.image("docker.io/library/busybox:latest"));
		this.pulls.failed("jobs", "nothing", failure);
		assertThat(this.events.get(0)).isInstanceOfSatisfying(ImagePulledEvent.class,
				(event) -> assertThat(event.getPulled().name()).isEqualTo("docker.io/library/busybox:latest"));
		assertThat(this.events.get(1)).isInstanceOfSatisfying(ImagePullFailedEvent.class, (event) -> {
			assertThat(event.getImage()).isEqualTo("nothing");
			assertThat(event.getFailure()).isSameAs(failure);
		});
	}

	@Test
	void aPullOfAClientThatIsClosedIsPublishedNoMore() {
		this.pulls.failed("other", "nothing", new IllegalStateException());
		assertThat(this.events).isEmpty();
	}

}
