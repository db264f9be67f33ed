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
package io.github.libcontainerd.boot.autoconfigure.compose;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.origin.Origin;

import io.github.libcontainerd.boot.container.ComposeFileException;
import io.github.libcontainerd.image.Platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link ServiceTranslation} and what it translates with.
 */
class ServiceTranslationTests {

	private static final String TOP = """

			volumes:
			  data:
			  other: { name: real, external: true }
			networks:
			  back:
			  outside: { name: real-net, external: true }
			secrets:
			  key: { file: ./key.pem }
			  missing: { file: ./missing.pem }
			configs:
			  conf: { file: ./key.pem }
			name: shop
			""";

	@TempDir
	private Path directory;

	private ComposeFiles files;

	@BeforeEach
	void setUp() {
		this.files = new ComposeFiles(this.directory).variable("HOST_VALUE", "from outside")
			.file("key.pem", "secret")
			.file("web.env", "A=file\nB=file\n")
			.file("raw.env", "Q='x' # y\n");
	}

	static Stream<Arguments> accepted() {
		return Stream.of(arguments("ports: ['5432']", "ports[0]=5432"), arguments("ports: [8080]", "ports[0]=8080"),
				arguments("ports: [22:22]", "ports[0]=22:22"), arguments("ports: ['8080:80']", "ports[0]=8080:80"),
				arguments("ports: ['127.0.0.1:8080:80/tcp']", "ports[0]=127.0.0.1:8080:80/tcp"),
				arguments("ports: ['127.0.0.1::80']", "ports[0]=127.0.0.1::80"),
				arguments("ports: ['0.0.0.0:53:53/udp']", "ports[0]=0.0.0.0:53:53/udp"),
				arguments("ports: ['8000-8001:80']", "ports[0]=8000-8001:80"),
				arguments("ports: ['8000-8001:9000-9001']", "ports[0]=8000:9000 ports[1]=8001:9001"),
				arguments("ports: ['127.0.0.1:8000-8001:9000-9001']",
						"ports[0]=127.0.0.1:8000:9000 ports[1]=127.0.0.1:8001:9001"),
				arguments("ports: ['9000-9001']", "ports[0]=9000 ports[1]=9001"), arguments("ports: []", ""),
				arguments("ports:", ""), arguments("ports: [{ target: 80 }]", "ports[0]=80"),
				arguments("ports: [{ target: 80, published: '8080', host_ip: 127.0.0.1, protocol: udp, mode: host }]",
						"ports[0]=127.0.0.1:8080:80/udp"),
				arguments("ports: [{ target: 80, published: 8000-8001, name: web, app_protocol: http }]",
						"ports[0]=8000-8001:80"),
				arguments("expose: ['80', 81]", ""),
				arguments("environment: { A: 1, B: yes, C: }", "env[A]=1 env[B]=yes"),
				arguments("environment: [A=b=c, HOST_VALUE, D=]", "env[A]=b=c env[D]= env[HOST_VALUE]=from outside"),
				arguments("environment: { HOST_VALUE: }", "env[HOST_VALUE]=from outside"),
				arguments("environment: { discovery.type: single }", "env[discovery.type]=single"),
				arguments("environment: { A: '$$HOME ${HOST_VALUE} $${X}' }", "env[A]=$HOME from outside \\${X}"),
				arguments("env_file: web.env", "env[A]=file env[B]=file"),
				arguments("env_file: [web.env, { path: none.env, required: false }]", "env[A]=file env[B]=file"),
				arguments("env_file: [{ path: raw.env, format: raw }]", "env[Q]='x' # y"),
				arguments("{ env_file: web.env, environment: { B: mine } }", "env[A]=file env[B]=mine"),
				arguments("volumes: ['data:/data']", "volumes[0]=shop_data:/data"),
				arguments("volumes: ['other:/data:ro']", "volumes[0]=real:/data:ro"),
				arguments("volumes: ['./a:/a', '../b:/b:ro', '/c:/c:rw,cached', '.:/d']",
						"volumes[0]=DIR/a:/a volumes[1]=PARENT/b:/b:ro volumes[2]=/c:/c volumes[3]=DIR:/d"),
				arguments("volumes: ['~/a:/a']", "volumes[0]=HOME/a:/a"), arguments("volumes: [/anonymous]", ""),
				arguments("volumes: [{ type: bind, source: ./a, target: /a, read_only: true }]",
						"volumes[0]=DIR/a:/a:ro"),
				arguments("volumes: [{ type: volume, source: data, target: /a }]", "volumes[0]=shop_data:/a"),
				arguments("volumes: [{ type: volume, target: /a }]", ""),
				arguments("volumes: [{ type: tmpfs, target: /a, tmpfs: { size: 1k } }]",
						"mounts[0].target=/a mounts[0].size=1024B"),
				arguments("tmpfs: /run", "mounts[0].target=/run"),
				arguments("tmpfs: [/run, '/tmp:size=64m,noexec']",
						"mounts[0].target=/run mounts[1].target=/tmp mounts[1].size=67108864B"),
				arguments("shm_size: 1.5g", "mounts[0].target=/dev/shm mounts[0].size=1610612736B"),
				arguments("secrets: [key]", "volumes[0]=DIR/key.pem:/run/secrets/key:ro"),
				arguments("secrets: [{ source: key, target: it, mode: 0400 }]",
						"volumes[0]=DIR/key.pem:/run/secrets/it:ro"),
				arguments("configs: [conf, { source: conf, target: /etc/conf }]",
						"volumes[0]=DIR/key.pem:/conf:ro volumes[1]=DIR/key.pem:/etc/conf:ro"),
				arguments("command: serve --name 'a b' \"c \\\" d\" e\\ f ''",
						"command[0]=serve command[1]=--name command[2]=a b command[3]=c \" d command[4]=e f command[5]="),
				arguments("command: [sh, -c, 'a && b']", "command[0]=sh command[1]=-c command[2]=a && b"),
				arguments("command: sh -c 'a | b'", "command[0]=sh command[1]=-c command[2]=a | b"),
				arguments("command:", ""),
				arguments("entrypoint: /bin/sh -e", "entrypoint[0]=/bin/sh entrypoint[1]=-e"),
				arguments("entrypoint: []", "entrypoint="),
				arguments("healthcheck: { test: pg_isready || exit 1, interval: 1m30s, timeout: 500ms, retries: 5 }",
						"health.command[0]=/bin/sh health.command[1]=-c health.command[2]=pg_isready || exit 1"
								+ " health.interval=90s health.timeout=500000000ns health.retries=5 wait-for.health=true"),
				arguments("healthcheck: { test: [CMD, a, b], start_period: 1h, start_interval: 2s, timeout: 0s }",
						"health.command[0]=a health.command[1]=b health.start-period=3600s health.start-interval=2s"
								+ " wait-for.health=true"),
				arguments("healthcheck: { test: [CMD-SHELL, a b] }",
						"health.command[0]=/bin/sh health.command[1]=-c health.command[2]=a b wait-for.health=true"),
				arguments("healthcheck: { test: [NONE] }", "health.enabled=false"),
				arguments("healthcheck: { disable: true }", "health.enabled=false"),
				arguments("labels: { a.b/c: d, e: }", "labels[a.b/c]=d labels[e]="),
				arguments("labels: [a.b=c=d, e]", "labels[a.b]=c=d labels[e]="),
				arguments("networks: [back, outside]", "networks[0]=shop_back networks[1]=real-net"),
				arguments("networks: { back: { aliases: [a, b] }, default: }",
						"networks[0]=shop_back networks[1]=shop_default aliases[0]=a aliases[1]=b"),
				arguments("ports: ['[::1]:8080:80', { target: 81, host_ip: '::' }]",
						"ports[0]=[::1]:8080:80 ports[1]=[::]::81"),
				arguments("network_mode: host", "networks[0]=host"),
				arguments("network_mode: none", "networks[0]=none"),
				arguments("container_name: shop-web", "aliases[0]=shop-web"),
				arguments("{ restart: no, user: '1000:1000', working_dir: /srv, hostname: here }",
						"restart=no user=1000:1000 working-dir=/srv hostname=here"),
				arguments("{ mem_limit: 512m, cpus: 1.5, pids_limit: 100 }", "memory=512m cpus=1.5 pids=100"),
				arguments("{ cpus: 0, pids_limit: -1 }", ""),
				arguments("deploy: { resources: { limits: { cpus: '0.5', memory: 50M, pids: 7 } } }",
						"cpus=0.5 memory=50M pids=7"),
				arguments("deploy: { replicas: 1, restart_policy: { condition: on-failure, max_attempts: 3 } }",
						"restart=on-failure:3"),
				arguments("{ read_only: true, init: true, tty: true, stop_signal: SIGINT, stop_grace_period: 1m }",
						"read-only=true init=true tty=true stop-signal=SIGINT stop-grace=60s"),
				arguments("{ privileged: false, stdin_open: false, read_only: false, init: false }", ""),
				arguments("{ cap_add: [CAP_NET_ADMIN], cap_drop: [ALL] }", "cap-add[0]=NET_ADMIN cap-drop[0]=ALL"),
				arguments("devices: ['/dev/fuse', '/dev/a:/dev/b:r']",
						"devices[0]=/dev/fuse devices[1]=/dev/a:/dev/b:r"),
				arguments("security_opt: ['no-new-privileges:true']", ""),
				arguments("pull_policy: if_not_present", "pull=missing"),
				arguments("pull_policy: always", "pull=always"), arguments("platform: " + Platform.host(), ""),
				arguments("logging: { driver: none }", "log=none"), arguments("logging: { driver: json-file }", ""),
				arguments("{ scale: 1, x-mine: { a: b } }", ""),
				arguments("{ attach: false, develop: { watch: [] }, build: . }", ""));
	}

