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

package io.github.libcontainerd.run;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.DiskUsage;
import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.IllegalContainerStateException;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.PortBinding;
import io.github.libcontainerd.Protocol;
import io.github.libcontainerd.Stats;
import io.github.libcontainerd.health.ContainerHealth;
import io.github.libcontainerd.log.AttachedStreams;
import io.github.libcontainerd.log.LogEntry;
import io.github.libcontainerd.log.LogOption;

/**
 * A container that was started. Safe for use by several threads. Most calls throw a
 * {@link NotFoundException} once it has ended, or an
 * {@link IllegalContainerStateException} if it was kept.
 *
 * @since 0.1.0
 */
public interface RunningContainer {

	/**
	 * Return the container id.
	 * @return the id
	 */
	String id();

	/**
	 * Return the image that it was made from.
	 * @return the reference; {@code null} when it runs from a directory
	 */
	@Nullable String image();

	/**
	 * Return where the host has its published ports.
	 * @return the ports; empty for none
	 */
	List<PortBinding> ports();

	/**
	 * Return where a process of this host reaches a published TCP port.
	 * @param containerPort the port of the container
	 * @return the address and the port
	 * @throws NotFoundException if the port is not published
	 */
	default InetSocketAddress port(int containerPort) {
		return ports().stream()
			.filter((port) -> port.protocol() == Protocol.TCP && port.containerPort() == containerPort)
			.findFirst()
			.map(PortBinding::reachableAt)
			.orElseThrow(() -> new NotFoundException(Operation.onDaemon("find a port of container '" + id() + "'"),
					"its port " + containerPort + "/tcp is not published; those that are: " + ports(), null));
	}

	/**
	 * Return its addresses.
	 * @return the address in each network, by the name of the network; empty for none
	 */
	Map<String, InetAddress> networks();

	/**
	 * Return its addresses of IPv6.
	 * @return the address in each network that has IPv6, by the name of the network;
	 * empty for none
	 */
	Map<String, InetAddress> ipv6Networks();

	/**
	 * Return its address in its first network.
	 * @return the address; {@code null} if it is in none
	 */
	default @Nullable InetAddress address() {
		return networks().values().stream().findFirst().orElse(null);
	}

	/**
	 * Return its address of IPv6 in its first network that has IPv6.
	 * @return the address; {@code null} if it has none
	 */
	default @Nullable InetAddress ipv6Address() {
		return ipv6Networks().values().stream().findFirst().orElse(null);
	}

	/**
	 * Return what it is doing.
	 * @return the status; {@link ContainerStatus#EXITED} once it has ended for good
	 */
	ContainerStatus status();

	/**
	 * Return what the health check of the container says.
	 * @return the health; {@code null} when it has no health check or does not run
	 */
	@Nullable ContainerHealth health();

	/**
	 * Return the end of the container, after the last run that its restart policy grants.
	 * @return completes then; exceptionally when the client is closed before
	 */
	CompletableFuture<ExitStatus> exit();

	/**
	 * Wait for the end of the container.
	 * @return how it ended
	 * @throws InterruptedException if the thread is interrupted; the container runs on
	 */
	ExitStatus waitForExit() throws InterruptedException;

	/**
	 * Read its log. With {@link LogOption#follow} the stream waits for more until the
	 * container has ended; another thread may close it.
	 * @param options which part of it
	 * @return the lines, the oldest first; to be closed
	 * @throws IllegalContainerStateException if its output goes to nothing that can be
	 * read back
	 */
	Stream<LogEntry> logs(LogOption... options);

	/**
	 * Read its output from now on, beside its log, and write to its stdin if that was
	 * left open with {@link RunInput#open}.
	 * @return the streams; to be closed
	 * @throws IllegalContainerStateException if it has ended, or was not started by
	 * {@link Containers}
	 */
	AttachedStreams attach();

	/**
	 * Run one more process in the container and wait for its end.
	 * @param command what to run
	 * @return the result
	 */
	default RunResult exec(String... command) {
		return exec(ExecRequest.of(command).build());
	}

	/**
	 * Run one more process in the container and wait for its end.
	 * @param request sets what to run and how
	 * @return the result
	 */
	default RunResult exec(Consumer<ExecRequest.Builder> request) {
		ExecRequest.Builder builder = ExecRequest.of();
		request.accept(builder);
		return exec(builder.build());
	}

	/**
	 * Run one more process in the container and wait for its end. When the thread is
	 * interrupted the process is killed with all that it has started, as when its time is
	 * up.
	 * @param request what to run
	 * @return the result
	 * @throws java.util.concurrent.CancellationException if the thread was interrupted
	 */
	RunResult exec(ExecRequest request);

	/**
	 * Start one more process in the container and talk with it.
	 * @param request what to run; its stdin is open unless something else is set
	 * @return the started process
	 */
	RunningProcess startProcess(ExecRequest request);

	/**
	 * End the container with its stop signal, and kill it after ten seconds, or after the
	 * grace period it was started with. Does nothing when it has ended.
	 * @return how it ended
	 */
	ExitStatus stop();

