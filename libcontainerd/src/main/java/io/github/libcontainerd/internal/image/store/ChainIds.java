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

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The names of unpacked layers: each stands for its layer and all below (OCI image
 * configuration, "Layer ChainID").
 */
public final class ChainIds {

	private ChainIds() {
	}

	/**
	 * Return the chain ids of all layers, in their order.
	 */
	public static List<String> of(List<String> diffIds) {
		List<String> chain = new ArrayList<>(diffIds.size());
		for (String diffId : diffIds) {
			chain.add((chain.isEmpty()) ? diffId
					: sha256((chain.get(chain.size() - 1) + " " + diffId).getBytes(StandardCharsets.UTF_8)));
		}
		return chain;
	}

	public static String sha256(byte[] bytes) {
		return "sha256:" + HexFormat.of().formatHex(sha256().digest(bytes));
	}

	public static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("every Java platform has SHA-256", ex);
		}
	}

}
