package dev.playflux.recording;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A recording that can be read, again and again. */
@FunctionalInterface
public interface Recording {

    /**
     * Reads it from its beginning, one entry after the other, so that its length does not matter.
     *
     * @param known the classes of the game
     * @throws Unreadable if it is no recording
     */
    Reading open(KnownTypes known);

    /** The recording in a file. */
    static Recording file(Path file) {
        return known -> FileReading.open(file, known);
    }

    /** A recording of entries that somebody has collected. */
    static Recording of(List<? extends Recorded> entries) {
        List<Recorded> all = List.copyOf(entries);
        return known -> new ListReading(all.iterator());
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
