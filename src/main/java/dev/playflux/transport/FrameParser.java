package dev.playflux.transport;

import dev.playflux.message.CloseReason;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Bytes to frames. What a frame carries is handed on as it comes, so that what is wrong in it is seen at once, and no
 * frame is kept twice. After a violation it reads on, because the peer's close frame is to be seen, unless the bytes no
 * longer tell where a frame ends. On the loop only.
 */
final class FrameParser {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final int FINAL = 0x80;
    private static final int COMPRESSED = 0x40;
    private static final int RESERVED = 0x70;
    private static final int MASKED = 0x80;
    private static final int MOST_HEADER_BYTES = 14;
    private static final int MOST_CONTROL_BYTES = 125;

    private final boolean masked;
    private final boolean compressing;
    private final Sink sink;
    private final byte[] header = new byte[MOST_HEADER_BYTES];
    private final byte[] control = new byte[MOST_CONTROL_BYTES];
    private int headerBytes;
    private int controlBytes;
    private boolean payload;
    private boolean lost;
    private int opcode;
    private boolean last;
    private int mask;
    private long left;

    /** Hears what frames say, one call at a time. */
    interface Sink {
        /** A data frame begins: its opcode, how much it carries, whether it is its message's last and marked as compressed. */
        void begins(int opcode, long bytes, boolean last, boolean compressed);

        /** So many readable bytes are of the frame that began, masked with this key; 0 is no mask. Takes them. */
        void data(ByteBuf in, int bytes, int mask);

        /** All of the frame has come. */
        void ends(boolean last);

        /** A whole control frame. */
        void control(int opcode, byte[] payload);

        /** A rule of framing was broken. */
        void broken(CloseReason reason);
    }

    /** Parses frames that must be masked, or must not be; the mark of a compressed message was agreed, or is a violation. */
    FrameParser(boolean masked, boolean compressing, Sink sink) {
        this.masked = masked;
        this.compressing = compressing;
        this.sink = sink;
    }

    /** Reads all there is. */
    void read(ByteBuf in) {
        while (in.isReadable()) {
            if (lost) {
                in.skipBytes(in.readableBytes());
            } else if (payload) {
                payload(in);
            } else {
                header(in);
            }
        }
    }

    /** Whether it stands inside a frame. */
    boolean inside() {
        return headerBytes > 0 || payload;
    }

    private void header(ByteBuf in) {
        header[headerBytes++] = in.readByte();
        if (headerBytes == 2) {
            check(header[0] & 0xff, header[1] & 0xff);
        }
        if (headerBytes >= 2 && headerBytes == headerLength()) {
            headerBytes = 0;
            begin();
        }
    }

    private void check(int first, int second) {
        opcode = first & 15;
        last = (first & FINAL) != 0;
        boolean controls = opcode >= CLOSE;
        boolean mark = compressing && (opcode == TEXT || opcode == BINARY);
        if ((first & (mark ? RESERVED & ~COMPRESSED : RESERVED)) != 0) {
            violation("reserved bits are set");
        } else if (opcode > PONG || (!controls && opcode > BINARY)) {
            violation("no opcode: " + opcode);
        } else if ((second & MASKED) != 0 != masked) {
            violation(masked ? "a frame without a mask" : "a masked frame");
        } else if (controls && !last) {
            violation("a control frame in fragments");
        } else if (controls && (second & 0x7f) > MOST_CONTROL_BYTES) {
            violation("a control frame has at most " + MOST_CONTROL_BYTES + " bytes");
        }
    }

    private int headerLength() {
        int length = header[1] & 0x7f;
        return 2 + (length == 127 ? 8 : length == 126 ? 2 : 0) + ((header[1] & MASKED) != 0 ? 4 : 0);
    }

    private void begin() {
        ByteBuffer rest = ByteBuffer.wrap(header, 2, MOST_HEADER_BYTES - 2);
        left = length(rest, header[1] & 0x7f);
        mask = (header[1] & MASKED) != 0 ? rest.getInt() : 0;
        payload = true;
        controlBytes = 0;
        if (opcode < CLOSE) {
            sink.begins(opcode, left, last, (header[0] & COMPRESSED) != 0);
        }
        if (left == 0) {
            end();
        }
    }

    private long length(ByteBuffer rest, int told) {
        if (told < 126) {
            return told;
        }
        long length = told == 126 ? rest.getShort() & 0xffff : rest.getLong();
        if (length < 0) {
            lost = true;
            violation("a negative length");
        } else if (length < (told == 126 ? 126 : 0x10000)) {
            violation("a length in more bytes than it needs");
        }
        return length;
    }

    private void payload(ByteBuf in) {
        int bytes = (int) Math.min(left, in.readableBytes());
        left -= bytes;
        if (opcode < CLOSE) {
            sink.data(in, bytes, mask);
        } else {
            control(in, bytes);
        }
        mask = Integer.rotateLeft(mask, 8 * (bytes & 3));
        if (left == 0) {
            end();
        }
    }

    /** What is too long is no control frame any more, but its beginning is as good as any. */
    private void control(ByteBuf in, int bytes) {
        int kept = Math.min(bytes, MOST_CONTROL_BYTES - controlBytes);
        in.readBytes(control, controlBytes, kept).skipBytes(bytes - kept);
        Masks.apply(control, controlBytes, controlBytes + kept, mask);
        controlBytes += kept;
    }

    private void end() {
        payload = false;
        if (opcode < CLOSE) {
            sink.ends(last);
        } else {
            sink.control(opcode, Arrays.copyOf(control, controlBytes));
        }
    }

    private void violation(String what) {
        sink.broken(CloseReason.protocolError(what));
    }
}
