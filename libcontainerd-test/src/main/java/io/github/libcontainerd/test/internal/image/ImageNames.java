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

package io.github.libcontainerd.test.internal.image;

/**
 * Names of images, completed as Docker does.
 */
public final class ImageNames {

	private ImageNames() {
	}

	/**
	 * Complete a name.
	 * @param name for example {@code busybox}
	 * @return for example {@code docker.io/library/busybox:latest}
	 */
	public static String complete(String name) {
		int slash = name.indexOf('/');
		String first = (slash < 0) ? "" : name.substring(0, slash);
		String full = name;
		if (first.equals("docker.io") || first.equals("index.docker.io")) {
			full = docker(name.substring(slash + 1));
		}
		else if (!first.contains(".") && !first.contains(":") && !first.equals("localhost")) {
			full = docker(name);
		}
		boolean tagged = full.contains("@") || full.lastIndexOf(':') > full.lastIndexOf('/');
		return tagged ? full : full + ":latest";
	}

	private static String docker(String path) {
		return "docker.io/" + (path.contains("/") ? "" : "library/") + path;
	}

}
