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

package io.github.libcontainerd.boot.autoconfigure.service;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A container with what Spring Boot's factories look at to connect to it.
 *
 * @param name its name
 * @param image the reference of its image
 * @param kind the kind of service; {@code null} for that of the image
 * @param host the host to reach it at
 * @param ports the ports of that host by the published TCP ports of the container
 * @param env its environment
 * @param labels its labels
 * @param remedy what to do for a port that is not published
 */
public record ConnectableContainer(String name, String image, @Nullable String kind, String host,
		Map<Integer, Integer> ports, Map<String, String> env, Map<String, String> labels, String remedy) {

}
