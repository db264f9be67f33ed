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

import java.lang.reflect.Field;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.google.protobuf.GeneratedMessage;

import org.springframework.aot.AotDetector;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import io.github.libcontainerd.boot.event.ContainerExitedEvent;
import io.github.libcontainerd.boot.event.ContainerStartedEvent;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.image.Image;
import io.github.libcontainerd.image.Images;
import io.github.libcontainerd.internal.grpc.api.types.Process;
import io.github.libcontainerd.run.Containers;
import io.github.libcontainerd.run.RunResult;
import io.github.libcontainerd.spec.LinuxResources;
import io.github.libcontainerd.spec.Spec;

/**
 * An application that is processed ahead of time.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class AheadOfTimeApplication {

	public static void main(String[] arguments) throws Exception {
		try (ConfigurableApplicationContext context = SpringApplication.run(AheadOfTimeApplication.class, arguments)) {
			System.out.println("aot=" + AotDetector.useGeneratedArtifacts());
			System.out.println("namespaces="
					+ context.getBean(Remote.class).clients().stream().map(Client::namespace).sorted().toList());
			System.out.println("edge=" + context.getBean("edgeContainerdRemote", Remote.class)
				.clients()
				.stream()
				.map(Client::namespace)
				.toList());
			Client client = context.getBean(Client.class);
			System.out.println("images=" + context.getBean(Images.class).list().stream().map(Image::name).toList());
			try (RunResult result = context.getBean(Containers.class).run("tool:1")) {
				System.out.println("run=" + result.stdout().text().strip() + " " + result.exitCode());
			}
			client.create("server", shell(arguments[0], "sleep 60"));
			client.updateResources("server", LinuxResources.fromJson("{\"memory\":{\"limit\":67108864}}".getBytes()));
			client.stats("server");
			client.list();
			client.inspect("server");
			client.stop("server", java.time.Duration.ZERO);
			client.create("job", shell(arguments[0], "echo hello; exit 7")).exit().get(30, TimeUnit.SECONDS);
		}
		System.out.println("protobuf messages read by reflection: " + reflectiveMessages());
		System.out.println(Process.newBuilder().setPid(1).build());
		System.out.println("and after one was printed: " + reflectiveMessages().size());
	}

	private static Spec shell(String rootfs, String script) {
		return Spec.defaults()
			.toBuilder()
			.root(rootfs)
			.process((process) -> process.args("/bin/sh", "-c", script))
			.build();
	}

	/**
	 * Those whose accessors have been looked up, which a native image would need hints
	 * for.
	 */
	private static List<String> reflectiveMessages() throws Exception {
		Path location = Path.of(Process.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		if (Files.isDirectory(location)) {
			return reflectiveMessages(location);
		}
		try (FileSystem jar = FileSystems.newFileSystem(location, Map.of())) {
			return reflectiveMessages(jar.getPath("/"));
		}
	}

	private static List<String> reflectiveMessages(Path root) throws Exception {
		Field initialized = GeneratedMessage.FieldAccessorTable.class.getDeclaredField("initialized");
		initialized.setAccessible(true);
		List<String> found = new ArrayList<>();
		int tables = 0;
		try (Stream<Path> files = Files.walk(root)) {
			for (Path file : files.filter((path) -> path.toString().endsWith(".class")).toList()) {
				String name = root.relativize(file).toString().replace('/', '.').replaceAll("\\.class$", "");
				if (name.startsWith("META-INF") || name.contains("$") || name.endsWith("-info")) {
					continue;
				}
				for (Field field : Class.forName(name).getDeclaredFields()) {
					if (field.getType() == GeneratedMessage.FieldAccessorTable.class) {
						tables++;
						field.setAccessible(true);
						if (initialized.getBoolean(field.get(null))) {
							found.add(field.getName());
						}
					}
				}
			}
		}
		if (tables < 50) {
			throw new IllegalStateException("Only " + tables + " messages found");
		}
		return found;
	}

	@Bean
	Printer printer() {
		return new Printer();
	}

	static class Printer {

		@EventListener
		void on(ContainerStartedEvent event) {
			System.out.println("started " + event.getContainerId());
		}

		@EventListener
		void on(ContainerExitedEvent event) {
			System.out.println("exited " + event.getContainerId() + " " + event.getExitCode());
		}

	}

}
