package dev.playflux.recording;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.util.List;

/** Makes the bytes of a recording, piece by piece. One thread at a time. */
final class Pieces {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ByteOut out = new ByteOut();
    private final Entries entries = new Entries(out);
    private final Blocks blocks;

    Pieces() {
        try {
            blocks = new Blocks(Channels.newChannel(bytes));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    byte[] of(List<Recorded> some) {
        some.forEach(entries::write);
        try {
            blocks.write(out.array(), out.size());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        out.clear();
        byte[] piece = bytes.toByteArray();
        bytes.reset();
        return piece;
    }

    void close() {
        try {
            blocks.close();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
