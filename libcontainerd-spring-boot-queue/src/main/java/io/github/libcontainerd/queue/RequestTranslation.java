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

package io.github.libcontainerd.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.github.libcontainerd.restart.RestartPolicy;
import io.github.libcontainerd.run.FileCopy;
import io.github.libcontainerd.run.Isolation;
import io.github.libcontainerd.run.Limits;
import io.github.libcontainerd.run.OutputLimits;
import io.github.libcontainerd.run.PullPolicy;
import io.github.libcontainerd.run.RunInput;
import io.github.libcontainerd.run.RunRequest;

/**
 * Makes a job of a request, and the other way round.
 */
final class RequestTranslation {

	private RequestTranslation() {
	}

	static RunRequest.Builder toRequest(ContainerJob job) {
		RunRequest.Builder request = RunRequest.of(job.image());
		List<String> entrypoint = job.entrypoint();
		if (entrypoint != null) {
			request.entrypoint(entrypoint.toArray(String[]::new));
		}
		request.command(job.command().toArray(String[]::new)).env(job.env());
		if (job.user() != null) {
			request.user(job.user());
		}
		if (job.workingDir() != null) {
			request.workingDir(job.workingDir());
		}
		request.memory(job.memory()).cpus(job.cpus()).pids(job.pids()).timeout(job.timeout());
		if (job.input().length > 0) {
			request.stdin(RunInput.of(job.input()));
		}
		job.files().forEach((path, text) -> request.file(text, path));
		return request;
	}

	static ContainerJob.Builder toJob(RunRequest request) {
		List<String> problems = problems(request);
		if (!problems.isEmpty()) {
			throw new JobRejectedException(problems);
		}
		ContainerJob.Builder job = ContainerJob.of(Objects.requireNonNull(request.image()));
		List<String> entrypoint = request.entrypoint();
		if (entrypoint != null) {
			job.entrypoint(entrypoint.toArray(String[]::new));
		}
		job.command(request.command().toArray(String[]::new));
		request.env().forEach(job::env);
		if (request.user() != null) {
			job.user(request.user());
		}
		if (request.workingDir() != null) {
			job.workingDir(request.workingDir());
		}
		limits(request.limits(), job);
		if (request.stdin() instanceof RunInput.OfBytes input) {
			job.input(input.bytes());
		}
		for (FileCopy file : request.files()) {
			job.file(Objects.requireNonNull(file.text()), file.path());
		}
		if (request.timeout() != null) {
			job.timeout(request.timeout());
		}
		return job;
	}

	private static void limits(Limits limits, ContainerJob.Builder job) {
		if (limits.memory() != null) {
			job.memory(limits.memory());
		}
		if (limits.cpus() != null) {
			job.cpus(limits.cpus());
		}
		if (limits.pids() != null) {
			job.pids(limits.pids());
		}
	}

	private static List<String> problems(RunRequest request) {
		RunRequest plain = RunRequest.of("plain").build();
		List<String> problems = new ArrayList<>();
		check(problems, request.image() == null, "a root directory is of this machine only; use an image");
		check(problems, request.id() != null, "the worker gives the container its id; use the id of the job");
		check(problems, !request.mounts().isEmpty() || !request.volumes().isEmpty(),
				"mounts and volumes are of this machine only; use files, input or an image");
		check(problems,
				!request.fileTrees().isEmpty() || request.files().stream().anyMatch((file) -> file.text() == null),
				"files of this machine can't be sent; use files with a text");
		check(problems, !request.devices().isEmpty(),
				"devices are of this machine only; require a label, and add them on the worker");
		check(problems, !request.ports().isEmpty() || request.publishAll(), "ports are of one machine only");
		check(problems, request.choosesNetwork(), "networks are of one machine only; choose one on the worker");
		check(problems, !(request.stdin() instanceof RunInput.None || request.stdin() instanceof RunInput.OfBytes),
				"an input must be bytes or text");
		check(problems, request.tty(), "a terminal needs somebody who types");
		check(problems, request.logs() != null, "log sinks are of this machine only; follow the output of the job");
		check(problems, !request.waits().isEmpty() || request.health() != null,
				"a job is waited for by its end; leave out health checks and what to wait for");
		check(problems, !request.restart().equals(RestartPolicy.no()),
				"a job is tried again by the queue; use retries instead of a restart policy");
		check(problems, !request.remove(), "a job's container is always removed");
		check(problems, request.spec() != plain.spec(),
				"a function can't be sent; customize the request on the worker");
		check(problems, request.limits().memorySwap() != null || notSent(request, plain),
				"the hostname, labels, swap, platform, pull policy, capabilities, isolation, init, read-only root,"
						+ " stop signal and kept output are the worker's; customize the request there");
		return problems;
	}

	private static boolean notSent(RunRequest request, RunRequest plain) {
		Isolation isolation = request.isolation();
		return request.hostname() != null || !request.labels().isEmpty() || request.platform() != null
				|| request.pullPolicy() != PullPolicy.MISSING || !request.pullOptions().isEmpty()
				|| !request.addedCapabilities().isEmpty() || !request.droppedCapabilities().isEmpty()
				|| !isolation.equals(plain.isolation()) || request.init() || request.readOnlyRootfs()
				|| request.stopSignal() != null || !request.output().equals(OutputLimits.DEFAULT);
	}

	private static void check(List<String> problems, boolean wrong, String problem) {
		if (wrong) {
			problems.add(problem);
		}
	}

}
