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

package io.github.libcontainerd.run;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How many containers a pool has, and for how long. Immutable.
 *
 * @since 0.1.0
 */
public final class PoolSettings {

	/** How long a container waits for its use at most by default: ten minutes. */
	public static final Duration DEFAULT_MAX_AGE = Duration.ofMinutes(10);

	/** How many containers are made in a second at most by default. */
	public static final double DEFAULT_REFILLS_PER_SECOND = 10;

	private static final int MAX_SIZE = 1000;

	private static final double MAX_REFILLS_PER_SECOND = 1000;

	private final int size;

	private final @Nullable String name;

	private final Duration maxAge;

	private final double refillsPerSecond;

	private final ContainerPool.Kind kind;

	private PoolSettings(Builder builder) {
		this.size = builder.size;
		this.name = builder.name;
		this.maxAge = builder.maxAge;
		this.refillsPerSecond = builder.refillsPerSecond;
		this.kind = builder.kind;
	}

	/**
	 * Return a builder of the settings of a pool.
	 * @param size how many containers wait for their use, 1 to 1000
	 * @return a builder
	 * @throws io.github.libcontainerd.InvalidRequestException for another size
	 */
	public static Builder of(int size) {
		return new Builder(size);
	}

	/**
	 * Return how many containers wait for their use.
	 * @return the number
	 */
	public int size() {
		return this.size;
	}

	/**
	 * Return the name of the pool.
	 * @return the name; {@code null} for one made of the image
	 */
	public @Nullable String name() {
		return this.name;
	}

	/**
	 * Return how long a container waits for its use at most. Then it is replaced.
	 * @return the time
	 */
	public Duration maxAge() {
		return this.maxAge;
	}

	/**
	 * Return how many containers are made in a second at most. They are made one after
	 * the other, whatever this is.
	 * @return the number
	 */
	public double refillsPerSecond() {
		return this.refillsPerSecond;
	}

	/**
	 * Return how the containers wait.
	 * @return the kind
	 */
	public ContainerPool.Kind kind() {
		return this.kind;
	}

	@Override
	public String toString() {
		return "PoolSettings[size=" + this.size + ", name=" + this.name + ", maxAge=" + this.maxAge
				+ ", refillsPerSecond=" + this.refillsPerSecond + ", kind=" + this.kind + "]";
	}

	/**
	 * Builder for {@link PoolSettings}. Its methods throw an
	 * {@link io.github.libcontainerd.InvalidRequestException} for values that can't be
	 * right. Not safe for use by several threads.
	 *
	 * @since 0.1.0
	 */
	public static final class Builder {

		private final int size;

		private @Nullable String name;

		private Duration maxAge = DEFAULT_MAX_AGE;

		private double refillsPerSecond = DEFAULT_REFILLS_PER_SECOND;

		private ContainerPool.Kind kind = ContainerPool.Kind.CREATED;

		private Builder(int size) {
			if (size < 1 || size > MAX_SIZE) {
				throw Checks.invalid("the size of a pool must be from 1 to " + MAX_SIZE + ", not " + size);
			}
			this.size = size;
		}

		/**
		 * Name the pool; by default after the image.
		 * @param name 1 to 60 letters and digits, with single {@code . _ -} between; the
		 * ids of the containers begin with it
		 * @return this builder
		 */
		public Builder name(String name) {
			if (name.length() > 60 || !name.matches("[A-Za-z0-9]+([._-][A-Za-z0-9]+)*")) {
				throw Checks.invalid("the name '" + name
						+ "' of a pool must have 1 to 60 letters and digits, with single '.', '_', '-' between them");
			}
			this.name = name;
			return this;
		}

		/**
		 * Set how long a container waits for its use at most.
		 * @param maxAge the time, more than zero
		 * @return this builder
		 */
		public Builder maxAge(Duration maxAge) {
			this.maxAge = Checks.positive("age of a container in a pool", maxAge);
			return this;
		}

		/**
		 * Set how many containers are made in a second at most.
		 * @param number more than 0, at most 1000; 0.5 for one every two seconds
		 * @return this builder
		 */
		public Builder refillsPerSecond(double number) {
			if (!(number > 0 && number <= MAX_REFILLS_PER_SECOND)) {
				throw Checks.invalid("the refills of a pool in a second must be more than 0 and at most "
						+ MAX_REFILLS_PER_SECOND + ", not " + number);
			}
			this.refillsPerSecond = number;
			return this;
		}

		/**
		 * Set how the containers wait.
		 * @param kind the kind
		 * @return this builder
		 */
		public Builder kind(ContainerPool.Kind kind) {
			this.kind = kind;
			return this;
		}

		/**
		 * Return the settings. The builder can be used again.
		 * @return the settings
		 */
		public PoolSettings build() {
			return new PoolSettings(this);
		}

	}

}
