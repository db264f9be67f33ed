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

package io.github.libcontainerd.internal.image.store;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.libcontainerd.ImageException.Reason;
import io.github.libcontainerd.image.Platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The JSON parts of images, right ones and wrong ones.
 */
class ImageJsonTests {

	private static final String DIGEST = "sha256:" + "0".repeat(64);

	private static byte[] json(String text) {
		return text.replace('\'', '"').replace("DIGEST", DIGEST).getBytes(StandardCharsets.UTF_8);
	}

	@Test
	void indexHasPlatforms() {
		assertThat(ImageJson.index(
				json("{'schemaVersion':2,'manifests':[{'mediaType':'m','digest':'DIGEST','size':3,"
						+ "'platform':{'os':'linux','architecture':'arm','variant':'v7'},'annotations':{'a':null}}]}"),
				"index"))
			.singleElement()
			.satisfies((manifest) -> {
				assertThat(manifest.platform()).isEqualTo(Platform.parse("linux/arm/v7"));
				assertThat(manifest.size()).isEqualTo(3);
				assertThat(manifest.annotations()).containsEntry("a", "");
			});
	}

	@Test
	void configurationSaysHowToRun() {
		ImageJson.Config config = ImageJson.config(json("{'os':'linux','architecture':'x86_64','config':{'User':'',"
				+ "'Env':['A=b'],'Entrypoint':null,'Cmd':['sh'],'Volumes':{'/data':{}},'ExposedPorts':{'80/tcp':{}},"
				+ "'Labels':{'x':null},'StopSignal':'SIGQUIT'},'rootfs':{'type':'layers','diff_ids':['DIGEST']}}"),
				"c");
		assertThat(config.platform()).isEqualTo(Platform.of("linux", "amd64"));
		assertThat(config.diffIds()).containsExactly(DIGEST);
		assertThat(config.config().user()).isNull();
		assertThat(config.config().entrypoint()).isEmpty();
		assertThat(config.config().cmd()).containsExactly("sh");
		assertThat(config.config().volumes()).containsExactly("/data");
		assertThat(config.config().exposedPorts()).containsExactly("80/tcp");
		assertThat(config.config().labels()).containsEntry("x", "");
		assertThat(config.config().stopSignal()).isEqualTo("SIGQUIT");
	}

	/** As Go does it, whatever the letter case of each. */
	@Test
	void ofAFieldThatIsThereTwiceTheLastOneCounts() {
		assertThat(ImageJson.config(json("{'OS':'windows','os':'linux','Architecture':'arm64','ARCHITECTURE':'s390x',"
				+ "'rootfs':{'diff_ids':['DIGEST'],'Diff_Ids':[]}}"), "c"))
			.satisfies((config) -> {
				assertThat(config.platform()).isEqualTo(Platform.parse("linux/s390x"));
				assertThat(config.diffIds()).isEmpty();
			});
	}

	@Test
	void keysThatAreDataKeepTheirLetterCase() {
		assertThat(
				ImageJson
					.config(json("{'CONFIG':{'labels':{'A':'1','a':'2'},'VOLUMES':{'/Data':{}}},"
							+ "'rootfs':{'diff_ids':[]}}"), "c")
					.config())
			.satisfies((config) -> {
				assertThat(config.labels()).isEqualTo(java.util.Map.of("A", "1", "a", "2"));
				assertThat(config.volumes()).containsExactly("/Data");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{", "[]", "null", "1", "{}", "{'config':{},'layers':[]}",
			"{'config':{'mediaType':'c','digest':'DIGEST','size':-1},'layers':[]}",
			"{'config':{'mediaType':'c','digest':'sha256:0','size':1},'layers':[]}",
			"{'config':{'mediaType':'c','digest':'../../x','size':1},'layers':[]}",
			"{'config':{'mediaType':'c','digest':'DIGEST','size':1},'layers':[null]}",
			"{'config':{'mediaType':'c','digest':'DIGEST','size':1},'layers':[],'manifests':[]}",
			"{'config':{'mediaType':'c','digest':'DIGEST','size':1e99},'layers':[]}", "{'config':'x','layers':[]}" })
	void whatIsNoManifestIsCorrupt(String text) {
		assertThatExceptionOfType(ImageProblem.class).isThrownBy(() -> ImageJson.manifest(json(text), "manifest"))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.CORRUPT))
			.withMessageContaining("the manifest");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{'manifests':[],'layers':[]}", "{'manifests':[],'config':{}}", "{'layers':[]}",
			"{'manifests':[{}]}", "{'manifests':{}}" })
	void whatIsNoIndexIsCorrupt(String text) {
		assertThatExceptionOfType(ImageProblem.class).isThrownBy(() -> ImageJson.index(json(text), "index"))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.CORRUPT));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{'rootfs':{}}", "{'rootfs':{'diff_ids':['x']}}", "{'rootfs':{'diff_ids':[null]}}" })
	void whatIsNoConfigurationIsCorrupt(String text) {
		assertThatExceptionOfType(ImageProblem.class).isThrownBy(() -> ImageJson.config(json(text), "configuration"))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.CORRUPT));
	}

	@Test
	void schema1IsNotSupported() {
		assertThatExceptionOfType(ImageProblem.class)
			.isThrownBy(() -> ImageJson.manifest(json("{'schemaVersion':1,'fsLayers':[]}"), "manifest"))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.UNSUPPORTED_FORMAT));
	}

	@Test
	void deepNestingIsCorrupt() {
		byte[] json = ("{\"x\":" + "[".repeat(100_000)).getBytes(StandardCharsets.UTF_8);
		assertThatExceptionOfType(ImageProblem.class).isThrownBy(() -> ImageJson.manifest(json, "manifest"))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.CORRUPT));
	}

	/** From the OCI image specification's definition. */
	@Test
	void chainIdsStandForAllLayersBelow() {
		String one = "sha256:" + "1".repeat(64);
		String two = "sha256:" + "2".repeat(64);
		assertThat(ChainIds.of(List.of(one, two))).containsExactly(one,
				ChainIds.sha256((one + " " + two).getBytes(StandardCharsets.UTF_8)));
		assertThat(ChainIds.of(List.of())).isEmpty();
	}

}
