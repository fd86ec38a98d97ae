package dev.playflux.state;

import dev.playflux.codec.Codec;
import java.util.function.Consumer;
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
     * Takes the value of a tick: compares it member by member with the last one, skipping what is the same instance.
     *
     * @param value plain values: records, maps, lists, scalars, or anything that Jackson writes
     * @param tick higher than the last one
     * @param verify whether to look into equal instances too, for members changed in place
     * @param changedInPlace hears the path of each difference found under an unchanged instance, such as {@code runners.p1.x};
     *     it is published all the same
     * @return whether anything changed
     * @throws dev.playflux.message.NotEncodable if the value cannot travel; the source keeps its last value
     */
    boolean publish(@Nullable Object value, long tick, boolean verify, Consumer<String> changedInPlace);

    /** The tick of the last change; 0 before the first value. */
    long changed();

    /**
     * The section of a {@code $state} for a client that has the value of tick {@code base}: a patch, or the full value
     * where base is 0, older than what is remembered, or the patch would not be smaller. Encoded once per codec and base
     * and shared until the next change; bases between two changes share one.
     */
    byte[] section(Codec codec, long base);
}
