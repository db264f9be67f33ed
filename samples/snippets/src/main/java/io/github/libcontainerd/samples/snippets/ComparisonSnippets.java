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

package io.github.libcontainerd.samples.snippets;

import java.util.concurrent.TimeUnit;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.libcontainerd.Client;
import io.github.libcontainerd.boot.ContainerOutputListener;
import io.github.libcontainerd.spec.Spec;

/**
 * Snippets of {@code docs/comparison.md}.
 */
@Configuration(proxyBeanMethods = false)
class ComparisonSnippets {

	@Bean
	ContainerOutputListener lines(StringBuffer text) {
		return (output) -> text.append(output.line()).append('\n');
	}

	int run(Client containerd) throws Exception {
		Spec spec = Spec.defaults()
			.toBuilder()
			.root("/srv/rootfs")
			.process((process) -> process.args("/bin/echo", "hello"))
			.build();
		return containerd.create("hello", spec).exit().get(1, TimeUnit.MINUTES).code();
	}

}
