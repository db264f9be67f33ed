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

package io.github.libcontainerd.internal.network.cni;

import java.nio.file.Path;
import java.util.List;

/**
 * Where the site's configuration of networks is.
 *
 * @param configuration the directory of the lists
 * @param plugins the directories of the plugins, in the order of search
 */
public record CniSettings(Path configuration, List<Path> plugins) {

	public CniSettings {
		plugins = List.copyOf(plugins);
	}

	/**
	 * Return the directories that are usual, with Debian's besides.
	 * @return the settings
	 */
	public static CniSettings ofSystem() {
		return new CniSettings(Path.of("/etc/cni/net.d"),
				List.of(Path.of("/opt/cni/bin"), Path.of("/usr/lib/cni"), Path.of("/usr/libexec/cni")));
	}

}
