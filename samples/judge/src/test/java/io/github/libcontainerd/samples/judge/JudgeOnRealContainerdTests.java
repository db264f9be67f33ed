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

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import io.github.libcontainerd.boot.test.RealContainerd;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The same on a real containerd, as root.
 */
@SpringBootTest
@RealContainerd
class JudgeOnRealContainerdTests {

	@Autowired
	private Judge judge;

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			sum=0; while read n; do sum=$((sum + n)); done; echo $sum  | ACCEPTED
			echo 7                                                     | WRONG_ANSWER
			exit 3                                                     | RUNTIME_ERROR
			touch /surprise                                            | RUNTIME_ERROR
			sleep 60                                                   | TIME_LIMIT_EXCEEDED
			x=x; while :; do x=$x$x; done                              | MEMORY_LIMIT_EXCEEDED
			""")
	void theVerdictIsRight(String script, Verdict verdict) {
		assertThat(this.judge.judge(script, "1\n2\n3\n", "6")).isEqualTo(verdict);
	}

}
