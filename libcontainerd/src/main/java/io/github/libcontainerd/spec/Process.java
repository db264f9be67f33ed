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

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * The process of a container, or one more that is executed in it, <a href=
 * "https://github.com/opencontainers/runtime-spec/blob/v1.2.0/config.md#process">process</a>.
 *
 * @param terminal whether the process gets a terminal
 * @param consoleSize the initial size of the terminal in characters
 * @param user who runs the process; uid 0 and gid 0 if absent
 * @param args the program and its arguments
 * @param commandLine the full command line, Windows only, instead of {@code args}
 * @param env the environment as {@code NAME=value}
 * @param cwd the absolute working directory
 * @param capabilities the Linux capabilities; absent means those of the runtime itself
 * @param rlimits the resource limits
 * @param noNewPrivileges whether the process can never gain privileges, as by setuid
 * @param apparmorProfile the name of the AppArmor profile
 * @param oomScoreAdj the adjustment of the out-of-memory score, -1000 to 1000
 * @param selinuxLabel the SELinux label
 * @param ioPriority the IO priority
 * @param scheduler the scheduling policy
 * @param execCpuAffinity the CPU affinity of an executed process
 * @param unknown fields that this model does not know, as parsed JSON
 * @since 0.1.0
 */
public record Process(@Nullable Boolean terminal, @Nullable ConsoleSize consoleSize, User user, List<String> args,
		@Nullable String commandLine, List<String> env, String cwd, @Nullable Capabilities capabilities,
		List<Rlimit> rlimits, @Nullable Boolean noNewPrivileges, @Nullable String apparmorProfile,
		@Nullable Integer oomScoreAdj, @Nullable String selinuxLabel, @Nullable IoPriority ioPriority,
		@Nullable Scheduler scheduler, @JsonProperty("execCPUAffinity") @Nullable CpuAffinity execCpuAffinity,
		@Unknown Map<String, @Nullable Object> unknown) {

	public Process {
		user = userOrRoot(user);
		args = Copies.list(args, "args");
		env = Copies.list(env, "env");
		cwd = Copies.required(cwd, "cwd");
		rlimits = Copies.list(rlimits, "rlimits");
		unknown = Copies.unknown(unknown);
	}

	private static User userOrRoot(@Nullable User user) {
		return (user != null) ? user : User.ROOT;
	}

	/**
	 * Read the JSON of a process.
	 * @param json the JSON text in UTF-8
	 * @return the process
	 * @throws IllegalArgumentException if the text is not JSON or does not have the types
	 * of the specification; the message names the field
	 */
	public static Process fromJson(byte[] json) {
		return SpecJson.read(json, Process.class);
	}

	/**
	 * A process in {@code /} as uid 0, with nothing else set.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return a builder that starts from this process.
	 * @return a builder
	 */
	public Builder toBuilder() {
		return new Builder(this);
	}

	/**
	 * Write the JSON of the process.
	 * @return the JSON text in UTF-8
	 */
	public byte[] toJson() {
		return SpecJson.write(this);
	}

	/**
	 * The size of a terminal, in characters.
	 *
	 * @param height the rows
	 * @param width the columns
	 * @param unknown fields that this model does not know
	 * @since 0.1.0
	 */
	public record ConsoleSize(int height, int width, @Unknown Map<String, @Nullable Object> unknown) {

		public ConsoleSize {
			unknown = Copies.unknown(unknown);
		}

		/**
		 * Return a size.
		 * @param height the rows
		 * @param width the columns
		 * @return the size
		 */
		public static ConsoleSize of(int height, int width) {
			return new ConsoleSize(height, width, Map.of());
		}

	}

	/**
	 * The IO priority, <a href=
	 * "https://github.com/opencontainers/runtime-spec/blob/v1.2.0/config.md#linux-process">ioPriority</a>.
	 *
	 * @param ioClass {@code IOPRIO_CLASS_RT}, {@code IOPRIO_CLASS_BE} or
	 * {@code IOPRIO_CLASS_IDLE}; {@code class} in JSON
	 * @param priority the level in the class, 0 (highest) to 7
	 * @param unknown fields that this model does not know
	 * @since 0.1.0
	 */
	public record IoPriority(@JsonProperty("class") String ioClass, int priority,
			@Unknown Map<String, @Nullable Object> unknown) {

		public IoPriority {
			ioClass = Copies.required(ioClass, "class");
			unknown = Copies.unknown(unknown);
		}

		/**
		 * Return a priority.
		 * @param ioClass {@code IOPRIO_CLASS_RT}, {@code IOPRIO_CLASS_BE} or
		 * {@code IOPRIO_CLASS_IDLE}
		 * @param priority the level in the class, 0 (highest) to 7
		 * @return the priority
		 */
		public static IoPriority of(String ioClass, int priority) {
			return new IoPriority(ioClass, priority, Map.of());
		}

	}

	/**
	 * The scheduling policy, <a href=
	 * "https://github.com/opencontainers/runtime-spec/blob/v1.2.0/config.md#linux-process">scheduler</a>.
	 *
	 * @param policy such as {@code SCHED_OTHER}, {@code SCHED_FIFO} or
	 * {@code SCHED_DEADLINE}
	 * @param nice the nice value
	 * @param priority the static priority
	 * @param flags such as {@code SCHED_FLAG_RESET_ON_FORK}
	 * @param runtime nanoseconds, unsigned 64 bits, deadline policy only
	 * @param deadline nanoseconds, unsigned 64 bits, deadline policy only
	 * @param period nanoseconds, unsigned 64 bits, deadline policy only
	 * @param unknown fields that this model does not know
	 * @since 0.1.0
	 */
	public record Scheduler(String policy, @Nullable Integer nice, @Nullable Integer priority, List<String> flags,
			@Uint64 @Nullable Long runtime, @Uint64 @Nullable Long deadline, @Uint64 @Nullable Long period,
			@Unknown Map<String, @Nullable Object> unknown) {

		public Scheduler {
			policy = Copies.required(policy, "policy");
			flags = Copies.list(flags, "flags");
			unknown = Copies.unknown(unknown);
		}

		/**
		 * Return a policy without flags and deadline.
		 * @param policy such as {@code SCHED_OTHER} or {@code SCHED_FIFO}
		 * @param nice the nice value, -20 to 19
		 * @param priority the static priority, 0 except for the real-time policies
		 * @return the policy
		 */
		public static Scheduler of(String policy, int nice, int priority) {
			return new Scheduler(policy, nice, priority, List.of(), null, null, null, Map.of());
		}

	}

	/**
	 * The CPUs that an executed process runs on, as lists like {@code 0-3,7}.
	 *
	 * @param initial while the runtime prepares the process
	 * @param fin after the process is in the container's cgroup; {@code final} in JSON
	 * @param unknown fields that this model does not know
	 * @since 0.1.0
	 */
	public record CpuAffinity(@Nullable String initial, @JsonProperty("final") @Nullable String fin,
			@Unknown Map<String, @Nullable Object> unknown) {

		public CpuAffinity {
			unknown = Copies.unknown(unknown);
		}

		/**
		 * Return the CPUs.
		 * @param initial those while the runtime prepares the process; {@code null} for
		 * all
		 * @param fin those of the process itself ({@code final}); {@code null} for all
		 * @return the affinity
		 */
		public static CpuAffinity of(@Nullable String initial, @Nullable String fin) {
			return new CpuAffinity(initial, fin, Map.of());
		}

	}

	/**
	 * Builder for a {@link Process}.
	 *
	 * @since 0.1.0
	 */
	public static final class Builder {

		private @Nullable Boolean terminal;

		private @Nullable ConsoleSize consoleSize;

		private User user = User.ROOT;

		private List<String> args = List.of();

		private @Nullable String commandLine;

		private final List<String> env = new ArrayList<>();

		private String cwd = "/";

		private @Nullable Capabilities capabilities;

		private final List<Rlimit> rlimits = new ArrayList<>();

		private @Nullable Boolean noNewPrivileges;

		private @Nullable String apparmorProfile;

		private @Nullable Integer oomScoreAdj;

		private @Nullable String selinuxLabel;

		private @Nullable IoPriority ioPriority;

		private @Nullable Scheduler scheduler;

		private @Nullable CpuAffinity execCpuAffinity;

		private final Map<String, @Nullable Object> unknown = new LinkedHashMap<>();

		private Builder() {
		}

		private Builder(Process process) {
			this.terminal = process.terminal;
			this.consoleSize = process.consoleSize;
			this.user = process.user;
			this.args = process.args;
			this.commandLine = process.commandLine;
			this.env.addAll(process.env);
			this.cwd = process.cwd;
			this.capabilities = process.capabilities;
			this.rlimits.addAll(process.rlimits);
			this.noNewPrivileges = process.noNewPrivileges;
			this.apparmorProfile = process.apparmorProfile;
			this.oomScoreAdj = process.oomScoreAdj;
			this.selinuxLabel = process.selinuxLabel;
			this.ioPriority = process.ioPriority;
			this.scheduler = process.scheduler;
			this.execCpuAffinity = process.execCpuAffinity;
			this.unknown.putAll(process.unknown);
		}

		/**
		 * Set {@code terminal}, whether the process gets a terminal.
		 * @param terminal whether it does
		 * @return this builder
		 */
		public Builder terminal(boolean terminal) {
			this.terminal = terminal;
			return this;
		}

		/**
		 * Set {@code consoleSize}, the initial size of the terminal.
		 * @param height the rows
		 * @param width the columns
		 * @return this builder
		 */
		public Builder consoleSize(int height, int width) {
			this.consoleSize = ConsoleSize.of(height, width);
			return this;
		}

		/**
		 * Set {@code user}, who runs the process; by default {@link User#ROOT}.
		 * @param user the user
		 * @return this builder
		 */
		public Builder user(User user) {
			this.user = user;
			return this;
		}

		/**
		 * Set {@code user}, who runs the process.
		 * @param uid the user id in the container, unsigned 32 bits
		 * @param gid the group id in the container, unsigned 32 bits
		 * @return this builder
		 */
		public Builder user(long uid, long gid) {
			return user(User.of(uid, gid));
		}

		/**
		 * Set {@code args}, what to run.
		 * @param args the program and its arguments
		 * @return this builder
		 */
		public Builder args(String... args) {
			return args(List.of(args));
		}

		/**
		 * Set {@code args}, what to run.
		 * @param args the program and its arguments
		 * @return this builder
		 */
		public Builder args(List<String> args) {
			this.args = List.copyOf(args);
			return this;
		}

		/**
		 * Set {@code commandLine}, what to run instead of {@code args}; Windows only.
		 * @param commandLine the full command line; {@code null} for none
		 * @return this builder
		 */
		public Builder commandLine(@Nullable String commandLine) {
			this.commandLine = commandLine;
			return this;
		}

		/**
		 * Set an environment variable, in the place of one with the same name.
		 * @param name the name
		 * @param value the value
		 * @return this builder
		 */
		public Builder env(String name, String value) {
			String entry = name + "=" + value;
			for (int i = 0; i < this.env.size(); i++) {
				if (this.env.get(i).startsWith(name + "=")) {
					this.env.set(i, entry);
					return this;
				}
			}
			this.env.add(entry);
			return this;
		}

		/**
		 * Set environment variables, in the place of those with the same names ({@code
		 * env}).
		 * @param variables the values by name
		 * @return this builder
		 */
		public Builder env(Map<String, String> variables) {
			variables.forEach(this::env);
			return this;
		}

		/**
		 * Replace the whole environment.
		 * @param entries entries of the form {@code NAME=value}
		 * @return this builder
		 */
		public Builder env(List<String> entries) {
			this.env.clear();
			this.env.addAll(entries);
			return this;
		}

		/**
		 * Remove an environment variable, if it is there.
		 * @param name the name
		 * @return this builder
		 */
		public Builder removeEnv(String name) {
			this.env.removeIf((entry) -> entry.startsWith(name + "=") || entry.equals(name));
			return this;
		}

		/**
		 * Set {@code cwd}, the working directory; by default {@code /}.
		 * @param cwd an absolute path in the container
		 * @return this builder
		 */
		public Builder cwd(String cwd) {
			this.cwd = cwd;
			return this;
		}

		/**
		 * Set {@code capabilities}.
		 * @param capabilities the capabilities; {@code null} for those of the runtime
		 * itself
		 * @return this builder
		 */
		public Builder capabilities(@Nullable Capabilities capabilities) {
			this.capabilities = capabilities;
			return this;
		}

		/**
		 * Grant more capabilities, see {@link Capabilities#with(String...)}.
		 * @param names names such as {@code CAP_NET_ADMIN}; the prefix may be left out
		 * @return this builder
		 */
		public Builder addCapabilities(String... names) {
			Capabilities base = (this.capabilities != null) ? this.capabilities : Capabilities.none();
			return capabilities(base.with(names));
		}

		/**
		 * Take capabilities away, see {@link Capabilities#without(String...)}.
		 * @param names names such as {@code CAP_NET_RAW}; the prefix may be left out
		 * @return this builder
		 */
		public Builder dropCapabilities(String... names) {
			Capabilities base = (this.capabilities != null) ? this.capabilities : Capabilities.none();
			return capabilities(base.without(names));
		}

		/**
		 * Set a resource limit, in the place of one of the same type.
		 * @param rlimit the limit
		 * @return this builder
		 */
		public Builder rlimit(Rlimit rlimit) {
			this.rlimits.removeIf((other) -> other.type().equals(rlimit.type()));
			this.rlimits.add(rlimit);
			return this;
		}

		/**
		 * Replace {@code rlimits}, the resource limits.
		 * @param rlimits the limits, one of each type
		 * @return this builder
		 */
		public Builder rlimits(List<Rlimit> rlimits) {
			this.rlimits.clear();
			this.rlimits.addAll(rlimits);
			return this;
		}

		/**
		 * Set {@code noNewPrivileges}, whether the process can never gain privileges, as
		 * by setuid.
		 * @param noNewPrivileges whether it can't
		 * @return this builder
		 */
		public Builder noNewPrivileges(boolean noNewPrivileges) {
			this.noNewPrivileges = noNewPrivileges;
			return this;
		}

		/**
		 * Set {@code apparmorProfile}.
		 * @param apparmorProfile the name of a profile that is loaded; {@code null} for
		 * none
		 * @return this builder
		 */
		public Builder apparmorProfile(@Nullable String apparmorProfile) {
			this.apparmorProfile = apparmorProfile;
			return this;
		}

		/**
		 * Set {@code oomScoreAdj}, the adjustment of the out-of-memory score.
		 * @param oomScoreAdj -1000 to 1000; {@code null} for the one of the runtime
		 * @return this builder
		 */
		public Builder oomScoreAdj(@Nullable Integer oomScoreAdj) {
			this.oomScoreAdj = oomScoreAdj;
			return this;
		}

		/**
		 * Set {@code selinuxLabel}.
		 * @param selinuxLabel the label; {@code null} for none
		 * @return this builder
		 */
		public Builder selinuxLabel(@Nullable String selinuxLabel) {
			this.selinuxLabel = selinuxLabel;
			return this;
		}

		/**
		 * Set {@code ioPriority}.
		 * @param ioPriority the priority; {@code null} for the one of the runtime
		 * @return this builder
		 */
		public Builder ioPriority(@Nullable IoPriority ioPriority) {
			this.ioPriority = ioPriority;
			return this;
		}

		/**
		 * Set {@code scheduler}.
		 * @param scheduler the policy; {@code null} for the one of the runtime
		 * @return this builder
		 */
		public Builder scheduler(@Nullable Scheduler scheduler) {
			this.scheduler = scheduler;
			return this;
		}

		/**
		 * Set {@code execCPUAffinity}, the CPUs of an additional process.
		 * @param execCpuAffinity the CPUs; {@code null} for those of the control group
		 * @return this builder
		 */
		public Builder execCpuAffinity(@Nullable CpuAffinity execCpuAffinity) {
			this.execCpuAffinity = execCpuAffinity;
			return this;
		}

		/**
		 * Set a field that this model does not know, such as one of a later version of
		 * the specification.
		 * @param name the name in JSON
		 * @param value a JSON value: {@code null}, string, number, boolean, list or map
		 * @return this builder
		 */
		public Builder unknown(String name, @Nullable Object value) {
			this.unknown.put(name, value);
			return this;
		}

		/**
		 * Return the process. The builder can be used again.
		 * @return the process
		 */
		public Process build() {
			return new Process(this.terminal, this.consoleSize, this.user, this.args, this.commandLine, this.env,
					this.cwd, this.capabilities, this.rlimits, this.noNewPrivileges, this.apparmorProfile,
					this.oomScoreAdj, this.selinuxLabel, this.ioPriority, this.scheduler, this.execCpuAffinity,
					this.unknown);
		}

	}

}
