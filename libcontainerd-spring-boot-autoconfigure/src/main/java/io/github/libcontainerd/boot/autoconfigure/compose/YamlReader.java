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

import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

import org.springframework.boot.origin.TextResourceOrigin.Location;

import io.github.libcontainerd.boot.autoconfigure.compose.YamlNode.Place;
import io.github.libcontainerd.boot.container.ComposeFileException;

/**
 * Reads a file of YAML into {@link YamlNode nodes}. No object is made of what it says,
 * and what it can make of aliases is bounded.
 */
final class YamlReader {

	private static final int MAX_DEPTH = 40;

	private static final int MAX_NODES = 50_000;

	private static final int MAX_ALIASES = 1000;

	private static final String SCALAR_TAGS = "tag:yaml.org,2002:";

	private static final Set<String> SCALARS = Set.of("str", "int", "float", "bool", "null", "timestamp", "merge",
			"value");

	private final Path file;

	private int nodes;

	private YamlReader(Path file) {
		this.file = file;
	}

	/**
	 * Read a file.
	 * @param file the file
	 * @return what is in it
	 */
	static YamlNode read(Path file) {
		return new YamlReader(file).parse(TextFile.read(file));
	}

	private YamlNode parse(String text) {
		LoaderOptions options = new LoaderOptions();
		options.setNestingDepthLimit(MAX_DEPTH);
		options.setMaxAliasesForCollections(MAX_ALIASES);
		options.setCodePointLimit(TextFile.MAX_BYTES);
		Place root = new Place(this.file, "", new Location(0, 0));
		try {
			Node node = new Yaml(options).compose(new StringReader(text));
			return (node != null) ? convert(root, node, 0) : YamlNode.none(root);
		}
		catch (MarkedYAMLException ex) {
			Mark mark = ex.getProblemMark();
			throw new ComposeFileException(this.file, (mark != null) ? mark.getLine() + 1 : 0,
					(mark != null) ? mark.getColumn() + 1 : 0, "it is no YAML: " + ex.getProblem(), "correct it there",
					ex);
		}
		catch (YAMLException ex) {
			throw new ComposeFileException(this.file, 0, 0, "it is no YAML: " + ex.getMessage(), "correct it", ex);
		}
	}

	private YamlNode convert(Place place, Node node, int depth) {
		if (depth > MAX_DEPTH || ++this.nodes > MAX_NODES) {
			throw refuse(place, "'" + place.path() + "' is more than a compose file can have",
					"remove aliases that are nested in each other or in themselves");
		}
		if (node instanceof ScalarNode scalar) {
			checkTag(place, node, SCALARS);
			return node.getTag().equals(Tag.NULL) ? YamlNode.none(place) : YamlNode.scalar(place, scalar.getValue());
		}
		if (node instanceof SequenceNode sequence) {
			checkTag(place, node, Set.of("seq"));
			List<YamlNode> items = new ArrayList<>();
			for (Node item : sequence.getValue()) {
				Place at = new Place(this.file, place.path() + "[" + items.size() + "]", location(item));
				items.add(convert(at, item, depth + 1));
			}
			return YamlNode.list(place, items);
		}
		checkTag(place, node, Set.of("map"));
		return YamlNode.map(place, entries(place, (MappingNode) node, depth));
	}

	private Map<String, YamlNode> entries(Place place, MappingNode node, int depth) {
		Map<String, YamlNode> entries = new LinkedHashMap<>();
		List<Node> merged = new ArrayList<>();
		for (NodeTuple tuple : node.getValue()) {
			if (tuple.getKeyNode().getTag().equals(Tag.MERGE)) {
				merged.add(tuple.getValueNode());
				continue;
			}
			Place key = new Place(this.file, place.path(), location(tuple.getKeyNode()));
			if (!(tuple.getKeyNode() instanceof ScalarNode scalar) || scalar.getTag().equals(Tag.NULL)) {
				throw refuse(key, "a key is no text", "write a name in front of ':'");
			}
			String name = scalar.getValue();
			Node value = tuple.getValueNode();
			// An empty value, or a map, may begin lines later.
			Place at = new Place(this.file, place.path().isEmpty() ? name : place.path() + "." + name,
					(value instanceof ScalarNode && !value.getTag().equals(Tag.NULL)) ? location(value)
							: location(tuple.getKeyNode()));
			if (entries.put(name, convert(at, value, depth + 1)) != null) {
				throw refuse(key, "'" + at.path() + "' is there twice", "remove one of both");
			}
		}
		merged.forEach((other) -> merge(place, other, depth, entries));
		return entries;
	}

	private void merge(Place place, Node merged, int depth, Map<String, YamlNode> entries) {
		List<Node> all = (merged instanceof SequenceNode sequence) ? sequence.getValue() : List.of(merged);
		for (Node other : all) {
			if (!(other instanceof MappingNode)) {
				throw refuse(new Place(this.file, place.path(), location(other)), "'<<' has something else than a map",
						"write an alias of a map behind it, such as '<<: *common'");
			}
			convert(place, other, depth + 1).map().forEach(entries::putIfAbsent);
		}
	}

	private void checkTag(Place place, Node node, Set<String> known) {
		String tag = node.getTag().getValue();
		if (!tag.startsWith(SCALAR_TAGS) || !known.contains(tag.substring(SCALAR_TAGS.length()))) {
			throw refuse(place, "'" + place.path() + "' has the tag '" + tag + "', which is not supported",
					"remove the tag");
		}
	}

	private static Location location(Node node) {
		@Nullable Mark mark = node.getStartMark();
		return (mark != null) ? new Location(mark.getLine(), mark.getColumn()) : new Location(0, 0);
	}

	private static ComposeFileException refuse(Place place, String problem, String remedy) {
		return YamlNode.none(place).refuse(problem, remedy);
	}

}
