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

package io.github.libcontainerd.internal.grpc;

import java.net.ConnectException;
import java.net.SocketException;
import java.util.concurrent.CompletionException;

import io.grpc.Status;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.StartFailedException;
import io.github.libcontainerd.UnsupportedByDaemonException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Errors} and {@link RuntimeMessages}.
 */
class ErrorsTests {

	private static final Operation OPERATION = Operation.onContainer("start", "ns", "web");

	@ParameterizedTest
	@CsvSource({ "NOT_FOUND,NotFoundException", "ALREADY_EXISTS,AlreadyExistsException",
			"FAILED_PRECONDITION,IllegalContainerStateException", "INVALID_ARGUMENT,InvalidRequestException",
			"UNAVAILABLE,DaemonUnavailableException", "DEADLINE_EXCEEDED,OperationTimeoutException",
			"PERMISSION_DENIED,AccessDeniedException", "UNIMPLEMENTED,UnsupportedByDaemonException",
			"UNKNOWN,DaemonErrorException", "INTERNAL,DaemonErrorException",
			"RESOURCE_EXHAUSTED,DaemonErrorException" })
	void codeDecidesTheKind(Status.Code code, String type) {
		ContainerdException exception = translate(code, "some words");
		assertThat(exception.getClass().getSimpleName()).isEqualTo(type);
		assertThat(exception).hasMessageStartingWith("Could not start container 'web' in namespace 'ns': ")
			.hasMessageContaining("some words");
		assertThat(exception.operation()).isEqualTo(OPERATION);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
			"127|failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: \"nope\": executable file not found in $PATH: unknown",
			"127|OCI runtime exec failed: exec failed: unable to start container process: exec: \"/nope\": stat /nope: no such file or directory: unknown",
			"126|OCI runtime create failed: runc create failed: unable to start container process: exec: \"/etc/passwd\": permission denied: unknown",
			"126|OCI runtime create failed: exec: \"/etc\": is a directory: unknown",
			"128|failed to create shim task: OCI runtime create failed: invalid rootfs: stat /nope: no such file or directory: unknown",
			"128|OCI runtime create failed: runc create failed: error mounting \"/a\" to rootfs at \"/mnt\": stat /a: no such file or directory: unknown" })
	void textOfAnUnknownRuntimeFailureTellsWhatAShellWouldAnswer(int exitCode, String text) {
		assertThat(translate(Status.Code.UNKNOWN, text)).isInstanceOfSatisfying(StartFailedException.class,
				(exception) -> assertThat(exception.exitCode()).isEqualTo(exitCode));
	}

	@ParameterizedTest
	@CsvSource({ "cannot pause a paused container: unknown", "cannot exec in a stopped state: unknown",
			"cannot resume a running container", "cannot delete a running process: unknown",
			"cannot start a stopped process: unknown", "cannot resize a stopped container: unknown" })
	void textOfAnUnknownStateFailureIsAStateFailure(String text) {
		assertThat(translate(Status.Code.UNKNOWN, text).getClass().getSimpleName())
			.isEqualTo("IllegalContainerStateException");
	}

	@Test
	void whatFoundNobodyAtTheSocketWasNotSent() {
		assertThat(Errors.isNotSent(unavailable(new ConnectException("Connection refused")))).isTrue();
		assertThat(Errors.isNotSent(unavailable(new SocketException("No such file or directory: /c.sock")))).isTrue();
		assertThat(Errors.isNotSent(unavailable(new SocketException("Connection reset")))).isFalse();
		assertThat(Errors.isNotSent(unavailable(null))).isFalse();
		assertThat(Errors.isNotSent(new ConnectException("Connection refused"))).isFalse();
	}

	private static Throwable unavailable(@Nullable Throwable cause) {
		return new CompletionException(
				Status.UNAVAILABLE.withDescription("io exception").withCause(cause).asRuntimeException());
	}

	@Test
	void closedShimIsNotFound() {
		assertThat(translate(Status.Code.UNKNOWN, "ttrpc: closed: unknown").getClass().getSimpleName())
			.isEqualTo("NotFoundException");
	}

	@Test
	void aRuntimeWithoutTheCommandDoesNotSupportIt() {
		String text = "/opt/runsc did not terminate successfully: exit status 128: Usage: runsc <flags> <subcommand>";
		assertThat(translate(Status.Code.UNKNOWN, text)).isInstanceOf(UnsupportedByDaemonException.class)
			.hasMessageEndingWith("the runtime '/opt/runsc' can't do this");
	}

	@Test
	void wrappersAreRemoved() {
		RuntimeException failure = new CompletionException(
				new CompletionException(Status.NOT_FOUND.asRuntimeException()));
		assertThat(Errors.isNotFound(failure)).isTrue();
		assertThat(Errors.isUnavailable(failure)).isFalse();
	}

	private static ContainerdException translate(Status.Code code, String text) {
		return Errors.translate(new CompletionException(code.toStatus().withDescription(text).asRuntimeException()),
				OPERATION);
	}

}
