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

package io.github.libcontainerd.boot.actuate;

import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.test.web.servlet.assertj.MvcTestResultAssert;

import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.DaemonErrorException;
import io.github.libcontainerd.DaemonUnavailableException;
import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.IllegalContainerStateException;
import io.github.libcontainerd.OperationTimeoutException;
import io.github.libcontainerd.OutputStreamName;
import io.github.libcontainerd.boot.StatsFixtures;
import io.github.libcontainerd.log.LogEntry;
import io.github.libcontainerd.log.LogOption;
import io.github.libcontainerd.run.RunningContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

/**
 * Tests for {@link ContainersEndpoint} and {@link ContainersEndpointWebExtension}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ContainersEndpointWebTests extends AbstractEndpointWebTests {

	private static final String UNRESTRICTED = "management.endpoint.containers.access=unrestricted";

	private static final String SHOW = "management.endpoint.containers.show-values=always";

	@Test
	void containersAreListed() {
		this.client
			.with("a", ContainerStatus.RUNNING, 2, "alpine", Map.of("team", "blue", "password", "x"),
					StatsFixtures.v2())
			.with("b", ContainerStatus.EXITED, 1, null, Map.of(), null);
		run((web) -> {
			get(web, "/actuator/containers").hasStatusOk();
			json(web, "/actuator/containers").contains("\"namespace\":\"default\"", "\"total\":2")
				.contains("\"id\":\"a\",\"status\":\"running\",\"pid\":4711,\"run\":2", "\"image\":\"alpine\"",
						"\"cpuTime\":\"PT2S\",\"memoryUsage\":1000,\"memoryWorkingSet\":800,\"memoryLimit\":4000,"
								+ "\"processCount\":5")
				.contains("\"id\":\"b\",\"status\":\"exited\"")
				.doesNotContain("blue", "problems", "null");
		});
		assertThat(this.client.statsCalls()).isEqualTo(2);
	}

	@Test
	void keptContainerIsListedWithItsEndAndCanBeDeleted() {
		this.client.withKept("job", new ExitStatus(137, true, false, Instant.EPOCH, false, true));
		run((web) -> {
			String end = "\"exit\":{\"exitCode\":137,\"oomKilled\":false,\"timedOut\":true,"
					+ "\"exitedAt\":\"1970-01-01T00:00:00Z\"}";
			json(web, "/actuator/containers").contains("\"id\":\"job\",\"status\":\"exited\"", end);
			json(web, "/actuator/containers/job").contains(end);
			assertThat(web.delete().uri("/actuator/containers/job")).hasStatus(204);
		}, UNRESTRICTED);
		assertThat(this.client.calls()).containsExactly("delete job");
	}

	@Test
	void listIsLimited() {
		this.client.with("a", null).with("b", null);
		run((web) -> {
			json(web, "/actuator/containers?limit=1").contains("\"total\":2", "\"id\":\"a\"")
				.doesNotContain("\"id\":\"b\"");
			get(web, "/actuator/containers?limit=0").hasStatus(400);
			get(web, "/actuator/containers?limit=x").hasStatus(400);
		});
	}

	@Test
	void labelsAreSanitized() {
		this.client.with("a", ContainerStatus.RUNNING, 2, "alpine", Map.of("team", "blue", "password", "x"), null);
		run((web) -> json(web, "/actuator/containers/a").contains("\"team\":\"******\"", "\"password\":\"******\""));
		run((web) -> json(web, "/actuator/containers/a").contains("\"team\":\"blue\"", "\"password\":\"******\""),
				SHOW);
		run((web) -> {
			json(web, "/actuator/containers").contains("\"team\":\"******\"");
			Principal principal = () -> "admin";
			assertThat(web.get().uri("/actuator/containers").principal(principal)).bodyText()
				.contains("\"team\":\"blue\"");
		}, "management.endpoint.containers.show-values=when-authorized");
	}

	@Test
	void containerIsShown() {
		this.client.with("a.b-c_d", StatsFixtures.v2());
		run((web) -> {
			json(web, "/actuator/containers/a.b-c_d").contains("\"pids\":[4711,4712]", "\"usage\":{");
			get(web, "/actuator/containers/none").hasStatus(404);
		});
	}

	@Test
	void whatAContainerTakesOfTheDiskIsShown() {
		this.client.with("a", null).withDirectory("plain");
		run((web) -> {
			json(web, "/actuator/containers/a/disk").isEqualTo("{\"bytes\":4096,\"files\":2}");
			refused(get(web, "/actuator/containers/plain/disk"), 404,
					"Container 'plain' runs from a directory, so that nothing of the disk is its own");
			refused(get(web, "/actuator/containers/none/disk"), 404, "There is no container 'none' in");
		});
	}

	@Test
	void statsAreShown() {
		this.client.with("a", StatsFixtures.v2()).with("b", StatsFixtures.v1()).with("c", null);
		run((web) -> {
			json(web, "/actuator/containers/a/stats").contains("\"cgroup\":\"v2\"", "\"throttledPeriods\":7",
					"\"limit\":4000", "{\"device\":\"8:0\",\"readBytes\":100,\"writeBytes\":10", "\"oomKills\":1");
			json(web, "/actuator/containers/b/stats").contains("\"cgroup\":\"v1\"")
				.doesNotContain("limit", "blockIo", "oomKills", "swap");
			get(web, "/actuator/containers/c/stats").hasStatus(404);
			get(web, "/actuator/containers/none/stats").hasStatus(404);
			get(web, "/actuator/containers/a/spec").hasStatus(404);
		});
	}

	@Test
	void theEndOfTheLogIsShown() {
		RunningContainer container = mock();
		given(this.client.containers().find("a")).willReturn(Optional.of(container));
		given(this.client.containers().find("none")).willReturn(Optional.empty());
		AtomicInteger closed = new AtomicInteger();
		given(container.logs(any())).willAnswer((call) -> {
			LogOption.Tail tail = call.getArgument(0);
			return Stream
				.of(new LogEntry(Instant.EPOCH, OutputStreamName.STDOUT, "of " + tail.lines(), true),
						new LogEntry(Instant.EPOCH, OutputStreamName.STDERR, "two", true))
				.onClose(closed::incrementAndGet);
		});
		run((web) -> {
			json(web, "/actuator/containers/a/logs")
				.isEqualTo("{\"lines\":[{\"time\":\"1970-01-01T00:00:00Z\",\"stream\":\"stdout\",\"text\":\"of 100\"},"
						+ "{\"time\":\"1970-01-01T00:00:00Z\",\"stream\":\"stderr\",\"text\":\"two\"}]}");
			json(web, "/actuator/containers/a/logs?lines=3").contains("of 3");
			get(web, "/actuator/containers/a/logs?lines=0").hasStatus(400);
			get(web, "/actuator/containers/a/logs?lines=10001").hasStatus(400);
			get(web, "/actuator/containers/none/logs").hasStatus(404);
		});
		assertThat(closed).hasValue(2);
	}

	@Test
	void readingALogTakesNoContainerOver() {
		this.client.restorable("old");
		run((web) -> get(web, "/actuator/containers/old/logs").hasStatus(404));
		verify(this.client.containers(), never()).find("old");
	}

	@Test
	void aContainerWithoutALogIsAConflict() {
		RunningContainer container = mock();
		given(this.client.containers().find("a")).willReturn(Optional.of(container));
		given(container.logs(any())).willThrow(new IllegalContainerStateException(null, "secret words", null));
		run((web) -> get(web, "/actuator/containers/a/logs").hasStatus(409).bodyText().doesNotContain("secret"));
	}

	@Test
	void containersOfAnotherNamespaceAreShown() {
		this.other.with("z", StatsFixtures.v2());
		run((web) -> {
			json(web, "/actuator/containers?namespace=other").contains("\"id\":\"z\"");
			get(web, "/actuator/containers/z?namespace=other").hasStatusOk();
			get(web, "/actuator/containers/z").hasStatus(404);
			get(web, "/actuator/containers?namespace=none").hasStatus(404);
		});
	}

	@Test
	void listIsShownWithoutFiguresWhileContainerdIsAway() {
		this.client.with("a", StatsFixtures.v2());
		this.client.beforeStats(() -> {
			throw new DaemonUnavailableException(null, "secret words", null);
		});
		run((web) -> {
			json(web, "/actuator/containers")
				.contains("\"id\":\"a\"", "\"problems\":{\"stats\":\"containerd does not answer\"}")
				.doesNotContain("secret");
			get(web, "/actuator/containers/a").hasStatusOk();
			get(web, "/actuator/containers/a/stats").hasStatus(503);
		});
	}

	@Test
	void failuresHaveTheirStatus(CapturedOutput output) {
		this.client.with("a", StatsFixtures.v2());
		run((web) -> {
			this.client.beforeStats(() -> {
				throw new OperationTimeoutException(null, "secret words", null);
			});
			get(web, "/actuator/containers/a/stats").hasStatus(504);
			this.client.beforeStats(() -> {
				throw new DaemonErrorException(null, "secret words", null);
			});
			get(web, "/actuator/containers/a/stats").hasStatus(500);
			json(web, "/actuator/containers/a/stats")
				.isEqualTo("{\"problem\":\"containerd failed; the log says more\"}");
		});
		assertThat(output).contains("secret words");
	}

	@Test
	void nothingCanBeChangedUnlessAccessIsRaised() {
		this.client.with("a", null);
		run((web) -> {
			post(web, "/actuator/containers/a/pause", "{}").hasStatus(405);
			assertThat(web.delete().uri("/actuator/containers/a")).hasStatus(405);
		});
		run((web) -> post(web, "/actuator/containers/a/pause", "{}").hasStatus(405), UNRESTRICTED,
				"management.endpoints.access.max-permitted=read-only");
		assertThat(this.client.calls()).isEmpty();
	}

	@Test
	void containersAreControlledWithRaisedAccess() {
		this.client.with("a", null).with("b", ContainerStatus.PAUSED, 1, null, Map.of(), null);
		run((web) -> {
			post(web, "/actuator/containers/a/pause", "{}").hasStatus(204);
			post(web, "/actuator/containers/b/resume", "").hasStatus(204);
			post(web, "/actuator/containers/a/signal", "{\"signal\":10}").hasStatus(204);
			post(web, "/actuator/containers/a/stop", "{\"graceSeconds\":3}").hasStatusOk()
				.bodyText()
				.contains("\"exitCode\":143");
			post(web, "/actuator/containers/a/stop", "").hasStatusOk();
			assertThat(web.delete().uri("/actuator/containers/a")).hasStatus(204);
		}, UNRESTRICTED);
		assertThat(this.client.calls()).containsExactly("pause a", "resume b", "signal a 10", "stop a PT3S",
				"stop a PT10S", "delete a");
	}

	@Test
	void keptContainerIsStartedAgain() {
		this.client.withKept("job", new ExitStatus(3, true, false, Instant.EPOCH, false));
		RunningContainer container = mock();
		given(this.client.containers().find("job")).willReturn(Optional.of(container));
		run((web) -> {
			post(web, "/actuator/containers/job/start", "{}").hasStatus(204);
			post(web, "/actuator/containers/none/start", "{}").hasStatus(404);
			given(container.start()).willThrow(new IllegalContainerStateException(null, "it runs", null));
			post(web, "/actuator/containers/job/start", "{}").hasStatus(409);
		}, UNRESTRICTED);
	}

	@Test
	void signalsAreGivenByNameOrNumber() {
		this.client.with("a", null);
		run((web) -> {
			for (String signal : List.of("\"SIGTERM\"", "\"TERM\"", "\"15\"", "15")) {
				post(web, "/actuator/containers/a/signal", "{\"signal\":" + signal + "}").hasStatus(204);
			}
			refused(post(web, "/actuator/containers/a/signal", "{\"signal\":\"SIGNOTHING\"}"), 400,
					"'signal' must be a signal, such as SIGTERM, TERM or 15, not 'SIGNOTHING'");
			refused(post(web, "/actuator/containers/a/signal", "{}"), 400,
					"'signal' must be a signal, such as SIGTERM, TERM or 15");
		}, UNRESTRICTED);
		assertThat(this.client.calls()).hasSize(4).containsOnly("signal a 15");
	}

	@Test
	void refusalsSayWhatIsWrongAndWhatThereIs() {
		this.client.with("a", null);
		RunningContainer container = mock();
		given(this.client.containers().find("a")).willReturn(Optional.of(container));
		given(container.logs(any())).willThrow(new IllegalContainerStateException(null, "secret words", null));
		run((web) -> {
			refused(get(web, "/actuator/containers/none"), 404, "There is no container 'none' in namespace 'default';"
					+ " the endpoint without an id lists those that there are");
			refused(get(web, "/actuator/containers?namespace=x"), 404,
					"There is no client for namespace 'x'; there are [default, other]");
			refused(get(web, "/actuator/containers/a/spec"), 404,
					"There is no 'spec' of a container; there are [disk, logs, stats]");
			refused(get(web, "/actuator/containers/a/stats"), 404, "There are no stats of container 'a' now");
			refused(get(web, "/actuator/containers/none/stats"), 404, "There is no container 'none' in");
			refused(get(web, "/actuator/containers/a/logs"), 409,
					"The output of container 'a' goes to no file and no" + " memory, so that there is nothing to read");
			refused(get(web, "/actuator/containers?limit=x"), 400, "'limit' must be a number, not 'x'");
			refused(get(web, "/actuator/containers?limit=0"), 400,
					"'limit' must be a number from 1 to 2147483647, not 0");
			refused(get(web, "/actuator/containers/a/logs?lines=many"), 400, "'lines' must be a number, not 'many'");
			refused(post(web, "/actuator/containers/a/explode", "{}"), 400,
					"'explode' is no action; there are pause, resume, signal, start and stop");
			refused(post(web, "/actuator/containers/a/stop", "{\"graceSeconds\":\"long\"}"), 400,
					"'graceSeconds' must be a number, not 'long'");
			refused(post(web, "/actuator/containers/a/stop", "{\"graceSeconds\":999}"), 400,
					"'graceSeconds' must be a number from 0 to 300, not 999");
			refused(post(web, "/actuator/containers/none/pause", "{}"), 404, "There is no container 'none' in");
			refused(post(web, "/actuator/containers/a/pause", "{\"namespace\":\"x\"}"), 404,
					"There is no client for namespace 'x'; there are [default, other]");
			refused(post(web, "/actuator/containers/a/resume", "{}"), 409,
					"The state of the container does not allow it: it is running");
			refused(assertThat(web.delete().uri("/actuator/containers/none")), 404, "There is no container 'none' in");
		}, UNRESTRICTED);
	}

	private static void refused(MvcTestResultAssert response, int status, String problem) {
		response.hasStatus(status).bodyText().startsWith("{\"problem\":\"" + problem);
	}

	@Test
	void impossibleRequestsAreRefused() {
		this.client.with("a", null);
		run((web) -> {
			post(web, "/actuator/containers/none/pause", "{}").hasStatus(404).bodyText().doesNotContain("secret");
			post(web, "/actuator/containers/a/pause", "{\"namespace\":\"none\"}").hasStatus(404);
			assertThat(web.delete().uri("/actuator/containers/none")).hasStatus(404);
			post(web, "/actuator/containers/a/resume", "{}").hasStatus(409).bodyText().doesNotContain("secret");
			post(web, "/actuator/containers/a/explode", "{}").hasStatus(400);
			post(web, "/actuator/containers/a/signal", "{}").hasStatus(400);
			post(web, "/actuator/containers/a/signal", "{\"signal\":65}").hasStatus(400);
			post(web, "/actuator/containers/a/stop", "{\"graceSeconds\":-1}").hasStatus(400);
			post(web, "/actuator/containers/a/stop", "{\"graceSeconds\":100000}").hasStatus(400);
		}, UNRESTRICTED);
		assertThat(this.client.calls()).isEmpty();
	}

}
