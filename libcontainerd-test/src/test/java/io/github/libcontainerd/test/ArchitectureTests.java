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

package io.github.libcontainerd.test;

import java.util.ArrayList;
import java.util.List;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
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

	private static final String ROOT = "io.github.libcontainerd.test";

	/**
	 * The packages inside, from the top to the ground. Those of one line don't know each
	 * other.
	 */
	private static final List<List<String>> FLOORS = List.of(List.of("fake", "real"),
			List.of("fake.service", "fake.task"), List.of("fake.shell", "fake.store"),
			List.of("fake.server", "fake.files"), List.of("image", "host"));

	// Large: not to be kept for the tests that come next in this JVM.
	private final JavaClasses classes = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages(ROOT);

	@Test
	void packagesHaveNoCircle() {
		slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(this.classes);
	}

	@Test
	void theInsideKnowsNoPublicType() {
		noClasses().that()
			.resideInAPackage(ROOT + ".internal..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage(ROOT)
			.because("public types use what is inside, never the other way round")
			.check(this.classes);
	}

	@Test
	void eachFloorKnowsThoseBelowOnly() {
		List<String> above = new ArrayList<>();
		for (List<String> floor : FLOORS) {
			for (String name : floor) {
				List<String> forbidden = new ArrayList<>(above);
				floor.stream().filter((other) -> !other.equals(name)).forEach(forbidden::add);
				noClasses().that()
					.resideInAPackage(inside(name))
					.should()
					.dependOnClassesThat()
					.resideInAnyPackage(forbidden.stream().map(ArchitectureTests::inside).toArray(String[]::new))
					.because("dependencies go downwards only")
					.check(this.classes);
			}
			above.addAll(floor);
		}
	}

	@Test
	void everyPackageInsideHasAFloor() {
		List<String> known = FLOORS.stream().flatMap(List::stream).map(ArchitectureTests::inside).toList();
		assertThat(this.classes.stream()
			.map(JavaClass::getPackageName)
			.filter((name) -> name.startsWith(ROOT + ".internal."))
			.distinct()).isNotEmpty().allSatisfy((name) -> assertThat(known).contains(name));
	}

	@Test
	void theLibraryUnderTestIsNotUsed() {
		noClasses().that()
			.resideInAPackage(ROOT + "..")
			.should()
			.dependOnClassesThat(JavaClass.Predicates.resideInAPackage("io.github.libcontainerd..")
				.and(JavaClass.Predicates.resideOutsideOfPackages(ROOT + "..",
						"io.github.libcontainerd.internal.grpc.api..")))
			.because("a fault of the library must not hide itself from its tests")
			.check(this.classes);
	}

	private static String inside(String name) {
		return ROOT + ".internal." + name;
	}

}
