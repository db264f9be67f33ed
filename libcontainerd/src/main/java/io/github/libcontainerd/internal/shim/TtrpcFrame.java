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

package io.github.libcontainerd.internal.shim;

/**
 * One message of ttrpc. The payload is a copy: the messages here are small, and nothing
 * has to be released on any path.
 *
 * @param stream the id of the call; odd for calls of the client
 * @param type what it is
 * @param payload the protobuf message
 */
record TtrpcFrame(int stream, byte type, byte[] payload) {

	static final byte REQUEST = 1;

	static final byte RESPONSE = 2;

}
