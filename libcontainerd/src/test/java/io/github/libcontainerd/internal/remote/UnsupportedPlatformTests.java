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

package io.github.libcontainerd.internal.remote;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.libcontainerd.AlreadyExistsException;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.client.RemoteStatus;
import io.github.libcontainerd.spec.Spec;
import io.github.libcontainerd.spi.ChannelSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A remote on an operating system other than Linux.
 */
class UnsupportedPlatformTests {

	private static final Set<String> ANSWERED = Set.of("namespace", "list", "restorable", "images", "containers",
			"networks", "volumes", "opened", "subscription", "traffic", "close");

	private static final String TEXT = "containerd's standard streams need Linux, and this is Windows 11: the"
			+ " application can be started here, but every use of a container fails";

	@TempDir
	private Path directory;

	private Remote open() {
		return open("Windows 11", RemoteOption.address(Path.of("/nowhere/containerd.sock")));
	}

	private Remote open(String system, RemoteOption... options) {
		String name = System.getProperty("os.name");
		System.setProperty("os.name", system);
		try {
			return new DefaultRemoteProvider().open(this.directory.resolve("state"), options);
		}
		finally {
			System.setProperty("os.name", name);
		}
	}

	private Client client() {
		return open().client("app", (id, info) -> {
		});
	}

	static Stream<Method> callsOfAClient() {
		return Arrays.stream(Client.class.getMethods()).filter((method) -> !ANSWERED.contains(method.getName()));
	}

	@ParameterizedTest
	@MethodSource("callsOfAClient")
	void callsSayWhatIsMissing(Method method) {
		Object[] arguments = Arrays.stream(method.getParameterTypes())
			.map((type) -> (type == int.class) ? (Object) 0 : null)
			.toArray();
		assertThatExceptionOfType(InvocationTargetException.class).isThrownBy(() -> method.invoke(client(), arguments))
			.havingCause()
			.isExactlyInstanceOf(UnsupportedOperationException.class)
			.withMessage(TEXT);
	}

	@Test
	void createThrows() {
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> client().create("web", Spec.defaults()))
			.withMessage(TEXT);
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> client().images().list())
			.withMessage(TEXT);
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> client().volumes().list())
			.withMessage(TEXT);
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> open().ping(Duration.ofSeconds(1)))
			.withMessage(TEXT);
	}

	@Test
	void whatNeedsNoContainerdIsAnswered() {
		Remote remote = open();
		Client client = remote.client("app", (id, info) -> {
		});
		assertThat(client.namespace()).isEqualTo("app");
		assertThat(client.list()).isEmpty();
		assertThat(client.restorable()).isEmpty();
		assertThat(client.opened()).isCompleted();
		assertThat(remote.clients()).containsExactly(client).doesNotContain(client());
		assertThat(remote.status().connection()).isEqualTo(RemoteStatus.Connection.DISCONNECTED);
		assertThat(remote.status().lastError()).isEqualTo(TEXT);
		remote.updateOptions(RemoteOption.liveRestore(true));
		assertThatExceptionOfType(AlreadyExistsException.class).isThrownBy(() -> remote.client("app", (id, info) -> {
		}));
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> remote.client("-", (id, info) -> {
		}));
		client.close();
		assertThat(remote.clients()).isEmpty();
		remote.close();
	}

	@Test
	void nothingIsMadeAndTheChannelIsClosed() {
		AtomicInteger closed = new AtomicInteger();
		ChannelSource source = new ChannelSource() {

			@Override
			public io.grpc.ManagedChannel open(Path address, java.util.concurrent.Executor executor) {
				throw new AssertionError("no channel is needed");
			}

			@Override
			public void close() {
				closed.incrementAndGet();
			}

		};
		open("Mac OS X", RemoteOption.channelSource(source)).close();
		assertThat(closed).hasValue(1);
		assertThat(this.directory).isEmptyDirectory();
	}

}
