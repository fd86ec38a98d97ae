package dev.playflux.room;

import dev.playflux.message.Host;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What there is to see after a tick.
 *
 * @param state the game's
 * @param tick its number
 * @param time the game's
 * @param host who hosts the room, if anybody may
 */
record Moment<S>(
        S state, long tick, Duration time, @Nullable Host host) {}
