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

package io.github.libcontainerd.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An image of the PostgreSQL that is installed on this machine, as Debian's package
 * {@code postgresql} does it, for tests that need a real database and no registry. It
 * knows the environment variable {@code POSTGRES_PASSWORD} of the well-known image, has
 * the user and the database {@code postgres}, and keeps its data in {@code /data}.
 *
 * @since 0.1.0
 */
public final class PostgresImage {

	private static final String BUILD = """
			set -e
			version=$1; root=$2
			mkdir -p $root/bin $root/etc $root/tmp $root/var/run $root/usr/share/postgresql $root/lib64
			bin=/usr/lib/postgresql/$version/bin
			mkdir -p $root$bin $root/usr/lib/postgresql/$version/lib
			cp $bin/postgres $bin/initdb $root$bin/
			cp /usr/lib/postgresql/$version/lib/dict_snowball.so /usr/lib/postgresql/$version/lib/plpgsql.so \
				$root/usr/lib/postgresql/$version/lib/
			cp -r /usr/share/postgresql/$version $root/usr/share/postgresql/
			mkdir -p $root/usr/share/zoneinfo/Etc
			cp -L /usr/share/zoneinfo/Etc/UTC $root/usr/share/zoneinfo/Etc/ || true
			for library in $(ldd $bin/postgres $bin/initdb | grep -o '/[^ ]*' | grep -v ':$' | sort -u); do
				mkdir -p $root$(dirname $library); cp -L $library $root$library
			done
			cp $(command -v busybox) $root/bin/busybox
			for applet in sh mkdir cat echo rm sed; do ln -s busybox $root/bin/$applet; done
			echo 'root:x:0:0::/:/bin/sh' > $root/etc/passwd
			echo 'postgres:x:999:999::/tmp:/bin/sh' >> $root/etc/passwd
			echo 'postgres:x:999:' > $root/etc/group
			mkdir $root/data; chmod 1777 $root/tmp $root/data
			cat > $root/bin/entrypoint <<END
			#!/bin/sh
			set -e
			export PATH=$bin:/bin LC_ALL=C TZ=UTC
			if [ ! -s /data/db/PG_VERSION ]; then
				echo "\\$POSTGRES_PASSWORD" > /tmp/password
				initdb -D /data/db -U postgres --pwfile=/tmp/password -A scram-sha-256 --no-sync -E UTF8 --locale=C
				echo 'host all all all scram-sha-256' >> /data/db/pg_hba.conf
			fi
			exec postgres -D /data/db -k /tmp -c listen_addresses='*' -c fsync=off
			END
			chmod 755 $root/bin/entrypoint
			""";

	private PostgresImage() {
	}

	/**
	 * Make the image.
	 * @param directory an empty directory for what it is made of, which may be deleted
	 * afterwards
	 * @return the image
	 * @throws IllegalStateException if there is no PostgreSQL on this machine, or a
	 * program fails
	 * @throws UncheckedIOException if the directory can't be written
	 */
	public static TestImage create(Path directory) {
		Path root = directory.resolve("root");
		Path tar = directory.resolve("root.tar");
		try {
			run("sh", "-c", BUILD, "build", version(), root.toString());
			run("tar", "--owner=0", "--group=0", "-C", root.toString(), "-cf", tar.toString(), ".");
			return TestImage.builder()
				.config("Entrypoint", List.of("/bin/entrypoint"))
				.config("User", "postgres")
				.config("StopSignal", "SIGINT")
				.layer(Files.readAllBytes(tar), TestImage.Compression.NONE)
				.build();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot make the image in " + directory, ex);
		}
	}

	private static String version() throws IOException {
		Path versions = Path.of("/usr/lib/postgresql");
		if (Files.isDirectory(versions)) {
			try (Stream<Path> all = Files.list(versions)) {
				Optional<Path> found = all.filter((version) -> Files.isExecutable(version.resolve("bin/initdb")))
					.findFirst();
				if (found.isPresent()) {
					return found.get().getFileName().toString();
				}
			}
		}
		throw new IllegalStateException("There is no PostgreSQL in " + versions
				+ "; install it, for example with 'apt-get install postgresql'");
	}

	private static void run(String... command) throws IOException {
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		try {
			if (process.waitFor() != 0) {
				throw new IllegalStateException(command[0] + " failed: " + output);
			}
		}
		catch (InterruptedException ex) {
			process.destroyForcibly();
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while waiting for " + command[0], ex);
		}
	}

}
