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

package io.github.libcontainerd.boot.autoconfigure.grpc;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.NativeDetector;
import org.springframework.core.Ordered;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.Environment;

import io.github.libcontainerd.spi.Rehearsal;

/**
 * Loads what the first calls to containerd need while another thread starts the
 * application, since that takes longer than all other work of the starter. It goes by the
 * same rules as Spring Boot's own background pre-initialization, which knows no
 * properties.
 */
final class RehearsalApplicationListener implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

	private static final Log logger = LogFactory.getLog(RehearsalApplicationListener.class);

	// Of Spring Boot, for a class of its own that is not public.
	private static final String IGNORE_PROPERTY = "spring.backgroundpreinitializer.ignore";

	// Of DefaultLifecycleProcessor.
	private static final String EXIT_PROPERTY = "spring.context.exit";

	// Once in a process is enough.
	private static final AtomicBoolean started = new AtomicBoolean();

	private final AtomicBoolean once;

	private final int processors;

	private final Runnable rehearsal;

	// Instantiated by Spring Boot.
	RehearsalApplicationListener() {
		this(started, Runtime.getRuntime().availableProcessors(), RehearsalApplicationListener::rehearse);
	}

	RehearsalApplicationListener(AtomicBoolean once, int processors, Runnable rehearsal) {
		this.once = once;
		this.processors = processors;
		this.rehearsal = rehearsal;
	}

	@Override
	public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
		if (isNeeded(event.getEnvironment()) && isUseful() && this.once.compareAndSet(false, true)) {
			Thread thread = new Thread(this.rehearsal, "containerd-preinit");
			thread.setDaemon(true);
			thread.start();
		}
	}

	// A run that is only to make an archive of classes can't be expected to have a
	// containerd, and yet is to load what those with one will need.
	private static boolean isNeeded(Environment environment) {
		return environment.getProperty("libcontainerd.enabled", Boolean.class, true)
				&& (!"deferred".equalsIgnoreCase(environment.getProperty("libcontainerd.bootstrap-mode"))
						|| "onRefresh".equalsIgnoreCase(SpringProperties.getProperty(EXIT_PROPERTY)));
	}

	private boolean isUseful() {
		return this.processors > 1 && !Boolean.getBoolean(IGNORE_PROPERTY) && !NativeDetector.inNativeImage();
	}

	// Whatever is wrong, the application will meet it at a place where it can be
	// reported.
	private static void rehearse() {
		try {
			Rehearsal.run();
		}
		catch (IOException | RuntimeException | LinkageError ex) {
			logger.debug("Could not prepare for the first calls to containerd", ex);
		}
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

}
