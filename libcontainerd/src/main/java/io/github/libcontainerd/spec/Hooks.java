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
 * Commands that the runtime runs at points of the container's life, <a href=
 * "https://github.com/opencontainers/runtime-spec/blob/v1.2.0/config.md#posix-platform-hooks">hooks</a>.
 *
 * @param prestart deprecated in the specification for the three that follow
 * @param createRuntime in the runtime's namespaces, after those of the container exist
 * @param createContainer in the container's namespaces, before {@code pivot_root}
 * @param startContainer in the container, before the process starts
 * @param poststart in the runtime's namespaces, after the process has started
 * @param poststop in the runtime's namespaces, after the container is deleted
 * @param unknown fields that this model does not know
 * @since 0.1.0
 */
public record Hooks(List<Hook> prestart, List<Hook> createRuntime, List<Hook> createContainer,
		List<Hook> startContainer, List<Hook> poststart, List<Hook> poststop,
		@Unknown Map<String, @Nullable Object> unknown) {

	public Hooks {
		prestart = Copies.list(prestart, "prestart");
		createRuntime = Copies.list(createRuntime, "createRuntime");
		createContainer = Copies.list(createContainer, "createContainer");
		startContainer = Copies.list(startContainer, "startContainer");
		poststart = Copies.list(poststart, "poststart");
		poststop = Copies.list(poststop, "poststop");
		unknown = Copies.unknown(unknown);
	}

	/**
	 * Return no hooks.
	 * @return the empty lists
	 */
	public static Hooks none() {
		return new Hooks(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), Map.of());
	}

	/**
	 * Append a command to {@code createRuntime}, which runs once the namespaces of the
	 * container exist, in those of the runtime.
	 * @param hook the command
	 * @return the new hooks
	 */
	public Hooks withCreateRuntime(Hook hook) {
		return new Hooks(this.prestart, Copies.plus(this.createRuntime, hook), this.createContainer,
				this.startContainer, this.poststart, this.poststop, this.unknown);
	}

	/**
	 * Append a command to {@code createContainer}, which runs in the container's
	 * namespaces, before {@code pivot_root}.
	 * @param hook the command
	 * @return the new hooks
	 */
	public Hooks withCreateContainer(Hook hook) {
		return new Hooks(this.prestart, this.createRuntime, Copies.plus(this.createContainer, hook),
				this.startContainer, this.poststart, this.poststop, this.unknown);
	}

	/**
	 * Append a command to {@code startContainer}, which runs in the container, before its
	 * process starts.
	 * @param hook the command
	 * @return the new hooks
	 */
	public Hooks withStartContainer(Hook hook) {
		return new Hooks(this.prestart, this.createRuntime, this.createContainer,
				Copies.plus(this.startContainer, hook), this.poststart, this.poststop, this.unknown);
	}

	/**
	 * Append a command to {@code poststart}, which runs in the runtime's namespaces,
	 * after the process has started.
	 * @param hook the command
	 * @return the new hooks
	 */
	public Hooks withPoststart(Hook hook) {
		return new Hooks(this.prestart, this.createRuntime, this.createContainer, this.startContainer,
				Copies.plus(this.poststart, hook), this.poststop, this.unknown);
	}

	/**
	 * Append a command to {@code poststop}, which runs in the runtime's namespaces, after
	 * the container is deleted.
	 * @param hook the command
	 * @return the new hooks
	 */
	public Hooks withPoststop(Hook hook) {
		return new Hooks(this.prestart, this.createRuntime, this.createContainer, this.startContainer, this.poststart,
				Copies.plus(this.poststop, hook), this.unknown);
	}

	/**
	 * A command to run. It reads the container's state as JSON from its standard input.
	 *
	 * @param path the absolute path of the program
	 * @param args the arguments, with the program's name first
	 * @param env the environment as {@code NAME=value}
	 * @param timeout seconds after which the hook is aborted
	 * @param unknown fields that this model does not know
	 * @since 0.1.0
	 */
	public record Hook(String path, List<String> args, List<String> env, @Nullable Integer timeout,
			@Unknown Map<String, @Nullable Object> unknown) {

		public Hook {
			path = Copies.required(path, "path");
			args = Copies.list(args, "args");
			env = Copies.list(env, "env");
			unknown = Copies.unknown(unknown);
		}

		/**
		 * Return a command without environment and timeout.
		 * @param path the absolute path of the program on the host, or in the container
		 * for {@code startContainer}
		 * @param args the arguments, with the program's name first
		 * @return the command
		 */
		public static Hook of(String path, String... args) {
			return new Hook(path, List.of(args), List.of(), null, Map.of());
		}

		/**
		 * Set {@code timeout}.
		 * @param seconds the seconds, more than 0, after which the command is aborted
		 * @return the new command
		 */
		public Hook withTimeout(int seconds) {
			return new Hook(this.path, this.args, this.env, seconds, this.unknown);
		}

	}

}
