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

package io.github.libcontainerd.soak;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

import io.github.libcontainerd.test.PrivateContainerd;

/**
 * Breaks one thing after the other; which, when and for how long follows from the seed.
 */
final class Tormentor {

	private static final int MAX_PAUSE = 2500;

	private static final int MAX_OUTAGE = 4000;

	private final RandomGenerator random;

	private final List<Fault> faults;

	private final PrivateContainerd containerd;

	private final Disk disk;

	private final ApplicationProcess application;

	private final Processes processes;

	private final Ledger ledger;

	Tormentor(Options options, PrivateContainerd containerd, Disk disk, ApplicationProcess application,
			Processes processes, Ledger ledger) {
		this.random = new SplittableRandom(options.seed());
		this.faults = Arrays.stream(Fault.values()).filter((fault) -> fault.text().matches(options.faults())).toList();
		this.containerd = containerd;
		this.disk = disk;
		this.application = application;
		this.processes = processes;
		this.ledger = ledger;
	}

	/**
	 * Go on for a while. Everything is up again when it returns.
	 */
	void torment(Duration time) {
		long end = System.nanoTime() + time.toNanos();
		while (System.nanoTime() < end) {
			sleep(this.random.nextInt(MAX_PAUSE));
			if (!this.application.isAlive()) {
				this.ledger.write(Entry.Kind.WRONG, "", "what", "The application has ended by itself, see its log");
				return;
			}
			commit(this.faults.get(this.random.nextInt(this.faults.size())));
		}
	}

	private static void sleep(long millis) {
		LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
	}

	private void commit(Fault fault) {
		switch (fault) {
			case CONTAINERD_KILLED -> outage(fault, "", () -> this.containerd.kill());
			case CONTAINERD_TERMINATED -> outage(fault, "", () -> this.containerd.terminate());
			case CONTAINERD_STOPPED -> hang(fault, "", this.containerd.pid());
			case SHIM_KILLED -> shim((shim) -> {
				begin(fault, shim.container());
				Processes.signal("KILL", shim.pid());
				end(fault, shim.container());
			});
			case SHIM_STOPPED -> shim((shim) -> hang(fault, shim.container(), shim.pid()));
			case SHIM_AND_CONTAINERD_KILLED -> shim((shim) -> outage(fault, shim.container(), () -> {
				Processes.signal("KILL", shim.pid());
				this.containerd.kill();
			}));
			case INIT_KILLED -> shim((shim) -> this.processes.init(shim.container()).ifPresent((process) -> {
				begin(fault, shim.container());
				Processes.signal("KILL", process.pid());
				end(fault, shim.container());
			}));
			case INIT_STOPPED -> shim((shim) -> this.processes.init(shim.container())
				.ifPresent((process) -> hang(fault, shim.container(), process.pid())));
			case APPLICATION_KILLED -> {
				begin(fault, "");
				this.application.kill();
				sleep(this.random.nextInt(MAX_PAUSE));
				startApplication();
				end(fault, "");
			}
			case APPLICATION_STOPPED -> hang(fault, "", this.application.pid());
			case APPLICATION_AND_CONTAINERD_KILLED -> {
				begin(fault, "");
				this.application.kill();
				this.containerd.kill();
				sleep(this.random.nextInt(MAX_PAUSE));
				this.containerd.start();
				startApplication();
				end(fault, "");
			}
			case FIREWALL_FLUSHED -> {
				begin(fault, "");
				Firewall.flush();
				end(fault, "");
			}
			case DISK_FULL -> {
				begin(fault, "");
				this.disk.fill();
				sleep(this.random.nextInt(MAX_OUTAGE));
				this.disk.free();
				end(fault, "");
			}
			default -> throw new IllegalStateException(fault.text());

		}
	}

	private void startApplication() {
		if (!this.application.start()) {
			this.ledger.write(Entry.Kind.WRONG, "", "what", "The application can't be started, see its log");
		}
	}

	private void begin(Fault fault, String container) {
		this.ledger.write(Entry.Kind.TORMENT, container, "fault", fault.text());
	}

	private void end(Fault fault, String container) {
		this.ledger.write(Entry.Kind.RELIEF, container, "fault", fault.text());
	}

	private void outage(Fault fault, String container, Runnable kill) {
		begin(fault, container);
		kill.run();
		sleep(this.random.nextInt(MAX_OUTAGE));
		this.containerd.start();
		end(fault, container);
	}

	private void hang(Fault fault, String container, long pid) {
		begin(fault, container);
		if (Processes.signal("STOP", pid)) {
			sleep(this.random.nextInt(MAX_OUTAGE));
			Processes.signal("CONT", pid);
		}
		end(fault, container);
	}

	private void shim(Consumer<Processes.Shim> action) {
		List<Processes.Shim> shims = this.processes.shims();
		if (!shims.isEmpty()) {
			action.accept(shims.get(this.random.nextInt(shims.size())));
		}
	}

}
