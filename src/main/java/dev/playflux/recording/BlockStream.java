package dev.playflux.recording;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** The bytes in the blocks of a file; they end with its last whole block. */
final class BlockStream extends InputStream {
    private final InputStream file;
    private final Inflater inflater = new Inflater(true);
    private byte[] block = {};
    private int at;
    private boolean torn;
    private int number;

    BlockStream(InputStream file) throws IOException {
        this.file = file;
        byte[] magic = file.readNBytes(Blocks.MAGIC.length);
        int version = magic.length - 1;
        if (version < 0 || !Arrays.equals(magic, 0, version, Blocks.MAGIC, 0, Blocks.MAGIC.length - 1)) {
            throw new Unreadable("this is no recording", null);
        }
        if (magic[version] != Blocks.MAGIC[version]) {
            throw new Unreadable(
                    "this is a recording of form " + magic[version] + ", and only form " + Blocks.MAGIC[version]
                            + " can be read",
                    null);
        }
    }

    /** Whether the last block was not whole. */
    boolean torn() {
        return torn;
    }

    @Override
    public int read() throws IOException {
        return more() ? block[at++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] bytes, int from, int most) throws IOException {
        if (most == 0) {
            return 0;
        }
        if (!more()) {
            return -1;
        }
        int count = Math.min(most, block.length - at);
        System.arraycopy(block, at, bytes, from, count);
        at += count;
        return count;
    }

    /** Whether there is another byte, in this block or the next. */
    private boolean more() throws IOException {
        while (at == block.length) {
            if (torn || !next()) {
                return false;
            }
        }
        return true;
    }

    private boolean next() throws IOException {
        byte[] header = file.readNBytes(Blocks.HEADER);
        if (header.length < Blocks.HEADER) {
            torn = header.length > 0;
            return false;
        }
        number++;
        ByteBuffer lengths = ByteBuffer.wrap(header);
        int length = lengths.getInt();
        int deflated = lengths.getInt();
        if (length < 1 || length > Blocks.MOST || deflated < 1 || deflated > 2 * Blocks.MOST) {
            throw damaged(null);
        }
        byte[] bytes = file.readNBytes(deflated);
        if (bytes.length < deflated) {
            torn = true;
            return false;
        }
        CRC32C check = new CRC32C();
        check.update(bytes, 0, deflated);
        if ((int) check.getValue() != lengths.getInt()) {
            throw damaged(null);
        }
        block = inflated(bytes, length);
        at = 0;
        return true;
    }

    private byte[] inflated(byte[] bytes, int length) {
        byte[] inflated = new byte[length];
        inflater.reset();
        inflater.setInput(bytes);
        try {
            int got = inflater.inflate(inflated);
            if (got < length || (!inflater.finished() && inflater.inflate(new byte[1]) > 0)) {
                throw damaged(null);
            }
            return inflated;
        } catch (DataFormatException none) {
            throw damaged(none);
        }
    }

    private Unreadable damaged(@Nullable Exception cause) {
        return new Unreadable("the file is damaged in its block " + number, cause);
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        file.close();
    }
}
