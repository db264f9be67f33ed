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

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/**
 * Judges the scripts that are given as arguments: each is to print the sum of the numbers
 * that it reads.
 */
@SpringBootApplication
public class JudgeApplication {

	private static final Logger logger = LoggerFactory.getLogger(JudgeApplication.class);

	/**
	 * Start the application.
	 * @param args the scripts, and Spring Boot's arguments
	 */
	public static void main(String[] args) {
		SpringApplication.run(JudgeApplication.class, args).close();
	}

	@Bean
	ApplicationRunner submissions(Judge judge) {
		return (arguments) -> {
			for (String script : arguments.getNonOptionArgs()) {
				logger.info("{} <- {}", judge.judge(script, "1\n2\n3\n", "6"), script);
			}
		};
	}

}
