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
package io.github.libcontainerd.contract;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.github.libcontainerd.ContainerInfo;
import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.IllegalContainerStateException;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.log.LogEntry;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.RunningContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * A container that is kept after its end.
 */
abstract class KeptContract extends ImageRunTest {

	private static List<String> texts(RunningContainer container) {
		try (Stream<LogEntry> logs = container.logs()) {
			return logs.map(LogEntry::text).toList();
		}
	}

	private RunRequest.Builder job(String script) {
		return script(image(), script).id("job").label("team", "blue").remove(false);
	}

	private void reopen() {
		this.remote.close();
		this.backend = new RecordingBackend();
		open();
	}

	@Test
	void keptContainerIsListedByTheClientToo() {
		containers().run(job("exit 6").build());
		for (int i = 0; i < 2; i++) {
			ContainerInfo info = this.client.inspect("job");
			assertThat(this.client.list()).containsExactly(info);
			assertThat(info.status()).isEqualTo(ContainerStatus.EXITED);
			assertThat(info.kept()).isTrue();
			assertThat(info.pid()).isZero();
			assertThat(info.image()).contains("busybox");
			assertThat(info.labels()).containsEntry("team", "blue");
			assertThat(info.exit()).isNotNull();
			assertThat(info.exit().code()).isEqualTo(6);
			assertThat(info.exit().exitedAt()).isNotNull();
			assertThat(containers().list()).extracting(RunningContainer::id).containsExactly("job");
			// The same to a process that comes later.
			reopen();
		}
		this.client.delete("job");
		assertThat(this.client.list()).isEmpty();
		assertThat(containers().list()).isEmpty();
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> this.client.inspect("job"));
	}

	@Test
	void listenerOfTheEndFindsTheKeptContainer() {
		this.backend.onChange((id, info) -> {
			if (info.change() == StateChange.EXIT) {
				ContainerInfo found = this.client.inspect(id);
				assertThat(found.kept()).isTrue();
				this.client.delete(id);
			}
		});
		containers().run(job("exit 0").build());
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(this.client.list()).isEmpty());
		assertThat(containers().find("job")).isEmpty();
	}

	@Test
	void whatDoesNotRunSaysSo() {
		containers().run(job("exit 6").build());
		RunningContainer found = containers().find("job").orElseThrow();
		assertThat(this.client.stop("job", Duration.ZERO).code()).isEqualTo(6);
		assertThat(this.client.waitForExit("job")).isCompletedWithValueMatching((end) -> end.code() == 6);
		assertThat(this.client.pids("job")).isEmpty();
		assertThatExceptionOfType(IllegalContainerStateException.class).isThrownBy(() -> found.signal(9));
		assertThatExceptionOfType(IllegalContainerStateException.class).isThrownBy(found::pause);
		assertThatExceptionOfType(IllegalContainerStateException.class).isThrownBy(found::stats);
		assertThatExceptionOfType(IllegalContainerStateException.class)
			.isThrownBy(() -> found.exec((exec) -> exec.command("id").user("app")))
			.withMessageContaining("start it again");
		found.remove();
	}

	@Test
	void whatAContainerRunsByIsKnown() {
		RunningContainer container = containers()
			.start(job("while true; do sleep 1; done").env("COLOUR", "red").build());
		assertThat(this.client.spec("job").process().env()).contains("COLOUR=red");
		container.stop(Duration.ZERO);
		for (int i = 0; i < 2; i++) {
			assertThat(this.client.spec("job").process().env()).contains("COLOUR=red");
			assertThat(this.client.spec("job").process().args()).contains("while true; do sleep 1; done");
			// The same to a process that comes later.
			reopen();
		}
		this.client.delete("job");
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> this.client.spec("job"))
			.withMessageContaining("get the specification of container 'job'")
			.withMessageContaining("there is no such container");
	}

	@Test
	void keptContainerIsStartedAgainWithItsFiles() {
		RunningContainer first = containers().start(job("echo run >> /count; cat /count | wc -l; exit 5").build());
		assertThat(end(first.exit()).code()).isEqualTo(5);
		RunningContainer second = first.start();
		assertThat(end(second.exit()).code()).isEqualTo(5);
		assertThat(first.exit()).isCompletedWithValueMatching((end) -> end.code() == 5);
		assertThat(this.backend.states("job")).containsExactly(StateChange.START, StateChange.EXIT, StateChange.START,
				StateChange.EXIT);
		// By a process that comes later.
		reopen();
		RunningContainer third = containers().find("job").orElseThrow().start();
		assertThat(end(third.exit()).code()).isEqualTo(5);
		assertThat(this.backend.states("job")).containsExactly(StateChange.START, StateChange.EXIT);
		assertThat(texts(third)).containsExactly("1", "2", "3");
		assertThat(this.client.list()).singleElement().matches(ContainerInfo::kept);
		third.remove();
		assertThat(containers().list()).isEmpty();
	}

	@Test
	void whatRunsAgainIsOneThatRuns() {
		RunningContainer first = containers().start(job("echo begun; [ -e /mark ] && sleep 1000; touch /mark").build());
		end(first.exit());
		RunningContainer second = first.start();
		assertThat(second.status()).isEqualTo(ContainerStatus.RUNNING);
		assertThat(this.client.inspect("job")).matches((info) -> !info.kept() && info.pid() > 0);
		assertThat(containers().list()).singleElement().matches((found) -> !found.exit().isDone());
		assertThat(this.client.restorable()).isEmpty();
		assertThat(second.exec("echo", "there").stdout().text()).isEqualTo("there\n");
		assertThatExceptionOfType(IllegalContainerStateException.class).isThrownBy(second::start)
			.withMessageContaining("stop it first");
		assertThat(second.stop(Duration.ZERO).code()).isIn(137, 143);
		assertThat(this.client.inspect("job").exit()).matches((end) -> end != null && end.code() != 0);
		second.remove();
	}

	@Test
	void timeOfWhatIsStartedAgainBeginsAnew() {
		RunningContainer first = containers()
			.start(job("[ -e /mark ] && sleep 1000; touch /mark").timeout(Duration.ofSeconds(3)).build());
		assertThat(end(first.exit()).timedOut()).isFalse();
		reopen();
		RunningContainer second = containers().find("job").orElseThrow().start();
		assertThat(end(second.exit()).timedOut()).isTrue();
		RunningContainer third = containers().find("job").orElseThrow().start();
		this.client.stop("job", Duration.ZERO);
		assertThat(end(third.exit()).timedOut()).isFalse();
		assertThat(this.client.inspect("job").exit()).matches((end) -> end != null && !end.timedOut());
		third.remove();
	}

	@Test
	void whatIsNotThereIsNotStartedAgain() {
		RunningContainer gone = containers().start(script(image(), "exit 0").id("gone").build());
		end(gone.exit());
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(gone::start).withMessageContaining("not kept");
		RunningContainer removed = containers().start(job("exit 0").build());
		end(removed.exit());
		removed.remove();
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(removed::start).withMessageContaining("removed");
	}

	@Test
	void startAgainThatFailsLeavesTheContainerAsItWas() {
		RunningContainer first = containers()
			.start(script(image(), "x").command("sh", "-c", "rm /bin/sh /bin/busybox; exit 4")
				.id("job")
				.remove(false)
				.build());
		assertThat(end(first.exit()).code()).isEqualTo(4);
		ContainerInfo before = this.client.inspect("job");
		assertThatExceptionOfType(ContainerdException.class).isThrownBy(first::start);
		assertThat(this.client.inspect("job")).isEqualTo(before);
		assertThat(this.backend.states("job")).containsExactly(StateChange.START, StateChange.EXIT);
		reopen();
		assertThat(this.client.inspect("job").exit()).matches((end) -> end != null && end.code() == 4);
		this.client.delete("job");
	}

	@Test
	void whatSomebodyElseRemovesIsGoneWithTheNextLook() {
		containers().run(job("exit 6").build());
		this.ctr.run("container", "rm", "job");
		assertThat(containers().list()).isEmpty();
		assertThat(this.client.list()).isEmpty();
		reopen();
		assertThat(filesOfContainers()).isEmpty();
	}

	@Test
	void idIsFreeAfterTheRemoval() {
		containers().run(job("exit 6").build());
		this.client.delete("job");
		containers().run(script(image(), "exit 0").id("job").build());
		assertThat(this.client.list()).isEmpty();
	}

}
