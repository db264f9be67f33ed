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

package io.github.libcontainerd.internal.record;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.github.libcontainerd.Mutations;

/**
 * Whoever may open the socket can change a label. One that can't be read is none: it
 * keeps nobody from the other containers.
 */
class LabelMutationTests {

	private static final String PREFIX = ContainerLabels.PREFIX;

	@Test
	void damagedLabelIsNone() {
		Mutations.read(30_000, (input) -> {
			Map<String, String> labels = new HashMap<>();
			for (String line : new String(input, StandardCharsets.UTF_8).split("\n")) {
				String[] fields = line.split("\t", 2);
				if (fields.length == 2) {
					labels.put(PREFIX + fields[0], fields[1]);
				}
			}
			ContainerLabels.lifetime(labels);
			ContainerLabels.restart(labels);
			ContainerLabels.restarts(labels);
			ContainerLabels.stdio(labels);
			ContainerLabels.network("web", labels);
			ContainerLabels.wishes(labels);
			ContainerLabels.volumes(labels);
			ContainerLabels.restorable(labels);
			ContainerLabels.lastExit(labels, 1);
			EndLabel.read(labels);
			HealthLabel.read(labels);
			Owner.parse(labels.get(ContainerLabels.OWNED));
		}, "managed\t1@1@1@a\nstop-signal\t2\nstop-grace\tPT10S\ntimeout\tPT5S\ndeadline\t2026-11-30T10:00:00Z\n"
				+ "directory\t/var/lib/x\nkeep\ttrue\nend\t137 oom 2026-11-30T10:00:00Z timeout\n"
				+ "last-exit\t1 137 - 2026-11-30T10:00:00Z\n",
				"restart.policy\ton-failure:3\nrestart.count\t2\nrestart.max-delay\tPT1M\nstdio\tattached\n",
				"stdio\t{\"sinks\":[{\"file\":\"/a\",\"bytes\":1048576,\"files\":3},{\"logger\":\"x\"},{\"memory\":7}]}",
				"stdio\tsinks:{\"sinks\":[{\"file\":\"/a\",\"bytes\":1048576,\"files\":3},{\"memory\":7}],\"stdin\":true}\n",
				"stdio\tfile:/var/log/x\nuser-namespace\t0:100000:65536;0:100000:65536\nvolumes\ta b\n");
	}

}
