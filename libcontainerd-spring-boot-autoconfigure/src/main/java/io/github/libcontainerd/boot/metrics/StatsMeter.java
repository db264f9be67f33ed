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

package io.github.libcontainerd.boot.metrics;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;
import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.Stats;
import io.github.libcontainerd.Stats.BlockIo;
import io.github.libcontainerd.Stats.Cpu;
import io.github.libcontainerd.Stats.Limit;
import io.github.libcontainerd.Stats.Memory;
import io.github.libcontainerd.Stats.Pids;
import io.github.libcontainerd.Stats.Throttling;
import io.github.libcontainerd.Stats.Traffic;

/**
 * A meter over one figure of {@link Stats}. The names are those of OpenTelemetry's
 * semantic conventions, where it has one.
 *
 * @param type whether the figure only grows
 * @param name the name, without prefix
 * @param unit the base unit
 * @param tags the tags that tell it from others of its name
 * @param description what it counts
 * @param figure reads it
 */
record StatsMeter(Meter.Type type, String name, @Nullable String unit, Tags tags, String description, Figure figure) {

	private static final String SECONDS = "seconds";

	static final List<StatsMeter> ALL = List.of(
			counter("container.cpu.time", SECONDS, Tags.of("cpu.mode", "user"), "Processor time spent in user mode",
					cpu((cpu) -> seconds(cpu.user()))),
			counter("container.cpu.time", SECONDS, Tags.of("cpu.mode", "system"), "Processor time spent in the kernel",
					cpu((cpu) -> seconds(cpu.system()))),
			counter("container.cpu.periods", null, Tags.empty(), "Elapsed periods of the CPU quota",
					throttling(Throttling::periods)),
			counter("container.cpu.throttled.periods", null, Tags.empty(), "Periods in which the CPU quota was used up",
					throttling(Throttling::throttledPeriods)),
			counter("container.cpu.throttled.time", SECONDS, Tags.empty(),
					"Time stopped because the CPU quota was used up",
					throttling((throttling) -> seconds(throttling.throttledTime()))),
			gauge("container.memory.usage", BaseUnits.BYTES, "Memory in use, page cache included",
					memory(Memory::usage)),
			gauge("container.memory.working_set", BaseUnits.BYTES, "Memory in use, less the inactive page cache",
					memory(Memory::workingSet)),
			gauge("container.memory.limit", BaseUnits.BYTES, "Limit of the memory in use",
					memory((memory) -> bound(memory.limit()))),
			gauge("container.memory.rss", BaseUnits.BYTES, "Anonymous memory in use", memory(Memory::rss)),
			gauge("container.memory.swap", BaseUnits.BYTES, "Swap in use", memory(Memory::swapUsage)),
			counter("container.paging.faults", null, Tags.of("type", "minor"), "Page faults that needed no device",
					memory(StatsMeter::minorFaults)),
			counter("container.paging.faults", null, Tags.of("type", "major"), "Page faults that waited for a device",
					memory(Memory::majorPageFaults)),
			counter("container.disk.io", BaseUnits.BYTES, Tags.of("direction", "read"), "Read from block devices",
					(stats) -> sum(stats, BlockIo::readBytes)),
			counter("container.disk.io", BaseUnits.BYTES, Tags.of("direction", "write"), "Written to block devices",
					(stats) -> sum(stats, BlockIo::writeBytes)),
			network("container.network.io", BaseUnits.BYTES, true, "Received from networks", Traffic::bytes),
			network("container.network.io", BaseUnits.BYTES, false, "Sent to networks", Traffic::bytes),
			network("container.network.packets", null, true, "Packets received from networks", Traffic::packets),
			network("container.network.packets", null, false, "Packets sent to networks", Traffic::packets),
			network("container.network.errors", null, true, "Broken packets from networks", Traffic::errors),
			network("container.network.errors", null, false, "Broken packets to networks", Traffic::errors),
			network("container.network.drops", null, true, "Dropped packets from networks", Traffic::drops),
			network("container.network.drops", null, false, "Dropped packets to networks", Traffic::drops),
			gauge("container.processes", null, "Processes and threads", pids(Pids::current)),
			gauge("container.processes.limit", null, "Limit of processes and threads",
					pids((pids) -> bound(pids.limit()))),
			counter("container.oom.events", null, Tags.empty(), "Processes killed for lack of memory",
					(stats) -> (stats.oom() != null) ? stats.oom().oomKills() : null));

