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

package io.github.libcontainerd.samples.judge;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.annotation.DirtiesContext;

import io.github.libcontainerd.boot.test.AutoConfigureFakeContainerd;
import io.github.libcontainerd.test.FakeBehaviour;
import io.github.libcontainerd.test.FakeContainerd;
import io.github.libcontainerd.test.FakeImage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The judge without root and without containerd: what its containers do is made up. Each
 * test has a judge of its own, whose containers that were made ahead do what the test
 * says.
 */
@SpringBootTest
@AutoConfigureFakeContainerd
@DirtiesContext(classMode = DirtiesContext.ClassMode.AFTER_EACH_TEST_METHOD)
class JudgeTests {

	@Autowired
	private FakeContainerd containerd;

	@Autowired
	private Judge judge;

	@Test
	void theRightAnswerIsAccepted() {
		this.containerd.image(FakeImage.named("busybox").prints("6\n", 0).build());
		assertThat(this.judge.judge("add them", "1\n2\n3\n", "6")).isEqualTo(Verdict.ACCEPTED);
	}

	@Test
	void anotherAnswerIsWrong() {
		this.containerd.image(FakeImage.named("busybox").prints("7\n", 0).build());
		assertThat(this.judge.judge("add them", "1\n2\n3\n", "6")).isEqualTo(Verdict.WRONG_ANSWER);
	}

	@Test
	void aProgramThatFailsIsAnError() {
		this.containerd.image(FakeImage.named("busybox").prints("6\n", 1).build());
		assertThat(this.judge.judge("add them", "1\n2\n3\n", "6")).isEqualTo(Verdict.RUNTIME_ERROR);
	}

	@Test
	void tooMuchMemoryIsSeen() {
		this.containerd.image(FakeImage.named("busybox")
			.behaves(FakeBehaviour.normal().outOfMemory(1, Duration.ofMillis(20)))
			.build());
		assertThat(this.judge.judge("sleep 60", "", "")).isEqualTo(Verdict.MEMORY_LIMIT_EXCEEDED);
	}

}
