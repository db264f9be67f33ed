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

package io.github.libcontainerd.contract;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.internal.userns.IdMap;
import io.github.libcontainerd.run.NetworkMode;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.run.UserNamespace;
import io.github.libcontainerd.spi.SimulatedNetworks;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * User namespaces with a simulated containerd, which has no files and needs no
 * subordinate ids.
 */
class FakeUserNamespaceTests extends ImageRunTest {

	@Override
	protected TestDaemon launch() {
		return TestDaemon.fake("1.6.20");
	}

	@Test
	void containersAreMadeWithIdsOfTheirOwn() {
		this.remote.close();
		open(RemoteOption.simulatedNetworks(new SimulatedNetworks()));
		String image = image();
		Set<IdMap> ids = new HashSet<>();
		for (String id : List.of("a", "b")) {
			RunningContainer container = containers().start(script(image, "sleep 1000").id(id)
				.userNamespace(UserNamespace.auto())
				.network(NetworkMode.bridge())
				.volume("data-" + id, "/data")
				.file("text", "/etc/text")
				.build());
			assertThat(container.id()).isEqualTo(id);
			String record = this.ctr.run("container", "info", id);
			assertThat(record).contains("\"io.github.libcontainerd/user-namespace\"").contains("\"uidMappings\"");
			int at = record.indexOf("0:1", record.indexOf("/user-namespace\""));
			ids.add(IdMap.parse(record.substring(at, record.indexOf('"', at))));
		}
		assertThat(ids).hasSize(2).doesNotContainNull();
		containers().list().forEach(RunningContainer::remove);
		this.client.volumes().prune();
	}

}
