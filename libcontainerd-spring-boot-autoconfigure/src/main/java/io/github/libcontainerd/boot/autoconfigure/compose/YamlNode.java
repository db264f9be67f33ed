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
package io.github.libcontainerd.boot.autoconfigure.compose;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.boot.origin.TextResourceOrigin.Location;
import org.springframework.core.io.FileSystemResource;

import io.github.libcontainerd.boot.container.ComposeFileException;

/**
 * A value of a file of YAML that knows where it stands. A scalar is the text that is
 * written there, whatever type YAML would make of it: {@code no} is no boolean, and
 * {@code 22:22} no number.
 *
 * @param place where it stands
 * @param kind what it is
 * @param text the text of a scalar; empty otherwise
 * @param items the items of a list; empty otherwise
 * @param entries the entries of a map; empty otherwise
 */
record YamlNode(Place place, Kind kind, String text, List<YamlNode> items, Map<String, YamlNode> entries) {

	static YamlNode scalar(Place place, String text) {
		return new YamlNode(place, Kind.SCALAR, text, List.of(), Map.of());
	}

	static YamlNode none(Place place) {
		return new YamlNode(place, Kind.NULL, "", List.of(), Map.of());
	}

	static YamlNode list(Place place, List<YamlNode> items) {
		return new YamlNode(place, Kind.LIST, "", List.copyOf(items), Map.of());
	}

	static YamlNode map(Place place, Map<String, YamlNode> entries) {
		return new YamlNode(place, Kind.MAP, "", List.of(), entries);
	}

	/**
	 * Return a scalar that is made of this.
	 */
	YamlNode withText(String other) {
		return scalar(this.place, other);
	}

	boolean is(Kind other) {
		return this.kind == other;
	}

	/**
	 * Return the text of what has to be a scalar.
	 */
	String scalar() {
		return expect(Kind.SCALAR).text;
	}

	/**
	 * Return the items of what has to be a list.
	 */
	List<YamlNode> list() {
		return expect(Kind.LIST).items;
	}

	/**
	 * Return the entries of what has to be a map, or nothing.
	 */
	Map<String, YamlNode> map() {
		return is(Kind.NULL) ? this.entries : expect(Kind.MAP).entries;
	}

	/**
	 * Return what is a list, or a single scalar in the place of one.
	 */
	List<YamlNode> scalarOrList() {
		return is(Kind.SCALAR) ? List.of(this) : list();
	}

	/**
	 * Return the pairs of what is a map, or a list of {@code KEY=VALUE}.
	 * @param missing makes the value of a key that has none
	 */
	List<Pair> pairs(BiFunction<YamlNode, String, YamlNode> missing) {
		if (is(Kind.LIST)) {
			return this.items.stream().map((item) -> {
				String pair = item.scalar();
				int end = pair.indexOf('=');
				return (end < 0) ? new Pair(pair, missing.apply(item, pair))
						: new Pair(pair.substring(0, end), item.withText(pair.substring(end + 1)));
			}).toList();
		}
		return map().entrySet()
			.stream()
			.map((entry) -> new Pair(entry.getKey(),
					entry.getValue().is(Kind.NULL) ? missing.apply(entry.getValue(), entry.getKey())
							: entry.getValue().withText(entry.getValue().scalar())))
			.toList();
	}

	/**
	 * Return what has to be true or false.
	 */
	boolean flag() {
		return switch (scalar()) {
			case "true" -> true;
			case "false" -> false;
			default -> throw invalid("write 'true' or 'false'");
		};
	}

	private YamlNode expect(Kind expected) {
		if (this.kind != expected) {
			throw refuse("'" + path() + "' is " + this.kind.description, "make it " + expected.description);
		}
		return this;
	}

	/**
	 * Return the keys on the way to it, such as {@code services.db.ports[0]}.
	 */
	String path() {
		return this.place.path();
	}

	Origin origin() {
		return this.place.origin();
	}

	ComposeFileException refuse(String problem, String remedy) {
		return new ComposeFileException(this.place.file(), this.place.location().getLine() + 1,
				this.place.location().getColumn() + 1, problem, remedy, null);
	}

	ComposeFileException invalid(String remedy) {
		return refuse("'" + path() + "' can't be '" + this.text + "'", remedy);
	}

	ComposeFileException unsupported(String remedy) {
		return refuse("'" + path() + "' is not supported", remedy);
	}

	@Override
	public String toString() {
		return path();
	}

	/**
	 * What a value is.
	 */
	enum Kind {

		SCALAR("a single value"),

		NULL("empty"),

		LIST("a list"),

		MAP("a map");

		private final String description;

		Kind(String description) {
			this.description = description;
		}

	}

	/**
	 * Where a value stands.
	 *
	 * @param file the file
	 * @param path the keys on the way to it
	 * @param location the line and the column
	 */
	record Place(Path file, String path, Location location) {

		Origin origin() {
			return new TextResourceOrigin(new FileSystemResource(this.file), this.location);
		}

	}

	/**
	 * A key and its value.
	 *
	 * @param key the key
	 * @param value a scalar, or empty
	 */
	record Pair(String key, YamlNode value) {
	}

}
