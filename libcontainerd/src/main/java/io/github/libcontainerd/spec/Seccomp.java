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

package io.github.libcontainerd.spec;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The system call filter, <a href=
 * "https://github.com/opencontainers/runtime-spec/blob/v1.2.0/config-linux.md#seccomp">seccomp</a>.
 * See {@link SeccompProfile} for the default one.
 *
 * @param defaultAction what happens to a call that no rule names, such as
 * {@code SCMP_ACT_ERRNO}
 * @param defaultErrnoRet the error number of the default action
 * @param architectures the architectures whose calls are filtered, such as
 * {@code SCMP_ARCH_X86_64}
 * @param flags flags of the filter, such as {@code SECCOMP_FILTER_FLAG_LOG}
 * @param listenerPath the socket of an agent for {@code SCMP_ACT_NOTIFY}
 * @param listenerMetadata opaque data for the agent
 * @param syscalls the rules
 * @param unknown fields that this model does not know
 * @since 0.1.0
 */
public record Seccomp(String defaultAction, @Nullable Integer defaultErrnoRet, List<String> architectures,
		List<String> flags, @Nullable String listenerPath, @Nullable String listenerMetadata, List<Syscall> syscalls,
		@Unknown Map<String, @Nullable Object> unknown) {

	public Seccomp {
		defaultAction = Copies.required(defaultAction, "defaultAction");
		architectures = Copies.list(architectures, "architectures");
		flags = Copies.list(flags, "flags");
		syscalls = Copies.list(syscalls, "syscalls");
		unknown = Copies.unknown(unknown);
	}

	/**
	 * A rule for some system calls.
	 *
	 * @param names the names; those that the host does not know are ignored
	 * @param action such as {@code SCMP_ACT_ALLOW}
	 * @param errnoRet the error number for {@code SCMP_ACT_ERRNO}
	 * @param args conditions that must all hold
	 * @param unknown fields that this model does not know
	 * @since 0.1.0
	 */
	public record Syscall(List<String> names, String action, @Nullable Integer errnoRet, List<Arg> args,
			@Unknown Map<String, @Nullable Object> unknown) {

		public Syscall {
			names = Copies.list(names, "names");
			action = Copies.required(action, "action");
			args = Copies.list(args, "args");
			unknown = Copies.unknown(unknown);
		}

		/**
		 * Return a rule without conditions.
		 * @param action such as {@code SCMP_ACT_ALLOW}
		 * @param names the names of the system calls; those that the host does not know
		 * are ignored
		 * @return the rule
		 */
		public static Syscall of(String action, String... names) {
			return new Syscall(List.of(names), action, null, List.of(), Map.of());
		}

	}

	/**
	 * A condition on an argument of the call.
	 *
	 * @param index the position of the argument, from 0
	 * @param value the value to compare with, or the mask of {@code SCMP_CMP_MASKED_EQ};
	 * unsigned 64 bits
	 * @param valueTwo the value that the masked argument must have; unsigned 64 bits
	 * @param op the comparison, such as {@code SCMP_CMP_EQ}
	 * @param unknown fields that this model does not know
	 * @since 0.1.0
	 */
	public record Arg(int index, @Uint64 long value, @Uint64 @Nullable Long valueTwo, String op,
			@Unknown Map<String, @Nullable Object> unknown) {

		public Arg {
			op = Copies.required(op, "op");
			unknown = Copies.unknown(unknown);
		}

		/**
		 * Return a condition with one value.
		 * @param index the position of the argument, from 0
		 * @param op the comparison, such as {@code SCMP_CMP_EQ}
		 * @param value the value to compare with, unsigned 64 bits
		 * @return the condition
		 */
		public static Arg of(int index, String op, long value) {
			return new Arg(index, value, null, op, Map.of());
		}

	}

}
