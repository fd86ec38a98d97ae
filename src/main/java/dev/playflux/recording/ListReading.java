package dev.playflux.recording;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Entries in memory. */
record ListReading(Iterator<Recorded> entries) implements Recording.Reading {

    @Override
    public @Nullable Recorded next() {
        return entries.hasNext() ? entries.next() : null;
    }

    @Override
    public boolean torn() {
        return false;
    }

    @Override
    public void close() {}
}
