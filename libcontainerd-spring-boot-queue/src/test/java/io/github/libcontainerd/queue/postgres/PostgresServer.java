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

package io.github.libcontainerd.queue.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.zaxxer.hikari.HikariDataSource;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ScriptUtils;
import org.springframework.util.FileSystemUtils;

/**
 * A PostgreSQL of the machine, with files of its own, on a port of the loopback
 * interface. One for all tests of this JVM, each of which has a database of its own.
 */
public final class PostgresServer {

	private static PostgresServer shared;

	private final Path directory;

	private final Path programs;

	private final int port;

	private PostgresServer() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			this.port = socket.getLocalPort();
			this.programs = programs();
			this.directory = Files.createTempDirectory(Path.of("/tmp"), "lc-pg-");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		run("chown", "postgres", this.directory.toString());
		asPostgres("initdb", "-D", data(), "-A", "trust", "-U", "postgres", "--no-sync", "-E", "UTF8", "--locale=C");
		start();
	}

	/**
	 * The one of this JVM.
	 */
	public static PostgresServer shared() {
		if (shared == null) {
			PostgresServer server = new PostgresServer();
			Runtime.getRuntime().addShutdownHook(new Thread(server::remove));
			shared = server;
		}
		return shared;
	}

	private static Path programs() throws IOException {
		try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
			return versions.map((version) -> version.resolve("bin"))
				.filter((bin) -> Files.exists(bin.resolve("initdb")))
				.max(Comparator.naturalOrder())
				.orElseThrow();
		}
	}

	private String data() {
		return this.directory.resolve("data").toString();
	}

	/**
	 * Start it, and return when it can be used.
	 */
	public void start() {
		asPostgres("pg_ctl", "-D", data(), "-w", "-l", this.directory.resolve("log").toString(), "-o",
				"-p " + this.port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=" + this.directory
						+ " -c fsync=off -c max_connections=200 -c shared_buffers=32MB",
				"start");
	}

	/**
	 * Stop it.
	 * @param immediately without an orderly end of the connections, as in a crash
	 */
	public void stop(boolean immediately) {
		asPostgres("pg_ctl", "-D", data(), "-w", "-m", immediately ? "immediate" : "fast", "stop");
	}

	private void remove() {
		stop(true);
		try {
			FileSystemUtils.deleteRecursively(this.directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Make a database with the tables of the queue.
	 */
	public String database() {
		String name = emptyDatabase();
		try (HikariDataSource source = pool(name, 1); Connection connection = source.getConnection()) {
			ScriptUtils.executeSqlScript(connection,
					new ClassPathResource("schema-postgresql.sql", PostgresQueueEngine.class));
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
		return name;
	}

	/**
	 * Make a database without tables.
	 */
	public String emptyDatabase() {
		String name = "queue_" + UUID.randomUUID().toString().replace("-", "");
		try (HikariDataSource admin = pool("postgres", 1)) {
			new JdbcTemplate(admin).execute("create database " + name);
		}
		return name;
	}

	public String url(String database) {
		return "jdbc:postgresql://127.0.0.1:" + this.port + "/" + database;
	}

	public HikariDataSource pool(String database, int size) {
		HikariDataSource source = new HikariDataSource();
		source.setJdbcUrl(url(database));
		source.setUsername("postgres");
		source.setMaximumPoolSize(size);
		source.setConnectionTimeout(3000);
		source.setInitializationFailTimeout(-1);
		return source;
	}

	private void asPostgres(String program, String... arguments) {
		List<String> command = new ArrayList<>(List.of("setpriv", "--reuid=postgres", "--regid=postgres",
				"--init-groups", this.programs.resolve(program).toString()));
		command.addAll(List.of(arguments));
		run(command.toArray(String[]::new));
	}

	private void run(String... command) {
		try {
			Path output = Files.createTempFile("lc-pg-", ".out");
			Process process = new ProcessBuilder(command).directory(Path.of("/").toFile())
				.redirectErrorStream(true)
				.redirectOutput(output.toFile())
				.start();
			boolean ended = process.waitFor(60, TimeUnit.SECONDS);
			String text = Files.readString(output);
			Files.delete(output);
			if (!ended || process.exitValue() != 0) {
				throw new IllegalStateException(List.of(command) + ": " + text);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
