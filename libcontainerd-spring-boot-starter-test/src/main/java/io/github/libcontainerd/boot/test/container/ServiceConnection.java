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

package io.github.libcontainerd.boot.test.container;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.core.annotation.AliasFor;

/**
 * Connects the application to a {@link TestContainer}: the beans that Spring Boot
 * configures for JDBC, R2DBC, Redis, RabbitMQ, MongoDB and many more use it, whatever the
 * properties say. The bean of the connection details has the name of the container as its
 * qualifier.
 * <p>
 * It needs the module {@code spring-boot-docker-compose} on the class path of the test,
 * for its knowledge of services; nothing of Docker is used.
 *
 * @since 0.1.0
 */
@Target({ ElementType.FIELD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface ServiceConnection {

	/**
	 * What kind of service it is, by the name that its image usually has.
	 * @return for example {@code postgres}; empty for the name of the image
	 */
	@AliasFor("name")
	String value() default "";

	/**
	 * What kind of service it is, by the name that its image usually has.
	 * @return for example {@code postgres}; empty for the name of the image
	 */
	@AliasFor("value")
	String name() default "";

	/**
	 * The types of connection details that are wanted.
	 * @return the types; empty for all that fit
	 */
	Class<? extends ConnectionDetails>[] type() default {};

	/**
	 * Whether this is what is connected to when there are several containers of one kind.
	 * @return whether it is
	 */
	boolean primary() default false;

}
