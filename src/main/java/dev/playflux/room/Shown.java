package dev.playflux.room;

import dev.playflux.codec.Codec;
import dev.playflux.state.Section;
import dev.playflux.state.Source;
import dev.playflux.state.ViewName;
import org.jspecify.annotations.Nullable;

/**
 * One key of a view, as long as anybody wants it or has it: a client that was skipped for a while still gets what
 * changed since. On the room's thread.
 */
final class Shown {
    final Object key;
    final ViewName name;
    final Source source;
    private final boolean refused;
    /** Whether it has a value that is not null. */
    boolean visible;
    /** The last tick in which somebody wanted it. */
    long wanted;
    /** The last tick in which its value was made. */
    long made;
    /** How many clients have it. */
    int holders;
    /** What a pass over some of them has seen already. */
    long mark;

    private @Nullable Copy last;
    private @Nullable Copy other;

    /** A section and what it depends on. */
    private record Copy(Codec codec, long base, long changed, Section section) {

        boolean is(Codec codec, long base, long changed) {
            return this.base == base && this.codec == codec && this.changed == changed;
        }
    }

    Shown(Object key, ViewName name, Source source, boolean refused) {
        this.key = key;
        this.name = name;
        this.source = source;
        this.refused = refused;
    }

    boolean is(Object key) {
        return this.key == key || this.key.equals(key);
    }

    /** Whether its value is due to be made in a tick. */
    boolean due(long tick) {
        return made != tick && !refused;
    }

    /** Whether nobody has wanted it in a tick, and nobody has it. */
    boolean idle(long tick) {
        return wanted != tick && holders == 0;
    }

    /** What to tell a client that has the value of {@code base}, 0 for none: the same instance for the next one like it. */
    Section section(Codec codec, long base) {
        long changed = source.changed();
        Copy copy = last;
        if (copy != null && copy.is(codec, base, changed)) {
            return copy.section;
        }
        copy = other;
        other = last;
        if (copy == null || !copy.is(codec, base, changed)) {
            Section section = new Section(name, source.section(codec, base), base == 0);
            copy = new Copy(codec, base, changed, section);
        }
        last = copy;
        return copy.section;
    }
}
