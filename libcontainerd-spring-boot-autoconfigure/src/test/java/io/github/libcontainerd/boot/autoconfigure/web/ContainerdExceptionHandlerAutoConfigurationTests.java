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

package io.github.libcontainerd.boot.autoconfigure.web;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import io.github.libcontainerd.AlreadyExistsException;
import io.github.libcontainerd.ContainerNotReadyException;
import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.DaemonErrorException;
import io.github.libcontainerd.DaemonUnavailableException;
import io.github.libcontainerd.ImageException;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.NetworkException;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.OperationTimeoutException;
import io.github.libcontainerd.boot.web.ContainerdExceptionHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ContainerdExceptionHandlerAutoConfiguration} and
 * {@link ContainerdExceptionHandler}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ContainerdExceptionHandlerAutoConfigurationTests {

	private static final String ENABLED = "libcontainerd.web.problemdetails.enabled=true";

	private final JobController controller = new JobController();

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(WebMvcAutoConfiguration.class, ContainerdExceptionHandlerAutoConfiguration.class))
		.withBean(JobController.class, () -> this.controller);

	@Test
	void exceptionsHaveTheStatusThatFits(CapturedOutput output) {
		this.runner.withPropertyValues(ENABLED).run((context) -> {
			MockMvcTester web = MockMvcTester.from(context);
			answers(web, new NotFoundException(null, "secret", null), 404, "There is no such container.");
			answers(web, new InvalidRequestException(null, "secret", null), 400, "can't be right");
			answers(web, new AlreadyExistsException(null, "secret", null), 409, "already");
			answers(web, new OperationTimeoutException(null, "secret", null), 504, "too long");
			answers(web, new ContainerNotReadyException(null, "port", "secret", true, null, List.of(), null), 504,
					"long");
			answers(web, new ContainerNotReadyException(null, "port", "secret", false, null, List.of(), null), 500, "");
			answers(web, new DaemonUnavailableException(null, "secret", null), 503, "not available");
			answers(web, new DaemonErrorException(null, "secret", null), 500, "could not be handled");
			answers(web, image(ImageException.Reason.NOT_FOUND), 404, "\"reason\":\"not_found\"");
			answers(web, image(ImageException.Reason.UNAUTHORIZED), 502, "\"reason\":\"unauthorized\"");
			answers(web, image(ImageException.Reason.NETWORK), 504, "\"reason\":\"network\"");
			answers(web, network(NetworkException.Reason.PORT_IN_USE), 409, "\"reason\":\"port_in_use\"");
		});
		assertThat(output).contains("Answered with status 500").contains("secret");
	}

	private void answers(MockMvcTester web, ContainerdException ex, int status, String body) {
		this.controller.failure = () -> ex;
		assertThat(web.get().uri("/job")).hasStatus(status)
			.hasContentType("application/problem+json")
			.bodyText()
			.contains(body)
			.doesNotContain("secret");
	}

	private static ImageException image(ImageException.Reason reason) {
		return new ImageException("pull", "app:1", null, reason, "secret", null);
	}

	private static NetworkException network(NetworkException.Reason reason) {
		return new NetworkException("publish", reason, "secret", null);
	}

	@Test
	void everyReasonHasAStatus() {
		assertThat(Arrays.stream(ImageException.Reason.values()).map((reason) -> status(image(reason))))
			.doesNotContainNull();
		assertThat(Arrays.stream(NetworkException.Reason.values()).map((reason) -> status(network(reason))))
			.doesNotContainNull();
	}

	private static HttpStatus status(ContainerdException ex) {
		return ContainerdExceptionHandler.status(ex);
	}

	@Test
	void anApplicationMaySayMore() {
		this.runner.withPropertyValues(ENABLED)
			.withBean(ContainerdExceptionHandler.class, () -> new ContainerdExceptionHandler() {

				@Override
				protected String detail(ContainerdException ex) {
					return String.valueOf(ex.getMessage());
				}

			})
			.run((context) -> {
				assertThat(context).hasSingleBean(ContainerdExceptionHandler.class);
				this.controller.failure = () -> new NotFoundException(null, "open words", null);
				assertThat(MockMvcTester.from(context).get().uri("/job")).hasStatus(404)
					.bodyText()
					.contains("open words");
			});
	}

	@Test
	void exceptionsAreLeftAloneUnlessThatIsAskedFor() {
		this.runner.run((context) -> {
			assertThat(context).doesNotHaveBean(ContainerdExceptionHandler.class);
			this.controller.failure = () -> new NotFoundException(null, "words", null);
			assertThat(MockMvcTester.from(context).get().uri("/job").exchange()).failure()
				.hasRootCauseInstanceOf(NotFoundException.class);
		});
	}

	@Test
	void onlyAWebApplicationHasIt() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ContainerdExceptionHandlerAutoConfiguration.class))
			.withPropertyValues(ENABLED)
			.run((context) -> assertThat(context).doesNotHaveBean(ContainerdExceptionHandler.class));
	}

	/**
	 * A controller whose containers fail.
	 */
	@RestController
	static class JobController {

		private Supplier<ContainerdException> failure = () -> new NotFoundException(null, "", null);

		@GetMapping("/job")
		String job() {
			throw this.failure.get();
		}

	}

}