	/**
	 * End the container with its stop signal, and kill it after a grace period.
	 * @param grace how long to wait before that
	 * @return how it ended
	 */
	ExitStatus stop(Duration grace);

	/**
	 * Start it again after it has ended and was kept, as {@code docker start} does: the
	 * same command upon the files that it has left, with the restart policy, the limits
	 * and the limit of time that it was given, in its networks and with its published
	 * ports; an address or a port that was not asked for may be another one. It works in
	 * a later process as well. It returns when the program runs, what its first start was
	 * to wait for is not waited for. Its log goes on in the same file; input that it was
	 * given is not given again, and its stdin is left open if it has one.
	 * <p>
	 * A handle stands for one life of a container, so that {@link #exit} never changes:
	 * this one goes on to tell of the end before, the returned one tells of the new life.
	 * @return the started container
	 * @throws IllegalContainerStateException if it has not ended, is being started
	 * already, or shared a namespace of a process that may be another one by now
	 * @throws NotFoundException if it was not kept or was removed, or its files are gone
	 * @throws io.github.libcontainerd.NetworkException if a network is gone or a port is
	 * taken
	 * @throws io.github.libcontainerd.StartFailedException if the command can't be
	 * started; it stays as it was
	 */
	RunningContainer start();

	/**
	 * Copy files into it, while it runs or after it has ended and was kept. Links of the
	 * container are followed within its root, as if one were inside. A file or link that
	 * is there is replaced, a directory stays with what is in it. While it runs the files
	 * get into what is mounted, too; after its end into its volumes and the directories
	 * of the host that it has, while what was in memory is refused. Blocks until the
	 * archive is at its end; an interruption of the thread ends it, and what has been
	 * copied stays.
	 * @param directory where to, from its root; made if it is missing
	 * @param archive a tar archive that is not compressed, with owners by number; it may
	 * have files, directories and links, and none of its names may have {@code ..} in it;
	 * not closed
	 * @throws io.github.libcontainerd.InvalidRequestException if the archive is damaged,
	 * or has something that is not copied
	 * @throws io.github.libcontainerd.IllegalContainerStateException if it has ended, and
	 * the directory is there only while it runs
	 * @throws NotFoundException if it has ended and was not kept
	 * @throws java.util.concurrent.CancellationException if the thread was interrupted
	 */
	void copyIn(String directory, InputStream archive);

	/**
	 * Copy a file of the host into it, as {@link #copyIn(String, InputStream)} does. It
	 * belongs to root and has the mode that it has on the host.
	 * @param file the file
	 * @param path its path in the container; missing directories are made
	 */
	void copyIn(Path file, String path);

	/**
	 * Copy a file or what is in a directory out of it, while it runs or after it has
	 * ended and was kept. Links are followed to there within its root; those in a
	 * directory are copied as links. After its end, a directory does not have what is
	 * mounted below it. GNU tar is needed on the host.
	 * @param path the path in the container
	 * @return a tar archive with names relative to the directory, or the name of the
	 * file; reading it fails if something can't be read; to be closed, which may be
	 * before its end
	 * @throws NotFoundException if there is no such file, or it has ended and was not
	 * kept
	 * @throws io.github.libcontainerd.InvalidRequestException if it is neither a file nor
	 * a directory
	 */
	InputStream copyOut(String path);

	/**
	 * Copy a file out of it, as {@link #copyOut(String)} does.
	 * @param path the path in the container
	 * @param file where to on the host; a file that is there is replaced
	 * @throws io.github.libcontainerd.InvalidRequestException if it is not a file
	 */
	void copyOut(String path, Path file);

	/**
	 * Send a signal to its first process.
	 * @param signal the number of the signal
	 */
	void signal(int signal);

	/**
	 * Send a signal to its first process.
	 * @param signal its name with or without {@code SIG}, such as {@code SIGHUP}, or its
	 * number, see {@link Signals#parse}
	 * @throws io.github.libcontainerd.InvalidRequestException if there is no such signal
	 */
	default void signal(String signal) {
		signal(Signals.parse(signal));
	}

	/**
	 * Freeze all of its processes.
	 * @throws IllegalContainerStateException if it is not running
	 * @see io.github.libcontainerd.client.Client#pause
	 */
	void pause();

	/**
	 * Let it continue after a pause.
	 * @throws IllegalContainerStateException if it is not paused
	 * @see io.github.libcontainerd.client.Client#resume
	 */
	void resume();

	/**
	 * Set the size of its terminal.
	 * @param columns the number of columns
	 * @param rows the number of rows
	 */
	void resize(int columns, int rows);

	/**
	 * Return what it uses.
	 * @return the figures of its control group
	 */
	Stats stats();

	/**
	 * Return what it takes of the disk, whether it runs or was kept after its end.
	 * containerd looks at every file of it for that, so this is not to be asked often.
	 * @return what it takes; empty when it runs from a directory
	 */
	Optional<DiskUsage> diskUsage();

	/**
	 * Kill it if it runs, and remove all that is left of it, its log included.
	 */
	void remove();

}