	/**
	 * Register the meter. The value function, and through it all that it needs, is held
	 * by the registry as long as the meter is.
	 */
	Meter register(MeterRegistry registry, String prefix, Tags containerTags, Value value) {
		Tags all = containerTags.and(this.tags);
		if (this.type == Meter.Type.COUNTER) {
			return FunctionCounter.builder(prefix + this.name, value, (ignored) -> value.get())
				.baseUnit(this.unit)
				.description(this.description)
				.tags(all)
				.register(registry);
		}
		return Gauge.builder(prefix + this.name, value, Value::get)
			.strongReference(true)
			.baseUnit(this.unit)
			.description(this.description)
			.tags(all)
			.register(registry);
	}

	private static StatsMeter counter(String name, @Nullable String unit, Tags tags, String description,
			Figure figure) {
		return new StatsMeter(Meter.Type.COUNTER, name, unit, tags, description, figure);
	}

	private static StatsMeter network(String name, @Nullable String unit, boolean received, String description,
			ToLongFunction<Traffic> figure) {
		return counter(name, unit, Tags.of("direction", received ? "receive" : "transmit"), description,
				(stats) -> stats.networkIo().isEmpty() ? null
						: stats.networkIo()
							.stream()
							.map((io) -> received ? io.received() : io.sent())
							.mapToLong(figure)
							.sum());
	}

	private static StatsMeter gauge(String name, @Nullable String unit, String description, Figure figure) {
		return new StatsMeter(Meter.Type.GAUGE, name, unit, Tags.empty(), description, figure);
	}

	private static Figure cpu(PartFigure<Cpu> figure) {
		return (stats) -> (stats.cpu() != null) ? figure.of(stats.cpu()) : null;
	}

	private static Figure throttling(PartFigure<Throttling> figure) {
		return cpu((cpu) -> (cpu.throttling() != null) ? figure.of(cpu.throttling()) : null);
	}

	private static Figure memory(PartFigure<Memory> figure) {
		return (stats) -> (stats.memory() != null) ? figure.of(stats.memory()) : null;
	}

	private static Figure pids(PartFigure<Pids> figure) {
		return (stats) -> (stats.pids() != null) ? figure.of(stats.pids()) : null;
	}

	private static long minorFaults(Memory memory) {
		return Math.max(0, memory.pageFaults() - memory.majorPageFaults());
	}

	private static @Nullable Double seconds(@Nullable Duration duration) {
		return (duration != null) ? duration.getSeconds() + duration.getNano() / 1e9 : null;
	}

	private static @Nullable Long bound(@Nullable Limit limit) {
		return (limit != null) ? limit.value() : null;
	}

	private static @Nullable Long sum(Stats stats, Function<BlockIo, @Nullable Long> figure) {
		Long sum = null;
		for (BlockIo device : stats.blockIo()) {
			Long bytes = figure.apply(device);
			if (bytes != null) {
				sum = (sum != null) ? sum + bytes : bytes;
			}
		}
		return sum;
	}

	/**
	 * Reads a figure.
	 */
	@FunctionalInterface
	interface Figure {

		/**
		 * Return the figure.
		 * @param stats what a container uses
		 * @return the figure, {@code null} when it is not counted
		 */
		@Nullable Number of(Stats stats);

	}

	/**
	 * Reads a figure of a part.
	 */
	@FunctionalInterface
	private interface PartFigure<P> {

		@Nullable Number of(P part);

	}

	/**
	 * Tells the present value of a meter.
	 */
	@FunctionalInterface
	interface Value {

		/**
		 * Return the value.
		 * @return the value, not a number when it is not known
		 */
		double get();

	}

}
