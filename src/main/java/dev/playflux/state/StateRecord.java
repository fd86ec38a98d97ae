package dev.playflux.state;

import dev.playflux.codec.Codec;
import dev.playflux.codec.Encoded;
import java.util.List;

/**
 * A {@code $state} on its way out: a header of its client's own and sections shared by all.
 *
 * @param tick the tick it brings the client to
 * @param time the game's time in milliseconds
 * @param base the tick it applies on top of; 0 is complete
 * @param input the highest input handled; 0 is none
 * @param sections what changed; with base 0 all views, none of them gone
 */
public record StateRecord(long tick, long time, long base, long input, List<Section> sections) {

    /** The record in bytes; those of the sections are shared, not copied. */
    public Encoded encode(Codec codec) {
        return StateRecords.encode(codec, this);
    }
}
