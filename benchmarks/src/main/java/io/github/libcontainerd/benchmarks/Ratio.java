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

package io.github.libcontainerd.benchmarks;

import java.util.Locale;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ratios of two figures of one run, which depend little on the machine and how busy it
 * is. Each ends a line as {@code ratio NAME VALUE}, which {@code script/bench
 * --check} looks for; the smaller the better.
 */
final class Ratio {

	private static final Logger logger = LoggerFactory.getLogger(Ratio.class);

	private Ratio() {
	}

	/**
	 * Report a ratio.
	 * @param name the name, of one word; as in {@code benchmarks/ratios.txt}
	 * @param ours our figure
	 * @param other what it is compared with
	 */
	static void report(String name, double ours, double other) {
		logger.info("ratio {} {}", name, String.format(Locale.ROOT, "%.3f", ours / other));
	}

}
