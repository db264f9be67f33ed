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
package io.github.libcontainerd;

/**
 * What the health check of a container says.
 *
 * @since 0.1.0
 */
public enum HealthStatus {

	/** No check has succeeded in this run, and not enough have failed. */
	STARTING,

	/** The last check that counted succeeded, or not enough have failed since one did. */
	HEALTHY,

	/** So many checks in a row have failed as the health check allows. */
	UNHEALTHY

}
