package dev.playflux.recording;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** A recording that can be read, again and again. */
@FunctionalInterface
public interface Recording {

    /**
     * Reads it from its beginning, one entry after the other, so that its length does not matter.
     *
     * @param named the classes that the game names. What a recording names is looked for among them, and among the records
     *     and enums that their class loaders find; nothing else is ever made, or its class initialised
     * @throws Unreadable if it is no recording
     */
    Reading open(Collection<Class<?>> named);

    /** The recording in a file. */
    static Recording file(Path file) {
        return named -> FileReading.open(file, new KnownTypes(named));
    }

    /** A recording of entries that somebody has collected. */
    static Recording of(List<? extends Recorded> entries) {
        List<Recorded> all = List.copyOf(entries);
        return named -> new ListReading(all.iterator());
    }

    /**
     * A recording that is kept elsewhere, of the bytes that {@link #bytes} has made.
     *
     * @param streams opens it; each stream is closed with its reading
     */
    static Recording stream(Supplier<? extends InputStream> streams) {
        return named -> {
            try {
                return FileReading.of(new BufferedInputStream(streams.get()), new KnownTypes(named));
            } catch (IOException failed) {
                throw new Unreadable("the stream cannot be read: " + failed.getMessage(), failed);
            }
        };
    }

    /**
     * The bytes of a recording, as its file would have them, for who keeps it elsewhere. Cold: each subscription subscribes to
     * the entries. An item holds what came in half a second, on Reactor's parallel threads, and can be read up to there;
     * completes and fails with the entries, or fails with a {@link dev.playflux.message.NotEncodable} at what cannot be
     * written; cancel goes on to them. Waits for demand, and then so do the entries.
     *
     * @param entries the whole of them, from the {@link Recorded.Opening} on
     */
    static Flux<byte[]> bytes(Flux<Recorded> entries) {
        return Flux.using(
                Pieces::new,
                pieces -> entries.bufferTimeout(1024, Duration.ofMillis(500), Schedulers.parallel(), true)
                        .handle((some, sink) -> {
                            byte[] piece = pieces.of(some);
                            if (piece != null) {
                                sink.next(piece);
                            }
                        }),
                Pieces::close);
    }

    /** A reader of a recording. One thread at a time. */
    interface Reading extends AutoCloseable {

        /**
         * The next entry; null at the end.
         *
         * @throws Unreadable if what comes next is damaged
         */
        @Nullable
        Recorded next();

        /** Whether it ended in the middle of something: whoever wrote it was killed. */
        boolean torn();

        /** Ends the reading; never throws. */
        @Override
        void close();
    }
}
