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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What a process of this host may grant to a container. A runtime that was itself started
 * with fewer privileges, as in a container or a small virtual machine, refuses to start a
 * container that asks for more; this class reduces the request instead.
 * <p>
 * Resource limits and the out-of-memory score only count if {@code CAP_SYS_RESOURCE} is
 * missing, as a process that has it may raise them.
 *
 * @since 0.1.0
 */
public final class HostLimits {

	private static final String SYS_RESOURCE = "CAP_SYS_RESOURCE";

	private static final Pattern BOUNDING = Pattern.compile("^CapBnd:\\s*([0-9a-fA-F]{1,16})$", Pattern.MULTILINE);

	private static final Pattern LIMIT = Pattern.compile("^(Max .+?)\\s{2,}(\\d+|unlimited)\\s+(\\d+|unlimited)\\b.*$",
			Pattern.MULTILINE);

	private static final Map<String, String> RLIMITS = Map.ofEntries(Map.entry("Max cpu time", "RLIMIT_CPU"),
			Map.entry("Max file size", "RLIMIT_FSIZE"), Map.entry("Max data size", "RLIMIT_DATA"),
			Map.entry("Max stack size", "RLIMIT_STACK"), Map.entry("Max core file size", "RLIMIT_CORE"),
			Map.entry("Max resident set", "RLIMIT_RSS"), Map.entry("Max processes", "RLIMIT_NPROC"),
			Map.entry("Max open files", "RLIMIT_NOFILE"), Map.entry("Max locked memory", "RLIMIT_MEMLOCK"),
			Map.entry("Max address space", "RLIMIT_AS"), Map.entry("Max file locks", "RLIMIT_LOCKS"),
			Map.entry("Max pending signals", "RLIMIT_SIGPENDING"), Map.entry("Max msgqueue size", "RLIMIT_MSGQUEUE"),
			Map.entry("Max nice priority", "RLIMIT_NICE"), Map.entry("Max realtime priority", "RLIMIT_RTPRIO"),
			Map.entry("Max realtime timeout", "RLIMIT_RTTIME"));

	private final @Nullable Set<String> capabilities;

	private final Map<String, Long> hardLimits;

	private final @Nullable Integer oomScoreAdj;

	private HostLimits(@Nullable Set<String> capabilities, Map<String, Long> hardLimits,
			@Nullable Integer oomScoreAdj) {
		this.capabilities = capabilities;
		this.hardLimits = hardLimits;
		this.oomScoreAdj = oomScoreAdj;
	}

	/**
	 * The limits of this process. They are those of the runtime too if both were started
	 * from the same place.
	 * @return the limits
	 */
	public static HostLimits current() {
		HostLimits unlimited = Holder.UNLIMITED;
		return (unlimited != null) ? unlimited : read(Path.of("/proc/self"));
	}

	/**
	 * The limits of another process of this host, such as the containerd daemon. What
	 * cannot be read is taken for unlimited.
	 * @param pid the id of the process
	 * @return the limits
	 */
	public static HostLimits of(long pid) {
		return read(Path.of("/proc", Long.toString(pid)));
	}

	private static HostLimits read(Path directory) {
		return parse(text(directory.resolve("status")), text(directory.resolve("limits")),
				text(directory.resolve("oom_score_adj")));
	}

	static HostLimits parse(String status, String limits, String oomScoreAdj) {
		Map<String, Long> hardLimits = new LinkedHashMap<>();
		Matcher matcher = LIMIT.matcher(limits);
		while (matcher.find()) {
			String type = RLIMITS.get(matcher.group(1));
			if (type != null && !matcher.group(3).equals("unlimited")) {
				hardLimits.put(type, Long.parseUnsignedLong(matcher.group(3)));
			}
		}
		String score = oomScoreAdj.strip();
		return new HostLimits(bounding(status), hardLimits,
				(score.matches("-?\\d{1,4}")) ? Integer.valueOf(score) : null);
	}

	private static @Nullable Set<String> bounding(String status) {
		Matcher matcher = BOUNDING.matcher(status);
		if (!matcher.find()) {
			return null;
		}
		long bits = Long.parseUnsignedLong(matcher.group(1), 16);
		Set<String> names = new LinkedHashSet<>();
		for (int i = 0; i < Capabilities.NAMES.size(); i++) {
			if ((bits & (1L << i)) != 0) {
				names.add(Capabilities.NAMES.get(i));
			}
		}
		return names;
	}

