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

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

import io.github.libcontainerd.test.PrivateContainerd;
import io.github.libcontainerd.test.TestImage;

/**
 * Runs containers while everything is killed and stopped, and says at the end what does
 * not balance.
 */
final class Soak {

	private static final Duration FINISH = Duration.ofSeconds(240);

	private static final Duration CLEAN = Duration.ofSeconds(20);

	private static final PrintStream OUT = System.out;

	private static final int SHOWN = 12;

	private static final Set<Entry.Kind> AROUND = Set.of(Entry.Kind.TORMENT, Entry.Kind.RELIEF, Entry.Kind.CONNECTION,
			Entry.Kind.BOOT);

	private final Options options;

	private final Path directory;

	private Soak(Options options, Path directory) {
		this.options = options;
		this.directory = directory;
	}

	public static void main(String[] arguments) throws IOException {
		Options options = Options.parse(arguments);
		if (!Firewall.isOurs()) {
			System.err
				.println("It flushes the firewall: start it in a network namespace of its own, as script/soak does");
			System.exit(2);
		}
		Path directory = Files.createTempDirectory("soak-");
		List<Balance.Problem> problems = run(options, directory);
		if (!problems.isEmpty()) {
			OUT.println("The ledger and the logs are in " + directory);
		}
		System.exit(problems.isEmpty() ? 0 : 1);
	}

	/**
	 * Run it, and print what there was.
	 * @param options what is asked for
	 * @param directory gets the ledger and the logs
	 * @return what does not balance
	 */
	static List<Balance.Problem> run(Options options, Path directory) {
		return new Soak(options, directory).run();
	}

	private List<Balance.Problem> run() {
		Path file = this.directory.resolve("ledger");
		String version;
		try (PrivateContainerd containerd = PrivateContainerd.launch(this.options.containerd());
				Disk disk = Disk.mount(containerd);
				Ledger ledger = Ledger.open(file)) {
			version = containerd.version();
			OUT.printf("containerd %s, seed %d, %d seconds%n", version, this.options.seed(),
					this.options.time().toSeconds());
			ledger.write(Entry.Kind.SOAK, "", "seed", this.options.seed(), "containerd", version);
			String namespace = containerd.uniqueNamespace();
			String image = "example.org/soak:1";
			containerd.image(namespace, image, TestImage.busybox());
			Path state = containerd.directory().resolve("application");
			Processes processes = new Processes(namespace, containerd.stateDirectory());
			Files.createDirectory(state);
			Leftovers leftovers = new Leftovers(containerd, namespace, state, processes);
			List<String> arguments = List.of("--libcontainerd.address=" + containerd.socket(),
					"--libcontainerd.containerd-state=" + containerd.stateDirectory(),
					"--libcontainerd.network.repair-interval=1s", "--libcontainerd.namespace=" + namespace,
					"--libcontainerd.state-directory=" + state, "--soak.ledger=" + file,
					"--soak.seed=" + this.options.seed(), "--soak.workers=" + this.options.workers(),
					"--soak.image=" + image);
			try (ApplicationProcess application = new ApplicationProcess(this.directory, arguments)) {
				torment(containerd, disk, application, processes, ledger);
				clean(leftovers, ledger, file);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		List<Entry> entries = Ledger.read(file);
		List<Balance.Problem> problems = Balance.of(entries);
		print(version, entries, problems);
		return problems;
	}

	private void torment(PrivateContainerd containerd, Disk disk, ApplicationProcess application, Processes processes,
			Ledger ledger) {
		if (!application.start()) {
			ledger.write(Entry.Kind.WRONG, "", "what", "The application can't be started, see its log");
			return;
		}
		new Tormentor(this.options, containerd, disk, application, processes, ledger).torment(this.options.time());
		if (!application.finish(FINISH)) {
			ledger.write(Entry.Kind.WRONG, "", "what", "The application did not end in order, see its log");
		}
	}

	/** Some of it goes a little later. */
	private static void clean(Leftovers leftovers, Ledger ledger, Path file) {
		List<Entry> entries = Ledger.read(file);
		Torments torments = new Torments(entries);
		TreeSet<String> containers = entries.stream()
			.map(Entry::container)
			.filter((id) -> !id.isEmpty())
			.collect(Collectors.toCollection(TreeSet::new));
		long end = System.nanoTime() + CLEAN.toNanos();
		// Who kills a shim leaves its socket, which containerd replaces at the next use.
		Set<String> sockets = containers.stream()
			.filter((id) -> !torments.shimLost(id))
			.collect(Collectors.toCollection(TreeSet::new));
		List<String> found = leftovers.find(sockets);
		while (!found.isEmpty() && System.nanoTime() < end) {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
			found = leftovers.find(sockets);
		}
		found.forEach((what) -> ledger.write(Entry.Kind.WRONG,
				containers.stream().filter(what::contains).findFirst().orElse(""), "what", "Left behind: " + what));
	}

	private void print(String version, List<Entry> entries, List<Balance.Problem> problems) {
		Map<String, Long> counts = entries.stream()
			.collect(Collectors.groupingBy(Soak::label, TreeMap::new, Collectors.counting()));
		OUT.println("Counted: " + counts);
		new Recoveries(entries).lines().forEach(OUT::println);
		if (problems.isEmpty()) {
			OUT.println("The ledger balances.");
			return;
		}
		OUT.printf("%d problems with containerd %s and --seed %d%n", problems.size(), version, this.options.seed());
		problems.forEach((problem) -> OUT.println("  " + problem.container() + ": " + problem.text()));
		problems.stream()
			.map(Balance.Problem::container)
			.filter((id) -> !id.isEmpty())
			.distinct()
			.limit(SHOWN)
			.forEach((id) -> {
				OUT.println("The life of " + id);
				timeline(entries, id).forEach((line) -> OUT.println("  " + line));
			});
	}

	private static String label(Entry entry) {
		return switch (entry.kind()) {
			case EVENT -> "event " + entry.get("change");
			case TORMENT -> "fault " + entry.get("fault");
			case REFUSED -> "refused " + entry.get("type");
			default -> entry.kind().name().toLowerCase();
		};
	}

	/**
	 * Return what happened to a container, and everywhere meanwhile.
	 */
	static List<String> timeline(List<Entry> entries, String id) {
		List<Entry> own = entries.stream()
			.filter((entry) -> entry.container().equals(id) || entry.is("wish", id))
			.toList();
		if (own.isEmpty()) {
			return List.of();
		}
		long begin = own.get(0).time();
		long end = own.get(own.size() - 1).time();
		List<String> lines = new ArrayList<>();
		String refused = "";
		for (Entry entry : entries) {
			boolean around = entry.time() >= begin - 2000 && entry.time() <= end && AROUND.contains(entry.kind());
			boolean again = entry.kind() == Entry.Kind.REFUSED && refused.equals(entry.get("what"));
			if (around || own.contains(entry) && !again) {
				lines.add((entry.time() - begin) + " ms: " + entry.line().substring(entry.line().indexOf('\t') + 1));
				refused = (entry.kind() == Entry.Kind.REFUSED) ? entry.get("what") : "";
			}
		}
		return lines;
	}

}
