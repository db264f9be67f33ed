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

package io.github.libcontainerd.boot.autoconfigure;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.grpc.client.autoconfigure.CompositeChannelFactoryAutoConfiguration;
import org.springframework.boot.grpc.client.autoconfigure.GrpcClientAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;

import io.github.libcontainerd.boot.autoconfigure.grpc.ContainerdGrpcChannelAutoConfiguration;
import io.github.libcontainerd.spec.LinuxResources;
import io.github.libcontainerd.spec.Process;
import io.github.libcontainerd.spec.Spec;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for ahead-of-time processing.
 */
class LibcontainerdAotTests {

	@Test
	void theContextCanBeProcessedWithoutAContainerd() {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.register(SslAutoConfiguration.class, GrpcClientAutoConfiguration.class,
				ContainerdGrpcChannelAutoConfiguration.class, CompositeChannelFactoryAutoConfiguration.class,
				LibcontainerdAutoConfiguration.class);
		TestPropertyValues.of(Map.of("libcontainerd.clients.builds.namespace", "ci", "libcontainerd.address",
				"/no.sock", "libcontainerd.remotes.edge.address", "/no-edge.sock"))
			.applyTo(context);
		InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();
		DefaultGenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get("com.example", "Application")), files);
		new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
		generation.writeGeneratedContent();
		assertThat(List.copyOf(files.getGeneratedFiles(Kind.SOURCE).keySet()))
			.anyMatch((name) -> name.contains("LibcontainerdAutoConfiguration__BeanDefinitions"));
		assertThat(RuntimeHintsPredicates.reflection().onType(Spec.class)).accepts(generation.getRuntimeHints());
	}

	@Test
	void specificationsCanBeReadAndWritten() {
		RuntimeHints hints = new RuntimeHints();
		new LibcontainerdRuntimeHints().registerHints(hints, getClass().getClassLoader());
		assertThat(RuntimeHintsPredicates.reflection().onType(Spec.class)).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onType(Process.class)).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onType(LinuxResources.class)).accepts(hints);
		assertThat(RuntimeHintsPredicates.resource().forResource("io/github/libcontainerd/spec/seccomp.json"))
			.accepts(hints);
	}

}
