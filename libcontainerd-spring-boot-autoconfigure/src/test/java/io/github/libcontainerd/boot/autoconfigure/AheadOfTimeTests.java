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

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.SpringApplicationAotProcessor;
import org.springframework.util.ClassUtils;

import io.github.libcontainerd.boot.actuate.ContainersEndpoint;
import io.github.libcontainerd.boot.actuate.DiskDescriptor;
import io.github.libcontainerd.boot.actuate.LogsDescriptor;
import io.github.libcontainerd.boot.actuate.StatsDescriptor;
import io.github.libcontainerd.spec.Spec;
import io.github.libcontainerd.test.FakeContainerd;
import io.github.libcontainerd.test.FakeRootfs;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Processes an application ahead of time as the build of its user does, and runs what was
 * generated.
 */
@Timeout(value = 180, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AheadOfTimeTests {

	private final String classPath = System.getProperty("surefire.test.class.path",
			System.getProperty("java.class.path"));

	@TempDir
	private Path directory;

	@Test
	void theProcessedApplicationRunsAContainer() throws Exception {
		Path sources = this.directory.resolve("sources");
		Path resources = this.directory.resolve("resources");
		Path classes = this.directory.resolve("classes");
		run(List.of(SpringApplicationAotProcessor.class.getName(), AheadOfTimeApplication.class.getName(),
				sources.toString(), resources.toString(), classes.toString(), "com.example", "aot",
				"--spring.main.web-application-type=none", "--libcontainerd.clients.builds.namespace=ci",
				"--libcontainerd.remotes.edge.address=/no.sock", "--libcontainerd.clients.far.remote=edge"),
				this.classPath);
		compile(sources, classes);
		assertThat(classes.resolve(getClass().getPackageName().replace('.', '/'))
			.resolve("LibcontainerdAutoConfiguration__BeanDefinitions.class")).exists();
		assertThat(metadata(resources)).contains("io.github.libcontainerd.spec.LinuxResources")
			.contains("io.github.libcontainerd.spec.SeccompProfile$Definition")
			.contains("io/github/libcontainerd/spec/*");
		try (FakeContainerd containerd = FakeContainerd.launch(); FakeContainerd edge = FakeContainerd.launch()) {
			containerd.image("tool:1", (image) -> image.prints("hello", 0));
			String output = run(List.of("-Dspring.aot.enabled=true", AheadOfTimeApplication.class.getName(),
					FakeRootfs.create(this.directory.resolve("rootfs")).toString(),
					"--spring.main.web-application-type=none", "--libcontainerd.clients.builds.namespace=ci",
					"--libcontainerd.address=" + containerd.socket(),
					"--libcontainerd.state-directory=" + this.directory.resolve("s"),
					"--libcontainerd.clients.far.remote=edge", "--libcontainerd.remotes.edge.address=" + edge.socket(),
					"--libcontainerd.remotes.edge.state-directory=" + this.directory.resolve("e")),
					String.join(File.pathSeparator, classes.toString(), resources.toString(), this.classPath));
			assertThat(output).contains("aot=true")
				.contains("namespaces=[ci, libcontainerd]")
				.contains("edge=[far]")
				.contains("started job")
				.contains("exited job 7")
				.contains("images=[docker.io/library/tool:1]")
				.contains("run=hello 0")
				.contains("protobuf messages read by reflection: []")
				.contains("and after one was printed: 1");
		}
	}

	@Test
	void everythingThatIsReadFromOrWrittenToJsonHasHints() throws Exception {
		RuntimeHints hints = new RuntimeHints();
		new LibcontainerdRuntimeHints().registerHints(hints, getClass().getClassLoader());
		List<String> missing = new ArrayList<>();
		for (Class<?> type : specTypes()) {
			if (isNotJson(type)) {
				continue;
			}
			if (type.isRecord()) {
				if (!RuntimeHintsPredicates.reflection()
					.onConstructorInvocation(type.getDeclaredConstructors()[0])
					.test(hints)) {
					missing.add("new " + type.getName());
				}
				for (var component : type.getRecordComponents()) {
					if (!RuntimeHintsPredicates.reflection().onMethodInvocation(component.getAccessor()).test(hints)) {
						missing.add(type.getName() + "." + component.getName());
					}
				}
			}
			else if (isSerializer(type) && !RuntimeHintsPredicates.reflection()
				.onConstructorInvocation(type.getDeclaredConstructor())
				.test(hints)) {
				missing.add("new " + type.getName());
			}
		}
		assertThat(missing).isEmpty();
		assertThat(RuntimeHintsPredicates.resource().forResource("io/github/libcontainerd/spec/seccomp.json"))
			.accepts(hints);
	}

	@Test
	void theDocumentsOfImagesHaveHints() throws Exception {
		RuntimeHints hints = new RuntimeHints();
		new LibcontainerdRuntimeHints().registerHints(hints, getClass().getClassLoader());
		List<Class<?>> documents = new ArrayList<>();
		for (Class<?> type : types("io.github.libcontainerd.internal.image")) {
			// What Jackson makes has names of its own, or is a part of such.
			if (type.isRecord() && Modifier.isPrivate(type.getModifiers())
					&& (type.getName().contains("Json$") || Stream.of(type.getRecordComponents())
						.anyMatch((component) -> component.isAnnotationPresent(JsonProperty.class)
								|| component.getAccessor().isAnnotationPresent(JsonProperty.class)))) {
				documents.add(type);
			}
		}
		assertThat(documents).hasSizeGreaterThan(6).allSatisfy((type) -> {
			assertThat(RuntimeHintsPredicates.reflection().onConstructorInvocation(type.getDeclaredConstructors()[0]))
				.accepts(hints);
			for (var component : type.getRecordComponents()) {
				assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(component.getAccessor()))
					.accepts(hints);
			}
		});
	}

	@Test
	void theAnswersOfTheEndpointHaveHints() {
		assertThat(ContainersEndpoint.class.getAnnotation(RegisterReflectionForBinding.class).value())
			.contains(StatsDescriptor.class, DiskDescriptor.class, LogsDescriptor.class);
	}

	@Test
	void theChannelThatNettyMakesByReflectionHasHints() throws Exception {
		RuntimeHints hints = new RuntimeHints();
		new LibcontainerdRuntimeHints().registerHints(hints, getClass().getClassLoader());
		assertThat(RuntimeHintsPredicates.reflection()
			.onConstructorInvocation(NioDomainSocketChannel.class.getConstructor())).accepts(hints);
	}

	// A record that only code uses.
	private static boolean isNotJson(Class<?> type) {
		return ClassUtils.getShortName(type).startsWith("Host");
	}

	private static boolean isSerializer(Class<?> type) {
		return !Modifier.isAbstract(type.getModifiers())
				&& (tools.jackson.databind.ValueSerializer.class.isAssignableFrom(type)
						|| tools.jackson.databind.ValueDeserializer.class.isAssignableFrom(type));
	}

	private static List<Class<?>> specTypes() throws IOException, ClassNotFoundException, URISyntaxException {
		List<Class<?>> types = types(Spec.class.getPackageName());
		assertThat(types).contains(Spec.class);
		return types;
	}

	private static List<Class<?>> types(String name) throws IOException, ClassNotFoundException, URISyntaxException {
		URI location = Spec.class.getProtectionDomain().getCodeSource().getLocation().toURI();
		if (Files.isDirectory(Path.of(location))) {
			return types(Path.of(location), name);
		}
		try (FileSystem jar = FileSystems.newFileSystem(Path.of(location), Map.of())) {
			return types(jar.getPath("/"), name);
		}
	}

	private static List<Class<?>> types(Path root, String packageName) throws IOException, ClassNotFoundException {
		List<Class<?>> types = new ArrayList<>();
		try (Stream<Path> files = Files.walk(root.resolve(packageName.replace('.', '/')))) {
			for (Path file : files.filter((path) -> path.toString().endsWith(".class")).sorted().toList()) {
				String name = root.relativize(file).toString().replace('/', '.').replace(".class", "");
				if (!name.endsWith("package-info")) {
					types.add(ClassUtils.forName(name, null));
				}
			}
		}
		return types;
	}

	private void compile(Path sources, Path classes) throws IOException {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		StringWriter messages = new StringWriter();
		Files.createDirectories(classes);
		try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8);
				Stream<Path> generated = Files.walk(sources)) {
			boolean good = compiler.getTask(messages, files, null,
					List.of("-d", classes.toString(), "-proc:none", "-nowarn", "-cp",
							String.join(File.pathSeparator, classes.toString(), this.classPath)),
					null, files.getJavaFileObjectsFromPaths(
							generated.filter((path) -> path.toString().endsWith(".java")).toList()))
				.call();
			assertThat(good).as(messages.toString()).isTrue();
		}
	}

	private static String metadata(Path resources) throws IOException {
		try (Stream<Path> files = Files.walk(resources)) {
			Path file = files.filter((path) -> path.endsWith("reachability-metadata.json")).findFirst().orElseThrow();
			return Files.readString(file).replace("\\/", "/");
		}
	}

	private String run(List<String> arguments, String runClassPath) throws Exception {
		List<String> command = new ArrayList<>(List
			.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m", "-cp", runClassPath));
		command.addAll(arguments);
		Path log = Files.createTempFile(this.directory, "java", ".log");
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
		try {
			boolean ended = process.waitFor(90, TimeUnit.SECONDS);
			String output = Files.readString(log);
			assertThat(ended).as(output).isTrue();
			assertThat(process.exitValue()).as(output).isZero();
			return output;
		}
		finally {
			process.destroyForcibly();
		}
	}

}
