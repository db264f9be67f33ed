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
package io.github.libcontainerd.samples.petshop;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.event.EventListener;

import io.github.libcontainerd.boot.event.ContainerHealthChangedEvent;

/**
 * A shop for pets, whose database runs beside it.
 */
@SpringBootApplication
public class PetshopApplication {

	private static final Logger logger = LoggerFactory.getLogger(PetshopApplication.class);

	/**
	 * Start the shop.
	 * @param args options of the application
	 */
	public static void main(String[] args) {
		SpringApplication.run(PetshopApplication.class, args);
	}

	@EventListener
	void on(ContainerHealthChangedEvent event) {
		logger.info("The health of {} is {}", event.getContainerId(), event.getHealth());
	}

}
