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

package io.github.libcontainerd.internal.shim;

import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageCodec;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.TooLongFrameException;

/**
 * Frames of ttrpc: the length of the payload, the stream id, the type and flags, then the
 * payload.
 */
final class TtrpcCodec extends ByteToMessageCodec<TtrpcFrame> {

	static final int HEADER_BYTES = 10;

	static final int MAX_PAYLOAD_BYTES = 4 * 1024 * 1024;

	@Override
	protected void encode(ChannelHandlerContext context, TtrpcFrame frame, ByteBuf out) {
		if (frame.payload().length > MAX_PAYLOAD_BYTES) {
			throw new TooLongFrameException("A ttrpc frame of " + frame.payload().length + " bytes is too long");
		}
		out.writeInt(frame.payload().length);
		out.writeInt(frame.stream());
		out.writeByte(frame.type());
		out.writeByte(0);
		out.writeBytes(frame.payload());
	}

	@Override
	protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
		if (in.readableBytes() < HEADER_BYTES) {
			return;
		}
		long length = in.getUnsignedInt(in.readerIndex());
		if (length > MAX_PAYLOAD_BYTES) {
			// There is no way to find the next frame, nor a reason to keep the rest.
			in.skipBytes(in.readableBytes());
			throw new TooLongFrameException("A ttrpc frame of " + length + " bytes is too long");
		}
		if (in.readableBytes() < HEADER_BYTES + length) {
			return;
		}
		in.skipBytes(Integer.BYTES);
		int stream = in.readInt();
		byte type = in.readByte();
		in.skipBytes(1);
		byte[] payload = new byte[(int) length];
		in.readBytes(payload);
		out.add(new TtrpcFrame(stream, type, payload));
	}

	@Override
	protected void decodeLast(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
		if (in.isReadable()) {
			int rest = in.readableBytes();
			in.skipBytes(rest);
			// Thrown, it would come after the news that the channel is inactive.
			context.fireExceptionCaught(new CorruptedFrameException(
					"The stream ended inside a ttrpc frame, after " + rest + " bytes of it"));
		}
	}

}
