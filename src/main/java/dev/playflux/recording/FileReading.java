package dev.playflux.recording;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Entries in a file. */
final class FileReading implements Recording.Reading {
    private final BlockStream blocks;
    private final ReadEntries entries;
    private boolean over;
    private boolean torn;

    private FileReading(BlockStream blocks, KnownTypes known) {
        this.blocks = blocks;
        this.entries = new ReadEntries(new ByteIn(blocks), known);
    }

    static Recording.Reading open(Path file, KnownTypes known) {
        try {
            return of(new BufferedInputStream(Files.newInputStream(file)), known);
        } catch (NoSuchFileException absent) {
            throw new Unreadable("there is no file " + file, absent);
        } catch (IOException failed) {
            throw new Unreadable(file + " cannot be read: " + failed.getMessage(), failed);
        }
    }

    static Recording.Reading of(InputStream file, KnownTypes known) throws IOException {
        try {
            return new FileReading(new BlockStream(file), known);
        } catch (RuntimeException none) {
            file.close();
            throw none;
        }
    }

    @Override
    public @Nullable Recorded next() {
        if (over) {
            return null;
        }
        try {
            Recorded entry = entries.read();
            over = entry instanceof Recorded.Ended;
            return entry;
        } catch (ByteIn.Torn end) {
            over = true;
            torn = true;
            return null;
        }
    }

    @Override
    public boolean torn() {
        return torn || blocks.torn();
    }

    @Override
    public void close() {
        over = true;
        try {
            blocks.close();
        } catch (IOException ignored) {
            // It was only read.
        }
    }
}