	@ParameterizedTest
	@MethodSource
	void accepted(String service, String expected) {
		Map<String, String> actual = new TreeMap<>(this.files.properties(yaml(service)));
		assertThat(actual.remove("containers.web.image")).isEqualTo("web:1");
		if (!expected.contains("networks[0]")) {
			assertThat(actual.remove("containers.web.networks[0]")).isEqualTo("shop_default");
		}
		String text = actual.entrySet()
			.stream()
			.map((entry) -> entry.getKey().replace("containers.web.", "") + "=" + entry.getValue())
			.sorted()
			.collect(Collectors.joining(" "));
		assertThat(Stream.of(text.split(" ")).sorted()).containsExactlyElementsOf(
				Stream
					.of(expected.replace("DIR", this.directory.toString())
						.replace("PARENT", String.valueOf(this.directory.getParent()))
						.replace("HOME/", System.getProperty("user.home") + "/")
						.split(" "))
					.sorted()
					.toList());
	}

	static Stream<Arguments> refused() {
		return Stream.of(arguments("ports: ['0:80']", "8080:80"), arguments("ports: ['70000']", "8080:80"),
				arguments("ports: ['localhost:80:80']", "8080:80"), arguments("ports: ['80/sctp']", "8080:80"),
				arguments("ports: ['9-8']", "8080:80"), arguments("ports: ['1-3:1-2']", "different lengths"),
				arguments("ports: ['1-2000']", "more than 1000"), arguments("ports: ['']", "8080:80"),
				arguments("ports: '80'", "make it a list"), arguments("ports: [{ published: 80 }]", "target"),
				arguments("ports: [{ target: 80, x: 1 }]", "remove"),
				arguments("volumes: ['nothing:/data']", "under 'volumes' of the file"),
				arguments("volumes: ['./a:/a:Z']", "'Z'"), arguments("volumes: ['./a:a']", "absolute"),
				arguments("volumes: ['a:b:c:d']", "name:/path"),
				arguments("volumes: ['.:/app', /app/modules]", "within another volume"),
				arguments("{ volumes: [/a], read_only: true }", "the service is read-only"),
				arguments("volumes: [{ type: npipe, source: a, target: /a }]", "'bind', 'volume' or 'tmpfs'"),
				arguments("volumes: [{ type: bind, source: ./x, target: /a, bind: { propagation: shared } }]",
						"remove"),
				arguments("volumes: [{ type: bind, source: ./x, target: /a, bind: { create_host_path: false } }]",
						"create it"),
				arguments("volumes: [{ type: volume, source: data, target: /a, volume: { nocopy: true } }]", "remove"),
				arguments("volumes: ['./docker.sock:/var/run/docker.sock']", "Docker Engine"),
				arguments("tmpfs: '/run:mode=700'", "mode=700"), arguments("shm_size: lots", "512m"),
				arguments("secrets: [missing]", "create it"),
				arguments("secrets: [other]", "under 'secrets' of the file"),
				arguments("env_file: none.env", "required: false"), arguments("command: a && b", "[sh, -c"),
				arguments("command: \"a 'b\"", "close it"), arguments("command: []", "entrypoint"),
				arguments("healthcheck: { interval: 1s }", "test"), arguments("healthcheck: { test: [a] }", "CMD"),
				arguments("healthcheck: { test: [CMD, a], interval: 5 }", "1m30s"),
				arguments("healthcheck: { test: [CMD, a], retries: many }", "a number"),
				arguments("networks: [missing]", "under 'networks' of the file"),
				arguments("networks: { back: { ipv4_address: 10.0.0.1 } }", "by name"),
				arguments("network_mode: 'service:db'", "'host' or 'none'"),
				arguments("{ network_mode: host, networks: [back] }", "remove one"),
				arguments("mem_limit: 0", "1 byte"), arguments("cpus: many", "1.5"),
				arguments("pids_limit: few", "100"),
				arguments("{ mem_limit: 1g, deploy: { resources: { limits: { memory: 2g } } } }", "remove one of both"),
				arguments("deploy: { replicas: 2 }", "one service for each container"),
				arguments("deploy: { placement: {} }", "Swarm"),
				arguments("deploy: { resources: { reservations: {} } }", "limits"),
				arguments("deploy: { restart_policy: { condition: any, max_attempts: 2 } }", "on-failure"),
				arguments("privileged: true", "cap_add"), arguments("stdin_open: true", "RunRequestCustomizer"),
				arguments("security_opt: [seccomp=unconfined]", "RunRequestCustomizer"),
				arguments("init: maybe", "'true' or 'false'"), arguments("pull_policy: daily", "'always'"),
				arguments("platform: linux/s390x", "remove it"), arguments("logging: { driver: syslog }", "web.log"),
				arguments("logging: { options: { max-size: 1m } }", "remove"),
				arguments("extends: { service: a }", "<<"), arguments("links: [db]", "depends_on"),
				arguments("extra_hosts: ['a:1.1.1.1']", "alias"), arguments("dns: 1.1.1.1", "by name"),
				arguments("sysctls: [a=b]", "RunRequestCustomizer"),
				arguments("ulimits: { nofile: 1 }", "RunRequestCustomizer"),
				arguments("labels: { 'a[b]': c }", "without brackets"), arguments("imagge: x", "correct its name"),
				arguments("environment: { A: { b: c } }", "make it a single value"),
				arguments("stop_grace_period: 99999999999h", "shorter"), arguments("user: [a]", "single value"));
	}

	@ParameterizedTest
	@MethodSource
	void refused(String service, String remedy) {
		ComposeFileException refused = this.files.refused(yaml(service));
		assertThat(refused).isNotNull();
		assertThat(refused.file()).hasFileName("compose.yaml");
		assertThat(refused.line()).isEqualTo(5);
		assertThat(refused.problem()).contains("services.web");
		assertThat(refused.problem() + "; " + refused.remedy()).contains(remedy);
	}

	@Test
	void eachPropertyKnowsItsLine() {
		ComposeProject project = this.files.file("compose.yaml", """
				services:
				  web:
				    image: web:1
				    ports:
				      - '80'
				      - '81'
				""").project();
		assertThat(project.properties().entrySet())
			.extracting((entry) -> entry.getKey() + " " + Origin.from(entry.getValue()))
			.contains("libcontainerd.containers.web.image file [" + this.directory + "/compose.yaml] - 3:12",
					"libcontainerd.containers.web.ports[1] file [" + this.directory + "/compose.yaml] - 6:9");
	}

	// The fragment begins in line 5.
	private static String yaml(String service) {
		return "services:\n  web:\n    image: web:1\n    <<:\n      "
				+ (service.startsWith("{") ? service : "{ " + service + " }") + TOP;
	}

}
