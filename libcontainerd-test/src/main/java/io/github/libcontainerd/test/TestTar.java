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

package io.github.libcontainerd.test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Writes a tar archive of any content, also of such that no decent program writes. Names
 * are taken as they are.
 */
public final class TestTar {

	private static final int BLOCK = 512;

	private static final int MAX_NAME = 100;

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	/**
	 * Add a directory of root's with mode 0755.
	 * @param name the name
	 * @return this archive
	 */
	public TestTar directory(String name) {
		return directory(name, 0755);
	}

	/**
	 * Add a directory of root's.
	 * @param name the name
	 * @param mode the mode
	 * @return this archive
	 */
	public TestTar directory(String name, int mode) {
		return entry(name.endsWith("/") ? name : name + "/", '5', mode, 0, 0, "", new byte[0]);
	}

	/**
	 * Add a file of root's with mode 0644.
	 * @param name the name
	 * @param content the content
	 * @return this archive
	 */
	public TestTar file(String name, String content) {
		return file(name, content.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Add a file of root's with mode 0644.
	 * @param name the name
	 * @param content the content
	 * @return this archive
	 */
	public TestTar file(String name, byte[] content) {
		return file(name, 0644, content);
	}

	/**
	 * Add a file of root's.
	 * @param name the name
	 * @param mode the mode
	 * @param content the content
	 * @return this archive
	 */
	public TestTar file(String name, int mode, byte[] content) {
		return entry(name, '0', mode, 0, 0, "", content);
	}

	/**
	 * Add a symbolic link.
	 * @param name the name
	 * @param target where it leads
	 * @return this archive
	 */
	public TestTar symbolicLink(String name, String target) {
		return entry(name, '2', 0777, 0, 0, target, new byte[0]);
	}

	/**
	 * Add a hard link.
	 * @param name the name
	 * @param target the name of an earlier entry
	 * @return this archive
	 */
	public TestTar hardLink(String name, String target) {
		return entry(name, '1', 0644, 0, 0, target, new byte[0]);
	}

	/**
	 * Add what says that something in a lower layer is gone.
	 * @param name the name of what is gone
	 * @return this archive
	 */
	public TestTar whiteout(String name) {
		int slash = name.lastIndexOf('/');
		return file(name.substring(0, slash + 1) + ".wh." + name.substring(slash + 1), "");
	}

	/**
	 * Add a directory tree. Everything belongs to root.
	 * @param root the directory, which itself gets no entry
	 * @return this archive
	 */
	public TestTar tree(Path root) {
		try (Stream<Path> paths = Files.walk(root)) {
			for (Path path : (Iterable<Path>) paths.filter((path) -> !path.equals(root)).sorted()::iterator) {
				String name = root.relativize(path).toString();
				int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
				if (Files.isSymbolicLink(path)) {
					symbolicLink(name, Files.readSymbolicLink(path).toString());
				}
				else if (Files.isDirectory(path)) {
					entry(name + "/", '5', mode, 0, 0, "", new byte[0]);
				}
				else {
					entry(name, '0', mode, 0, 0, "", Files.readAllBytes(path));
				}
			}
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Add any entry.
	 * @param name the name
	 * @param type the type as in the format
	 * @param mode the mode
	 * @param uid the user
	 * @param gid the group
	 * @param link where it leads
	 * @param content the content
	 * @return this archive
	 */
	public TestTar entry(String name, char type, int mode, int uid, int gid, String link, byte[] content) {
		if (name.length() > MAX_NAME || link.length() > MAX_NAME) {
			longName(name, link);
		}
		header(name, type, mode, uid, gid, link, content.length);
		content(content);
		return this;
	}

	/** The format's own field is short; a record before the entry takes its place. */
	private void longName(String name, String link) {
		StringBuilder records = new StringBuilder();
		for (Map.Entry<String, String> field : List.of(Map.entry("path", name), Map.entry("linkpath", link))) {
			if (!field.getValue().isEmpty()) {
				String text = " " + field.getKey() + "=" + field.getValue() + "\n";
				int length = text.getBytes(StandardCharsets.UTF_8).length;
				int total = length + String.valueOf(length).length();
				total = length + String.valueOf(total).length();
				records.append(total).append(text);
			}
		}
		byte[] content = records.toString().getBytes(StandardCharsets.UTF_8);
		header("pax", 'x', 0644, 0, 0, "", content.length);
		content(content);
	}

	private void header(String name, char type, int mode, int uid, int gid, String link, long size) {
		byte[] header = new byte[BLOCK];
		put(header, 0, MAX_NAME, name);
		put(header, 100, 8, "%07o".formatted(mode));
		put(header, 108, 8, "%07o".formatted(uid));
		put(header, 116, 8, "%07o".formatted(gid));
		put(header, 124, 12, "%011o".formatted(size));
		put(header, 136, 12, "%011o".formatted(0));
		put(header, 148, 8, "        ");
		header[156] = (byte) type;
		put(header, 157, MAX_NAME, link);
		put(header, 257, 8, "ustar\u000000");
		int sum = 0;
		for (byte b : header) {
			sum += b & 0xff;
		}
		put(header, 148, 8, "%06o\0 ".formatted(sum));
		this.out.writeBytes(header);
	}

	private static void put(byte[] header, int offset, int length, String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		System.arraycopy(bytes, 0, header, offset, Math.min(bytes.length, length));
	}

	private void content(byte[] content) {
		this.out.writeBytes(content);
		this.out.writeBytes(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
	}

	/**
	 * Return the archive.
	 * @return the bytes, with the end mark
	 */
	public byte[] toBytes() {
		ByteArrayOutputStream archive = new ByteArrayOutputStream(this.out.size() + 2 * BLOCK);
		archive.writeBytes(this.out.toByteArray());
		archive.writeBytes(new byte[2 * BLOCK]);
		return archive.toByteArray();
	}

}
