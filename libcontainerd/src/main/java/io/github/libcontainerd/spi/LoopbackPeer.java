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

package io.github.libcontainerd.spi;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers every gRPC call of one connection with one empty message. It knows just as much
 * of HTTP/2 (RFC 9113) as that takes, since a real server would be as many classes again.
 */
final class LoopbackPeer implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(LoopbackPeer.class);

	private static final int PREFACE_LENGTH = 24;

	private static final int DATA = 0;

	private static final int HEADERS = 1;

	private static final int SETTINGS = 4;

	private static final int PING = 6;

	private static final int ACK = 1;

	private static final int END_STREAM = 1;

	private static final int END_HEADERS = 4;

	// HPACK: the indexed field ":status: 200", then "content-type", which is 31 = 15 + 16
	// in the static table, with a literal value.
	private static final byte[] RESPONSE = block(new byte[] { (byte) 0x88, 0x0f, 0x10 }, "application/grpc");

	// HPACK: a literal name and a literal value.
	private static final byte[] TRAILERS = block(new byte[] { 0 }, "grpc-status", "0");

	// Not compressed, no bytes: the default instance of any message.
	private static final byte[] EMPTY_MESSAGE = new byte[5];

	private final Path directory;

	private final Path socket;

	private final ServerSocketChannel server;

	private LoopbackPeer(Path directory, Path socket, ServerSocketChannel server) {
		this.directory = directory;
		this.socket = socket;
		this.server = server;
	}

	static LoopbackPeer open() throws IOException {
		Path directory = Files.createTempDirectory("libcontainerd-rehearsal");
		Path socket = directory.resolve("s");
		ServerSocketChannel server = null;
		try {
			server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
			server.bind(UnixDomainSocketAddress.of(socket));
			LoopbackPeer peer = new LoopbackPeer(directory, socket, server);
			Thread thread = new Thread(peer::serve, "containerd-loopback");
			thread.setDaemon(true);
			thread.start();
			return peer;
		}
		catch (IOException | RuntimeException ex) {
			if (server != null) {
				server.close();
			}
			Files.deleteIfExists(socket);
			Files.delete(directory);
			throw ex;
		}
	}

	private static byte[] block(byte[] start, String... literals) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		bytes.writeBytes(start);
		for (String literal : literals) {
			bytes.write(literal.length());
			bytes.writeBytes(literal.getBytes(StandardCharsets.US_ASCII));
		}
		return bytes.toByteArray();
	}

	Path socket() {
		return this.socket;
	}

	private void serve() {
		try (SocketChannel connection = this.server.accept()) {
			answer(new DataInputStream(Channels.newInputStream(connection)), Channels.newOutputStream(connection));
		}
		catch (IOException ex) {
			// Both the end of the connection and of the server come as one.
			logger.trace("The rehearsal is over", ex);
		}
	}

	private static void answer(DataInputStream in, OutputStream out) throws IOException {
		in.skipNBytes(PREFACE_LENGTH);
		out.write(frame(SETTINGS, 0, 0, new byte[0]));
		while (true) {
			int length = (in.readUnsignedByte() << 16) | in.readUnsignedShort();
			int type = in.readUnsignedByte();
			int flags = in.readUnsignedByte();
			int stream = in.readInt();
			byte[] payload = new byte[length];
			in.readFully(payload);
			if (type == SETTINGS && (flags & ACK) == 0) {
				out.write(frame(SETTINGS, ACK, 0, new byte[0]));
			}
			else if (type == PING && (flags & ACK) == 0) {
				out.write(frame(PING, ACK, 0, payload));
			}
			else if (type == DATA && (flags & END_STREAM) != 0) {
				ByteArrayOutputStream answer = new ByteArrayOutputStream();
				answer.writeBytes(frame(HEADERS, END_HEADERS, stream, RESPONSE));
				answer.writeBytes(frame(DATA, 0, stream, EMPTY_MESSAGE));
				answer.writeBytes(frame(HEADERS, END_HEADERS | END_STREAM, stream, TRAILERS));
				out.write(answer.toByteArray());
			}
		}
	}

	private static byte[] frame(int type, int flags, int stream, byte[] payload) {
		ByteArrayOutputStream frame = new ByteArrayOutputStream();
		frame.write(payload.length >> 16);
		frame.write(payload.length >> 8);
		frame.write(payload.length);
		frame.write(type);
		frame.write(flags);
		for (int shift = 24; shift >= 0; shift -= 8) {
			frame.write(stream >> shift);
		}
		frame.writeBytes(payload);
		return frame.toByteArray();
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		Files.deleteIfExists(this.socket);
		Files.delete(this.directory);
	}

}
