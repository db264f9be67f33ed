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

package io.github.libcontainerd.boot.console.container;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;

import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ByteArrayResource;

import io.github.libcontainerd.boot.autoconfigure.container.ContainerDeclaration;
import io.github.libcontainerd.boot.autoconfigure.container.ContainerDeclarations;
import io.github.libcontainerd.run.Containers;
import io.github.libcontainerd.run.RunRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What "as code" shows is what is run: the Java compiles, the YAML binds, and both make
 * the request of the form.
 */
class OrderCodeTests {

	private static final String STRANGE = "echo \"${HOME} \\ $(id)\"; printf 'a\tb'\n# {}[]: & * ! | > ' % @ ` grüße 日本";

	private static final RunOrder FULL = new RunOrder("Web_1", "docker.io/library/busybox:1.36", STRANGE, "64m", 0.5,
			16L, 30L, "on-failure:3", true, "127.0.0.1:8080:80, 443/udp", "shop",
			Map.of("DB_URL", "jdbc:x?a=b&c=\"d\"", "EMPTY", "", "LANG_2", "de"),
			List.of("data:/var/lib/data", "cache:/cache:ro", "/srv/site:/site:ro", "/srv/up:/up"),
			"wget -q localhost || exit 1", "1000:1000", true, Map.of("team", "web", "com.acme/x.y", STRANGE));

	private static final RunOrder SMALL = new RunOrder(null, "busybox", null, null, null, null, null, null, null, null,
			null, null, null, null, null, null, null);

	private static final RunOrder ON_HOST = new RunOrder("host", "busybox", "id", null, null, null, null, null, null,
			null, "host", null, null, null, null, null, null);

	@TempDir
	private Path directory;

	@Test
	void theJavaOfAFullFormMakesItsRequest() throws Exception {
		assertThat(compiled(new OrderCode(FULL).java())).usingRecursiveComparison()
			.ignoringFieldsOfTypes(Consumer.class)
			.isEqualTo(FULL.request(null).remove(false).build());
	}

	@Test
	void theJavaOfAnEmptyFormMakesItsRequest() throws Exception {
		for (RunOrder order : List.of(SMALL, ON_HOST)) {
			assertThat(compiled(new OrderCode(order).java())).usingRecursiveComparison()
				.ignoringFieldsOfTypes(Consumer.class)
				.isEqualTo(order.request(null).build());
		}
	}

	@Test
	void theYamlDeclaresTheSame() throws Exception {
		for (RunOrder order : List.of(FULL, SMALL, ON_HOST)) {
			String yaml = new OrderCode(order).yaml();
			ContainerDeclaration declaration = declared(yaml);
			RunRequest wanted = order.request(null).build();
			List<Function<RunRequest, Object>> parts = List.of(RunRequest::image, RunRequest::command, RunRequest::env,
					RunRequest::user, RunRequest::mounts, RunRequest::volumes, RunRequest::ports, RunRequest::limits,
					RunRequest::restart, RunRequest::health, RunRequest::readOnlyRootfs);
			for (Function<RunRequest, Object> part : parts) {
				assertThat(part.apply(declaration.request())).as(yaml)
					.usingRecursiveComparison()
					.isEqualTo(part.apply(wanted));
			}
			assertThat(declaration.request().labels()).containsAllEntriesOf(wanted.labels());
			// A declared one has its name there, too.
			assertThat(declaration.request().network().toString().replace("aliases=[web-1]", "aliases=[]"))
				.isEqualTo(wanted.network().toString());
		}
	}

	@Test
	void theYamlHasANameThatIsAllowed() {
		assertThat(new OrderCode(FULL).yaml()).contains("\n    web-1:\n");
		assertThat(new OrderCode(SMALL).yaml()).contains("\n    app:\n");
	}

	@Test
	void whatADeclaredContainerHasNotIsSaid() {
		assertThat(new OrderCode(FULL).yaml()).contains("# Not declared: killed after 30 s");
		assertThat(new OrderCode(SMALL).yaml()).doesNotContain("#");
	}

	private static ContainerDeclaration declared(String yaml) throws IOException {
		StandardEnvironment environment = new StandardEnvironment();
		new YamlPropertySourceLoader()
			.load("application.yaml", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))
			.forEach(environment.getPropertySources()::addFirst);
		return ContainerDeclarations.of(environment).all().iterator().next();
	}

	/** Run it with containers that do nothing but remember. */
	private RunRequest compiled(String java) throws Exception {
		compile("""
				import java.nio.file.*;
				import java.time.*;
				import io.github.libcontainerd.health.*;
				import io.github.libcontainerd.network.*;
				import io.github.libcontainerd.restart.*;
				import io.github.libcontainerd.run.*;
				import io.github.libcontainerd.volume.*;

				public class Snippet {

					public static void run(Containers containers) {
				%s
					}

				}""".formatted(java));
		AtomicReference<RunRequest> started = new AtomicReference<>();
		Containers containers = (Containers) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { Containers.class }, (proxy, method, arguments) -> {
					assertThat(method.getName()).isEqualTo("start");
					started.set(request(arguments));
					return null;
				});
		try (URLClassLoader loader = new URLClassLoader(new URL[] { this.directory.toUri().toURL() },
				getClass().getClassLoader())) {
			Method run = loader.loadClass("Snippet").getMethod("run", Containers.class);
			run.invoke(null, containers);
		}
		return started.get();
	}

	@SuppressWarnings("unchecked")
	private static RunRequest request(Object[] arguments) {
		RunRequest.Builder builder = RunRequest.of((String) arguments[0]);
		if (arguments[1] instanceof String[] command) {
			return (command.length > 0) ? builder.command(command).build() : builder.build();
		}
		((Consumer<RunRequest.Builder>) arguments[1]).accept(builder);
		return builder.build();
	}

	private void compile(String source) throws IOException {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
		JavaFileObject file = new SimpleJavaFileObject(URI.create("string:///Snippet.java"),
				JavaFileObject.Kind.SOURCE) {

			@Override
			public CharSequence getCharContent(boolean ignoreEncodingErrors) {
				return source;
			}

		};
		// Surefire puts the class path into the manifest of a jar.
		String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		try (var files = compiler.getStandardFileManager(problems, Locale.ROOT, StandardCharsets.UTF_8)) {
			boolean success = compiler.getTask(null, files, problems,
					Arrays.asList("-proc:none", "-cp", classPath, "-d", this.directory.toString()), null, List.of(file))
				.call();
			assertThat(success).as(problems.getDiagnostics() + "\n" + source).isTrue();
		}
	}

}
