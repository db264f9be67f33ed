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

package io.github.libcontainerd.internal.image.store;

import java.util.Map;

import io.github.libcontainerd.ImageException.Reason;
import io.github.libcontainerd.image.Descriptor;
import io.github.libcontainerd.image.Image;
import io.github.libcontainerd.internal.grpc.Errors;
import io.github.libcontainerd.internal.grpc.content.ImagesApi;

/**
 * Image records, whoever else changes them.
 */
public final class ImageRecords {

	private static final int ATTEMPTS = 10;

	private ImageRecords() {
	}

	/**
	 * Make a name stand for something.
	 */
	public static Image put(ImagesApi images, String name, Descriptor target, Map<String, String> labels)
			throws InterruptedException {
		return DaemonCalls.patientlyDo(() -> {
			for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
				try {
					return DaemonCalls.await(images.create(name, target, labels));
				}
				catch (RuntimeException ex) {
					if (!Errors.isAlreadyExists(ex)) {
						throw ex;
					}
				}
				try {
					return DaemonCalls.await(images.update(name, target, labels));
				}
				catch (RuntimeException ex) {
					if (!Errors.isNotFound(ex)) {
						throw ex;
					}
				}
			}
			throw new ImageProblem(Reason.DAEMON, "others make and delete the same name all the time");
		});
	}

}