	private static String text(Path path) {
		try {
			return Files.readString(path);
		}
		catch (IOException ex) {
			return "";
		}
	}

	/**
	 * Whether resource limits count for nothing.
	 */
	private boolean raises() {
		return this.capabilities == null || this.capabilities.contains(SYS_RESOURCE);
	}

	/**
	 * Reduce a configuration to what can be granted.
	 * @param spec the wanted configuration
	 * @return the configuration that can be started, and what it lost
	 */
	public Result apply(Spec spec) {
		Process process = spec.process();
		if (process == null) {
			return new Result(spec, List.of());
		}
		ProcessResult result = apply(process);
		return new Result((result.dropped().isEmpty()) ? spec : spec.toBuilder().process(result.process()).build(),
				result.dropped());
	}

	/**
	 * Reduce a process to what can be granted, as for an exec.
	 * @param process the wanted process
	 * @return the process that can be started, and what it lost
	 */
	public ProcessResult apply(Process process) {
		List<String> dropped = new ArrayList<>();
		Process.Builder builder = process.toBuilder();
		Capabilities wanted = process.capabilities();
		if (wanted != null) {
			Set<String> missing = missing(wanted);
			dropped.addAll(missing);
			builder.capabilities(wanted.without(missing.toArray(String[]::new)));
		}
		if (!raises()) {
			builder.rlimits(process.rlimits().stream().map((rlimit) -> lower(rlimit, dropped)).toList());
			builder.oomScoreAdj(raise(process.oomScoreAdj(), dropped));
		}
		return new ProcessResult((dropped.isEmpty()) ? process : builder.build(), dropped);
	}

	/**
	 * Names that the kernel does not know are left alone: the runtime ignores them.
	 */
	private Set<String> missing(Capabilities wanted) {
		Set<String> missing = new LinkedHashSet<>(wanted.bounding());
		missing.addAll(wanted.permitted());
		missing.addAll(wanted.effective());
		missing.addAll(wanted.inheritable());
		missing.addAll(wanted.ambient());
		missing.removeIf((name) -> this.capabilities == null || this.capabilities.contains(name)
				|| !Capabilities.NAMES.contains(name));
		return missing;
	}

	private Rlimit lower(Rlimit rlimit, List<String> dropped) {
		Long hard = this.hardLimits.get(rlimit.type());
		if (hard == null || Long.compareUnsigned(rlimit.hard(), hard) <= 0) {
			return rlimit;
		}
		dropped.add(rlimit.type() + " " + Long.toUnsignedString(rlimit.hard()) + " to " + Long.toUnsignedString(hard));
		long soft = (Long.compareUnsigned(rlimit.soft(), hard) <= 0) ? rlimit.soft() : hard;
		return new Rlimit(rlimit.type(), soft, hard, rlimit.unknown());
	}

	private @Nullable Integer raise(@Nullable Integer wanted, List<String> dropped) {
		if (wanted == null || this.oomScoreAdj == null || wanted >= 0 || wanted >= this.oomScoreAdj) {
			return wanted;
		}
		dropped.add("oomScoreAdj " + wanted + " to " + this.oomScoreAdj);
		return this.oomScoreAdj;
	}

	/**
	 * A configuration that can be started.
	 *
	 * @param spec the configuration
	 * @param dropped what was taken away, for people to read; empty if nothing was
	 * @since 0.1.0
	 */
	public record Result(Spec spec, List<String> dropped) {

		public Result {
			dropped = List.copyOf(dropped);
		}

	}

	/**
	 * A process that can be started.
	 *
	 * @param process the process
	 * @param dropped what was taken away, for people to read; empty if nothing was
	 * @since 0.1.0
	 */
	public record ProcessResult(Process process, List<String> dropped) {

		public ProcessResult {
			dropped = List.copyOf(dropped);
		}

	}

	/**
	 * A process that may raise its limits has nothing but its capabilities, and no JVM
	 * drops one: they need not be read again for each container.
	 */
	private static final class Holder {

		private static final @Nullable HostLimits UNLIMITED = unlimited(read(Path.of("/proc/self")));

		private static @Nullable HostLimits unlimited(HostLimits first) {
			return (first.capabilities != null && first.raises()) ? first : null;
		}

	}

}
