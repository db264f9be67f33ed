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

package io.github.libcontainerd.internal.network;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.IpAddresses;

/**
 * Lets containers find those of their networks by name: each has a file of hosts, which
 * is written again when a neighbour comes or goes. Safe for use by several threads.
 */
public final class Neighbours {

	private static final Logger logger = LoggerFactory.getLogger(Neighbours.class);

	private static final String LOOPBACK = """
			127.0.0.1	localhost
			::1	localhost ip6-localhost ip6-loopback
			fe00::0	ip6-localnet
			ff00::0	ip6-mcastprefix
			ff02::1	ip6-allnodes
			ff02::2	ip6-allrouters
			""";

	private final ReentrantLock lock = new ReentrantLock();

	// By id, so that each file has the same order.
	private final Map<String, Member> members = new TreeMap<>();

	/**
	 * Add a container, and tell it and its neighbours of each other.
	 * @param attachment what it has of networks
	 * @param hostname its host name
	 * @param hosts its file of hosts, which is there or in an existing directory
	 */
	public void add(Attachment attachment, String hostname, Path hosts) {
		this.lock.lock();
		try {
			this.members.put(attachment.holder().id(), new Member(attachment, hostname, hosts));
			writeAll(attachment);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Remove a container. Does nothing when it was not added.
	 * @param attachment what it had of networks
	 */
	public void remove(Attachment attachment) {
		this.lock.lock();
		try {
			Member member = this.members.get(attachment.holder().id());
			if (member != null && member.attachment.equals(attachment)) {
				this.members.remove(attachment.holder().id());
				writeAll(attachment);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void writeAll(Attachment changed) {
		for (Member member : this.members.values()) {
			if (member.attachment.equals(changed) || member.shares(changed)) {
				try {
					write(member.hosts, text(member, this.members.values()));
				}
				catch (IOException ex) {
					logger.warn("Container '{}' is not told of its neighbours", member.attachment.holder().id(), ex);
				}
			}
		}
	}

	private static String text(Member self, Collection<Member> all) {
		StringBuilder text = new StringBuilder(LOOPBACK);
		self.attachment.endpoints().forEach((own) -> self.write(own, text));
		for (Member other : all) {
			for (Endpoint endpoint : other.attachment.endpoints()) {
				if (other != self && self.isIn(endpoint.network())) {
					other.write(endpoint, text);
				}
			}
		}
		return text.toString();
	}

	/**
	 * Write in place: the container sees this file and no other one of its name, and what
	 * reads it never finds it empty.
	 */
	private static void write(Path file, String text) throws IOException {
		if (!Files.isDirectory(file.resolveSibling("."))) {
			return;
		}
		ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
			long size = bytes.remaining();
			while (bytes.hasRemaining()) {
				channel.write(bytes, bytes.position());
			}
			channel.truncate(size);
		}
	}

	/**
	 * A container that has neighbours.
	 */
	private record Member(Attachment attachment, String hostname, Path hosts) {

		boolean shares(Attachment other) {
			return other.endpoints().stream().anyMatch((endpoint) -> isIn(endpoint.network()));
		}

		boolean isIn(String network) {
			return this.attachment.endpoints().stream().anyMatch((endpoint) -> endpoint.network().equals(network));
		}

		void write(Endpoint endpoint, StringBuilder text) {
			String names = names(endpoint);
			Stream.of(endpoint.address(), endpoint.ipv6Address())
				.filter(Objects::nonNull)
				.forEach((address) -> text.append(IpAddresses.format(address)).append('\t').append(names).append('\n'));
		}

		private String names(Endpoint endpoint) {
			Set<String> names = new LinkedHashSet<>();
			names.add(this.attachment.holder().id());
			names.add(this.hostname);
			names.addAll(endpoint.aliases());
			return String.join(" ", names);
		}

	}

}
