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

package io.github.libcontainerd;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keeps the packages apart: each may know those below it only.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchitectureTests {

	private static final String ROOT = "io.github.libcontainerd";

	private static final String GENERATED = ROOT + ".internal.grpc.api..";

	private static final String[] API = { ROOT, ROOT + ".client", ROOT + ".health", ROOT + ".image", ROOT + ".log",
			ROOT + ".network", ROOT + ".restart", ROOT + ".run", ROOT + ".spec" };

	/**
	 * The packages inside, from the top to the ground. Those of one line don't know each
	 * other.
	 */
	private static final List<List<String>> FLOORS = List.of(List.of("remote"), List.of("client", "gate"),
			List.of("container"), List.of("pool"), List.of("run"),
			List.of("ready", "resource", "health", "rootfs", "volume"), List.of("record"),
			List.of("image", "event", "stdio", "shim", "daemon", "network"),
			List.of("image.pull", "image.archive", "network.cni", "network.kernel"),
			List.of("image.store", "network.host"), List.of("registry", "archive", "log", "userns"),
			List.of("registry.credentials", "registry.http"), List.of("grpc.task", "grpc.content"),
			List.of("grpc.container", "grpc.snapshot", "observe"), List.of("grpc", "host", "json"));

	// Large: not to be kept for the tests that come next in this JVM.
	private final JavaClasses classes = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages(ROOT);

	@Test
	void packagesHaveNoCircle() {
		check(slices().matching(ROOT + ".(**)").should().beFreeOfCycles());
	}

	@Test
	void eachFloorKnowsThoseBelowOnly() {
		List<String> above = new ArrayList<>();
		for (List<String> floor : FLOORS) {
			for (String room : floor) {
				List<String> forbidden = new ArrayList<>(above);
				floor.stream().filter((other) -> !other.equals(room)).forEach(forbidden::add);
				if (!forbidden.isEmpty()) {
					check(noClasses().that()
						.resideInAPackage(inside(room))
						.should()
						.dependOnClassesThat()
						.resideInAnyPackage(forbidden.stream().map(ArchitectureTests::inside).toArray(String[]::new))
						.because("dependencies go downwards only"));
				}
			}
			above.addAll(floor);
		}
	}

	@Test
	void everyPackageInsideHasAFloor() {
		List<String> known = FLOORS.stream().flatMap(List::stream).map(ArchitectureTests::inside).toList();
		assertThat(this.classes.stream()
			.map(JavaClass::getPackageName)
			.filter((name) -> name.startsWith(ROOT + ".internal.") && !name.startsWith(inside("grpc.api")))
			.distinct()).allSatisfy((name) -> assertThat(known).contains(name));
	}

	@Test
	void theApiKnowsNothingOfTheInside() {
		check(noClasses().that()
			.resideInAnyPackage(API)
			.should()
			.dependOnClassesThat()
			.resideInAPackage(ROOT + ".internal..")
			.because("Remote.open finds the implementation by ServiceLoader"));
	}

	@Test
	void valuesAndExceptionsKnowNoOtherPackage() {
		check(noClasses().that()
			.resideInAnyPackage(ROOT, ROOT + ".spec", ROOT + ".restart")
			.should()
			.dependOnClassesThat(JavaClass.Predicates.resideInAPackage(ROOT + "..")
				.and(JavaClass.Predicates.resideOutsideOfPackages(ROOT, ROOT + ".spec", ROOT + ".restart"))));
		check(noClasses().that()
			.resideInAnyPackage(ROOT + ".spec", ROOT + ".restart")
			.should()
			.dependOnClassesThat()
			.resideInAPackage(ROOT)
			.because("values and policies know nothing of containerd"));
	}

	@Test
	void generatedStubsStayBehindGrpc() {
		check(noClasses().that()
			.resideOutsideOfPackages(inside("grpc.."), GENERATED, inside("shim"), ROOT + ".spi", ROOT + ".test..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage(GENERATED)
			.because("the wire contract is the business of the grpc and shim packages"));
	}

	@Test
	void publicSignaturesHaveNoGrpcOrProtobufType() {
		check(noClasses().that()
			.resideInAnyPackage(API)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.grpc..", "com.google.protobuf..", "io.netty.."));
	}

	@Test
	void packagesAreSmall() {
		Map<String, Long> sizes = this.classes.stream()
			.filter((type) -> type.getPackageName().startsWith(ROOT + ".internal.") && type.isTopLevelClass()
					&& !type.getPackageName().startsWith(inside("grpc.api")))
			.collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
		assertThat(sizes).allSatisfy((name, size) -> assertThat(size).as(name).isLessThanOrEqualTo(25));
	}

	private static String inside(String room) {
		return ROOT + ".internal." + room;
	}

	private void check(ArchRule rule) {
		rule.check(this.classes);
	}

}
