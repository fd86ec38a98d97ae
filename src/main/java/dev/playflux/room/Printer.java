package dev.playflux.room;

import dev.playflux.codec.Codec;
import dev.playflux.codec.Encoded;
import dev.playflux.state.Section;
import dev.playflux.state.StateRecord;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the records of a tick: those who have the same and get the same share one. One thread. */
final class Printer {
    private Copy last = new Copy();
    private Copy other = new Copy();
    private long tick;
    private long time;

    /** A record and what it was made of. */
    private static final class Copy {
        private final List<Section> sections = new ArrayList<>();
        private @Nullable Codec codec;
        private long base;
        private @Nullable Encoded encoded;

        private boolean is(Codec codec, long base, List<Section> sections) {
            boolean same = encoded != null
                    && this.codec == codec
                    && this.base == base
                    && this.sections.size() == sections.size();
            for (int i = 0; same && i < sections.size(); i++) {
                same = this.sections.get(i) == sections.get(i);
            }
            return same;
        }

        private void be(Codec codec, long base, List<Section> sections, Encoded encoded) {
            this.codec = codec;
            this.base = base;
            this.sections.clear();
            this.sections.addAll(sections);
            this.encoded = encoded;
        }
    }

    /** The records from now on are those of a tick. */
    void tick(long tick, long time) {
        this.tick = tick;
        this.time = time;
        last.encoded = null;
        other.encoded = null;
    }

    /** The record of these sections. One that names a client's own input is nobody else's. */
    Encoded print(Codec codec, long base, long input, List<Section> sections) {
        if (input != 0) {
            return record(codec, base, input, sections);
        }
        if (!last.is(codec, base, sections)) {
            Copy oldest = other;
            other = last;
            last = oldest;
        }
        Encoded encoded = last.encoded;
        if (encoded == null || !last.is(codec, base, sections)) {
            encoded = record(codec, base, 0, sections);
            last.be(codec, base, sections, encoded);
        }
        return encoded;
    }

    private Encoded record(Codec codec, long base, long input, List<Section> sections) {
        return new StateRecord(tick, time, base, input, sections).encode(codec);
    }
}
