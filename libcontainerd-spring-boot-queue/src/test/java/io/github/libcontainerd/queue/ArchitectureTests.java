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

package io.github.libcontainerd.queue;

import java.time.Clock;
import java.time.Instant;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * Keeps the packages of the queue apart, and the clocks of machines out of it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchitectureTests {

	private static final String ROOT = "io.github.libcontainerd.queue";

	private final JavaClasses classes = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages(ROOT);

	@Test
	void packagesDependInOneDirection() {
		slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(this.classes);
		Architectures.layeredArchitecture()
			.consideringOnlyDependenciesInLayers()
			.layer("api")
			.definedBy(ROOT)
			.layer("engine")
			.definedBy(ROOT + ".engine")
			.layer("engines")
			.definedBy(ROOT + ".memory", ROOT + ".postgres")
			.layer("sides")
			.definedBy(ROOT + ".submit", ROOT + ".worker")
			.layer("spring")
			.definedBy(ROOT + ".event", ROOT + ".metrics", ROOT + ".health", ROOT + ".actuate")
			.layer("configuration")
			.definedBy(ROOT + ".autoconfigure")
			.whereLayer("configuration")
			.mayNotBeAccessedByAnyLayer()
			.whereLayer("spring")
			.mayOnlyBeAccessedByLayers("configuration")
			.whereLayer("sides")
			.mayOnlyBeAccessedByLayers("spring", "configuration")
			.whereLayer("engines")
			.mayOnlyBeAccessedByLayers("configuration")
			.check(this.classes);
	}

	@Test
	void theInsideOfTheLibraryIsNotUsed() {
		noClasses().should()
			.dependOnClassesThat()
			.resideInAPackage("io.github.libcontainerd.internal..")
			.check(this.classes);
	}

	@Test
	void nobodyAsksForTheTimeOfThisMachine() {
		noClasses().that()
			.resideOutsideOfPackage(ROOT + ".memory")
			.should()
			.callMethod(System.class, "currentTimeMillis")
			.orShould()
			.callMethod(Instant.class, "now")
			.orShould()
			.dependOnClassesThat()
			.areAssignableTo(Clock.class)
			.because("leases are by the clock of the database, so that a wrong one of a machine does no harm")
			.check(this.classes);
	}

	@Test
	void onlyTheEngineInPostgresNeedsADatabase() {
		noClasses().that()
			.resideOutsideOfPackages(ROOT + ".postgres", ROOT + ".autoconfigure")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("javax.sql..", "org.springframework.jdbc..", "org.postgresql..")
			.check(this.classes);
	}

}
