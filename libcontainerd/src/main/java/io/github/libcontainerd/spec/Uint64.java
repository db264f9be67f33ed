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

package io.github.libcontainerd.spec;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.math.BigInteger;

import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.annotation.JsonSerialize;

/**
 * Marks a {@code long} that holds the bits of an unsigned 64-bit integer. It is written
 * as an unsigned decimal: {@code -1L} is 18446744073709551615 in JSON, and a negative
 * number in JSON is refused.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER })
@JacksonAnnotationsInside
@JsonSerialize(using = Uint64.Serializer.class)
@JsonDeserialize(using = Uint64.Deserializer.class)
@interface Uint64 {

	/**
	 * Writes the bits as an unsigned number.
	 */
	final class Serializer extends ValueSerializer<Long> {

		@Override
		public void serialize(Long value, JsonGenerator generator, SerializationContext context) {
			if (value >= 0) {
				generator.writeNumber(value.longValue());
			}
			else {
				generator.writeNumber(new BigInteger(Long.toUnsignedString(value)));
			}
		}

	}

	/**
	 * Reads an integer between 0 and 2^64-1.
	 */
	final class Deserializer extends ValueDeserializer<Long> {

		private final @Nullable Long absent;

		Deserializer() {
			this(null);
		}

		private Deserializer(@Nullable Long absent) {
			this.absent = absent;
		}

		@Override
		public ValueDeserializer<?> createContextual(DeserializationContext context, @Nullable BeanProperty property) {
			boolean primitive = property != null && property.getType().isPrimitive();
			return (primitive) ? new Deserializer(0L) : this;
		}

		@Override
		public @Nullable Long getNullValue(DeserializationContext context) {
			return this.absent;
		}

		@Override
		public Long deserialize(JsonParser parser, DeserializationContext context) {
			if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
				context.reportInputMismatch(this, "an integer is expected, not %s", parser.currentToken());
			}
			BigInteger value = parser.getBigIntegerValue();
			if (value.signum() < 0 || value.bitLength() > Long.SIZE) {
				context.reportInputMismatch(this, "%s is not an unsigned 64-bit integer", value);
			}
			return value.longValue();
		}

	}

}
