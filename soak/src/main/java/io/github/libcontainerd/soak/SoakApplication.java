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

package io.github.libcontainerd.soak;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.test.LeakCheck;

/**
 * The application: a process of its own, which may be killed at any time. It ends in
 * order when it is told {@value #FINISH}, and at once when nobody is there to tell it.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class SoakApplication {

	static final String BOOTED = "soak: booted";

	static final String FINISH = "finish";

	private static final Duration PATIENCE = Duration.ofSeconds(150);

	@Bean
	Ledger ledger(Environment environment) {
		return Ledger.open(Path.of(environment.getRequiredProperty("soak.ledger")));
	}

	@Bean
	Recorder recorder(Ledger ledger, Environment environment) {
		return new Recorder(ledger, environment.getRequiredProperty("soak.generation", Integer.class));
	}

	public static void main(String[] arguments) throws IOException {
		LeakCheck leaks = LeakCheck.begin("containerd-", "grpc-", "soak-");
		ConfigurableApplicationContext context = new SpringApplicationBuilder(SoakApplication.class)
			.web(WebApplicationType.NONE)
			.run(arguments);
		Environment environment = context.getEnvironment();
		Path file = Path.of(environment.getRequiredProperty("soak.ledger"));
		int generation = environment.getRequiredProperty("soak.generation", Integer.class);
		try (Ledger ledger = Ledger.open(file)) {
			ledger.write(Entry.Kind.BOOT, "", "generation", generation);
			Load load = new Load(context.getBean(Client.class), ledger, generation,
					environment.getRequiredProperty("soak.image"));
			load.start(environment.getRequiredProperty("soak.seed", Long.class),
					environment.getRequiredProperty("soak.workers", Integer.class));
			// Whoever has started it reads that.
			PrintStream out = System.out;
			out.println(BOOTED);
			if (!FINISH
				.equals(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine())) {
				Runtime.getRuntime().halt(2);
			}
			load.finish(PATIENCE);
			context.close();
		}
		String left = leftBy(leaks);
		try (Ledger ledger = Ledger.open(file)) {
			if (!left.isEmpty()) {
				ledger.write(Entry.Kind.WRONG, "", "what", "The application: " + left);
			}
			ledger.write(Entry.Kind.CLOSED, "", "generation", generation);
		}
	}

	private static String leftBy(LeakCheck leaks) {
		try {
			leaks.assertNothingLeft();
			return "";
		}
		catch (AssertionError ex) {
			return String.valueOf(ex.getMessage());
		}
	}

}
