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

package io.github.libcontainerd.internal.grpc;

import java.time.Instant;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Timestamp;
import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.grpc.api.runc.ProcessDetails;

/**
 * {@link Any} values as containerd writes them. The type is the bare full name: the
 * {@code type.googleapis.com/} prefix of {@code Any.pack} is refused by containerd 1.6,
 * and {@code Any.unpack} does not understand a name without a slash. OCI values are JSON.
 */
public final class AnyValues {

	public static final String SPEC = "types.containerd.io/opencontainers/runtime-spec/1/Spec";

	public static final String PROCESS = "types.containerd.io/opencontainers/runtime-spec/1/Process";

	public static final String LINUX_RESOURCES = "types.containerd.io/opencontainers/runtime-spec/1/LinuxResources";

	// The names of our own messages are no constants of the generated classes, and to ask
	// a
	// descriptor takes longer than all else that is done to connect.
	public static final String RUNC_OPTIONS = "containerd.runc.v1.Options";

	static final String PROCESS_DETAILS = "containerd.runc.v1.ProcessDetails";

	public static final String NAMESPACE_UPDATE = "containerd.events.NamespaceUpdate";

	// Go's zero time, the year 1: what containerd sends for "never".
	private static final long GO_ZERO_SECONDS = -62135596800L;

	private AnyValues() {
	}

	public static Any of(String type, MessageLite message) {
		return Any.newBuilder().setTypeUrl(type).setValue(message.toByteString()).build();
	}

	public static Any json(String type, byte[] json) {
		return Any.newBuilder().setTypeUrl(type).setValue(ByteString.copyFrom(json)).build();
	}

	public static String typeName(Any any) {
		String url = any.getTypeUrl();
		return url.substring(url.lastIndexOf('/') + 1);
	}

	/**
	 * Return the id of the additional process that runc tells of one pid; empty for all
	 * other pids.
	 */
	public static String processId(Any info) {
		if (!typeName(info).equals(PROCESS_DETAILS)) {
			return "";
		}
		try {
			return ProcessDetails.parseFrom(info.getValue()).getExecId();
		}
		catch (InvalidProtocolBufferException ex) {
			return "";
		}
	}

	public static @Nullable Instant instant(boolean present, Timestamp timestamp) {
		if (!present || timestamp.getSeconds() == GO_ZERO_SECONDS
				|| (timestamp.getSeconds() == 0 && timestamp.getNanos() == 0)) {
			return null;
		}
		return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
	}

}
