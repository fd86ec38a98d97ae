package dev.playflux.testing;

import dev.playflux.codec.Codec;
import dev.playflux.room.Room;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A match under test. */
public interface Match<S> {

    /** A player joins with the options {@code {"name": name}}. */
    TestPlayer join(String name);

    /** A player joins with options of the game's own. */
    TestPlayer joinWith(@Nullable Object options);

    /** Somebody watches. */
    TestPlayer spectate();

    /** The room. */
    Room<S> room();

    /** How those who join from now on speak with the server: {@link Codec#cbor} unless told. */
    void codec(Codec codec);

    /** The time that a message takes one way, from now on. */
    void latency(Duration oneWay);
}
