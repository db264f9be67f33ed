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

package io.github.libcontainerd.internal.network;

import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import io.github.libcontainerd.network.Networks;

/**
 * Gives every test a host of its own, with a driver.
 */
abstract class NetworkLabTest {

	NetworkLab lab;

	NetworkDriver driver;

	Networks networks;

	@BeforeEach
	void open() throws Exception {
		this.lab = new NetworkLab();
		this.driver = this.lab.driver();
		this.networks = this.driver.networks();
	}

	@AfterEach
	void close() throws Exception {
		this.lab.driver().sweep("default", Set.of());
		this.lab.close();
	}

}
