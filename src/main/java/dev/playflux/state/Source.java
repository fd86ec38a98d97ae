package dev.playflux.state;

import dev.playflux.codec.Codec;
import org.jspecify.annotations.Nullable;

/**
 * One value under one name, as clients follow it: remembers for each member the tick of its last change, so that the
 * patch for any baseline is what changed after it. Memory is that of the value, not of the clients. One writer: every
 * call comes from the room's thread.
 */
public interface Source {

    /** A source of any value that Jackson can write, sent as trees and patches. */
    static Source tree() {
        return new TreeSource();
    }

    /**
     * A source of the values of a type. One that is a record of numbers, booleans, enums, strings, records of those, and
     * maps and lists of such records is compiled into columns, of which binary clients get the cells that changed; any
     * other is a {@link #tree}, and so is a value that does not fit, as long as it does not.
     *
     * @throws IllegalArgumentException if an annotation in the type makes no sense
     */
    static Source of(Class<?> type) {
        Schema schema = Schema.of(type);
        return schema == null ? new TreeSource() : new TableSource(schema);
    }

    /**
     * Takes the value of a tick: compares it member by member with the last one, skipping what is the same instance.
     *
     * @param value plain values: records, maps, lists, scalars, or anything that Jackson writes
     * @param tick higher than the last one that was published
     * @param verify whether to look into equal instances too, for members changed in place
     * @param findings hears what is odd about the value; of changes in place at most 16 a tick
     * @return whether anything changed
     * @throws dev.playflux.message.NotEncodable if the value cannot travel; the message names the path, the cause is what an
     *     accessor threw, and the source keeps its last value
     */
    boolean publish(@Nullable Object value, long tick, boolean verify, Findings findings);

    /** What a client needs to decode sections in tables, as plain maps and lists; null if it gets none. */
    default @Nullable Object schema() {
        return null;
    }

    /** The tick of the last change; 0 before the first value. */
    long changed();

    /**
     * The section of a {@code $state} for a client that has the value of tick {@code base}: a patch, or the full value
     * where base is 0, before the first value, before the last 64 changes, before removed members that are forgotten (as
     * many are remembered as the value has members, at least 64), or where the patch would not be smaller. Encoded once
     * per codec and base and shared until the next change; bases between two changes share one array.
     *
     * @param base the tick whose value the client has; 0 for one that does not have this value, or not any more
     * @throws IllegalArgumentException if nothing changed after base, so that there is nothing to send
     */
    byte[] section(Codec codec, long base);
}
