package dev.playflux.recording;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Makes the bytes of a recording, piece by piece. One thread at a time, but for the end, which may come from any, in the middle
 * of a piece too: whoever makes that cleans up behind it.
 */
final class Pieces {
    private enum State {
        IDLE,
        BUSY,
        CLOSED
    }

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ByteOut out = new ByteOut();
    private final Entries entries = new Entries(out);
    private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
    private final Blocks blocks;

    Pieces() {
        try {
            blocks = new Blocks(Channels.newChannel(bytes));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** The next piece; null after the end. */
    byte @Nullable [] of(List<Recorded> some) {
        if (!state.compareAndSet(State.IDLE, State.BUSY)) {
            return null;
        }
        try {
            byte[] piece = made(some);
            return state.get() == State.CLOSED ? null : piece;
        } finally {
            if (!state.compareAndSet(State.BUSY, State.IDLE)) {
                release();
            }
        }
    }

    private byte[] made(List<Recorded> some) {
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

    /** Nobody wants more of it. From any thread. */
    void close() {
        if (state.getAndSet(State.CLOSED) == State.IDLE) {
            release();
        }
    }

    private void release() {
        try {
            blocks.close();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
