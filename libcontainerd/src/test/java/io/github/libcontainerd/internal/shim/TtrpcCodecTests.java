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

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.EncoderException;
import io.netty.handler.codec.TooLongFrameException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The bytes of ttrpc.
 */
class TtrpcCodecTests {

	private final EmbeddedChannel channel = new EmbeddedChannel(new TtrpcCodec());

	@Test
	void encodes() {
		this.channel.writeOutbound(new TtrpcFrame(0x01020305, TtrpcFrame.REQUEST, new byte[] { 7, 8 }));
		ByteBuf bytes = this.channel.readOutbound();
		byte[] sent = new byte[bytes.readableBytes()];
		bytes.readBytes(sent);
		bytes.release();
		assertThat(sent).containsExactly(0, 0, 0, 2, 1, 2, 3, 5, 1, 0, 7, 8);
		assertThat(this.channel.outboundMessages()).isEmpty();
	}

	@Test
	void decodesSeveralFramesOfOneRead() {
		ByteBuf in = Unpooled.buffer();
		in.writeInt(1).writeInt(3).writeByte(2).writeByte(0).writeByte(9);
		in.writeInt(0).writeInt(1).writeByte(2).writeByte(1);
		in.writeInt(5);
		this.channel.writeInbound(in);
		TtrpcFrame first = this.channel.readInbound();
		assertThat(first.stream()).isEqualTo(3);
		assertThat(first.type()).isEqualTo(TtrpcFrame.RESPONSE);
		assertThat(first.payload()).containsExactly(9);
		TtrpcFrame second = this.channel.readInbound();
		assertThat(second.stream()).isEqualTo(1);
		assertThat(second.payload()).isEmpty();
		assertThat(this.channel.inboundMessages()).isEmpty();
		assertThatExceptionOfType(CorruptedFrameException.class).isThrownBy(this.channel::finish)
			.withMessageContaining("after 4 bytes");
		assertThat(in.refCnt()).isZero();
	}

	@Test
	void theLargestFrameIsOneAndTheNextIsNot() {
		byte[] largest = new byte[TtrpcCodec.MAX_PAYLOAD_BYTES];
		this.channel.writeInbound(
				Unpooled.buffer().writeInt(largest.length).writeInt(1).writeByte(2).writeByte(0).writeBytes(largest));
		TtrpcFrame frame = this.channel.readInbound();
		assertThat(frame.payload()).hasSameSizeAs(largest);
		ByteBuf tooLong = Unpooled.buffer().writeInt(largest.length + 1).writeInt(1).writeByte(2).writeByte(0);
		assertThatExceptionOfType(TooLongFrameException.class).isThrownBy(() -> this.channel.writeInbound(tooLong))
			.withMessageContaining("4194305 bytes");
		assertThat(tooLong.refCnt()).isZero();
	}

	@Test
	void refusesToSendWhatIsTooLong() {
		TtrpcFrame frame = new TtrpcFrame(1, TtrpcFrame.REQUEST, new byte[TtrpcCodec.MAX_PAYLOAD_BYTES + 1]);
		assertThatExceptionOfType(EncoderException.class).isThrownBy(() -> this.channel.writeOutbound(frame))
			.withCauseInstanceOf(TooLongFrameException.class);
	}

}
