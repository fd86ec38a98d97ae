package dev.playflux.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;

/**
 * A message as one frame that is not masked, in the one buffer that the socket writes. Netty's encoder would give header
 * and content a buffer each, and join wrapped parts on the heap before it copies them.
 */
final class ServerFrame {
    private static final int MOST_HEADER_BYTES = 10;
    private static final int FINAL_TEXT = 0x81;
    private static final int FINAL_BINARY = 0x82;
    private static final int COMPRESSED = 0x40;
    private static final int SHORT = 126;
    private static final int LONG = 127;

    private ServerFrame() {}

    static ByteBuf of(List<byte[]> parts, boolean text, ByteBufAllocator allocator) {
        return frame(parts, length(parts), text ? FINAL_TEXT : FINAL_BINARY, allocator);
    }

    /** The same for a peer that agreed to compression. */
    static ByteBuf compressed(List<byte[]> parts, boolean text, ByteBufAllocator allocator) {
        int length = length(parts);
        if (length < Deflation.WORTH_IT) {
            return of(parts, text, allocator);
        }
        byte[] deflated = Deflation.deflate(parts, length);
        return frame(List.of(deflated), deflated.length, COMPRESSED | (text ? FINAL_TEXT : FINAL_BINARY), allocator);
    }

    private static int length(List<byte[]> parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        return length;
    }

    private static ByteBuf frame(List<byte[]> parts, int length, int first, ByteBufAllocator allocator) {
        ByteBuf frame = allocator.ioBuffer(MOST_HEADER_BYTES + length).writeByte(first);
        if (length < SHORT) {
            frame.writeByte(length);
        } else if (length <= 0xffff) {
            frame.writeByte(SHORT).writeShort(length);
        } else {
            frame.writeByte(LONG).writeLong(length);
        }
        for (byte[] part : parts) {
            frame.writeBytes(part);
        }
        return frame;
    }
}
