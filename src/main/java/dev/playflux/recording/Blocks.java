package dev.playflux.recording;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.zip.CRC32C;
import java.util.zip.Deflater;

/**
 * Writes bytes in blocks, each deflated by itself with its lengths and a checksum, so that a file of a process that was
 * killed reads up to its last whole block.
 */
final class Blocks implements AutoCloseable {
    /** What a recording begins with; the last one is the version of this form. */
    static final byte[] MAGIC = {'P', 'F', 'R', 'E', 'C', '\r', '\n', 1};

    /** The most bytes of a block before it is deflated. */
    static final int MOST = 64 << 10;

    static final int HEADER = 12;

    private final WritableByteChannel channel;
    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    private final ByteBuffer block = ByteBuffer.allocate(HEADER + MOST + (MOST >> 4) + 64);
    private long written;

    Blocks(WritableByteChannel channel) throws IOException {
        this.channel = channel;
        put(ByteBuffer.wrap(MAGIC));
    }

    long written() {
        return written;
    }

    void write(byte[] bytes, int length) throws IOException {
        for (int at = 0; at < length; at += MOST) {
            block(bytes, at, Math.min(MOST, length - at));
        }
    }

    private void block(byte[] bytes, int offset, int length) throws IOException {
        deflater.reset();
        deflater.setInput(bytes, offset, length);
        deflater.finish();
        int deflated = deflater.deflate(block.array(), HEADER, block.capacity() - HEADER);
        CRC32C check = new CRC32C();
        check.update(block.array(), HEADER, deflated);
        block.clear();
        block.putInt(length).putInt(deflated).putInt((int) check.getValue());
        block.position(0).limit(HEADER + deflated);
        put(block);
    }

    private void put(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            written += channel.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        deflater.end();
        channel.close();
    }
}
