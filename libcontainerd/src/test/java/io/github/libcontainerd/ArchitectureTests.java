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

import java.util.Arrays;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

import io.github.libcontainerd.client.Remote;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/**
 * Keeps the packages apart: each may know those below it only.
 */
class ArchitectureTests {

	private static final String ROOT = "io.github.libcontainerd";

	private static final String GENERATED = ROOT + ".internal.grpc.api..";

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages(ROOT);

	@Test
	void onlyTheDoorKnowsTheInside() {
		check(noClasses().that()
			.resideInAPackage(ROOT)
			.and()
			.doNotHaveFullyQualifiedName(Remote.class.getName())
			.should()
			.dependOnClassesThat()
			.resideInAPackage(ROOT + ".internal..")
			.because("Remote.open is the one way in"));
	}

	@Test
	void specAndRestartStandAlone() {
		check(noClasses().that()
			.resideInAnyPackage(ROOT + ".spec", ROOT + ".restart")
			.should()
			.dependOnClassesThat(JavaClass.Predicates.resideInAnyPackage(ROOT, ROOT + ".internal.."))
			.because("values and policies know nothing of containerd"));
	}

	@Test
	void hostKnowsNoOtherRoom() {
		below("host", "grpc", "engine", "event", "stdio", "daemon", "shim", "image", "registry", "archive", "log",
				"run");
	}

	@Test
	void grpcIsTheLowestRoom() {
		below("grpc", "engine", "event", "stdio", "daemon", "shim", "image", "registry", "archive");
	}

	@Test
	void eventKnowsGrpcOnly() {
		below("event", "engine", "stdio", "daemon", "shim");
	}

	@Test
	void stdioKnowsGrpcOnly() {
		below("stdio", "engine", "event", "daemon", "shim", "log", "run");
	}

	@Test
	void daemonKnowsNoOtherRoom() {
		below("daemon", "engine", "event", "stdio", "shim", "grpc");
	}

	@Test
	void shimKnowsGrpcOnly() {
		below("shim", "engine", "event", "stdio", "daemon");
	}

	@Test
	void registryKnowsNoOtherRoom() {
		below("registry", "engine", "event", "image", "archive", "log", "run", "stdio", "daemon", "shim", "grpc");
	}

	@Test
	void archiveKnowsNoOtherRoom() {
		below("archive", "engine", "event", "stdio", "daemon", "shim", "grpc", "image", "registry");
	}

	@Test
	void imageKnowsGrpcRegistryAndArchive() {
		below("image", "engine", "event", "stdio", "daemon", "shim", "log", "run");
	}

	@Test
	void logKnowsNoOtherRoom() {
		below("log", "engine", "event", "stdio", "daemon", "shim", "grpc", "image", "registry", "archive", "run");
	}

	@Test
	void runKnowsGrpcAndLogOnly() {
		below("run", "engine", "event", "stdio", "daemon", "shim", "image", "registry", "archive");
	}

	private static void below(String room, String... others) {
		String[] packages = Arrays.stream(others).map((other) -> ROOT + ".internal." + other).toArray(String[]::new);
		check(noClasses().that()
			.resideInAPackage(ROOT + ".internal." + room)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(packages)
			.because("dependencies go downwards only"));
	}

	@Test
	void generatedStubsStayBehindGrpc() {
		check(noClasses().that()
			.resideOutsideOfPackages(ROOT + ".internal.grpc", GENERATED, ROOT + ".internal.shim", ROOT + ".test..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage(GENERATED)
			.because("the wire contract is the business of the grpc and shim rooms"));
	}

	@Test
	void publicSignaturesHaveNoGrpcOrProtobufType() {
		check(noClasses().that()
			.resideInAnyPackage(ROOT, ROOT + ".spec", ROOT + ".restart", ROOT + ".image", ROOT + ".log", ROOT + ".run")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.grpc..", "com.google.protobuf..", "io.netty.."));
	}

	@Test
	void whatIsPublicIsDocumentedInsideOnlyAsFarAsNeeded() {
		check(classes().that()
			.resideInAPackage(ROOT + ".internal.engine")
			.and()
			.arePublic()
			.should()
			.haveSimpleName("DefaultRemote")
			.because("the engine has one door"));
	}

	private static void check(ArchRule rule) {
		rule.check(CLASSES);
	}

}
