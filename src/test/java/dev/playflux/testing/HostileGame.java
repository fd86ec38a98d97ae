package dev.playflux.testing;

import dev.playflux.recording.Recorded;
import dev.playflux.room.Game;
import dev.playflux.state.Frame;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** What a game brings to {@link HostileMatch}: how it is played, well and badly, and what must always hold. */
public interface HostileGame<S> {

    /** The game. */
    Game<S> game();

    /** The type of what all see. */
    Class<?> seenType();

    /** What all see of a state. */
    default Object seen(S state) {
        return state;
    }

    /** What somebody says when joining: names of all sorts, unless the game has something worse. */
    default @Nullable Object options(SplittableRandom chance) {
        return switch (chance.nextInt(6)) {
            case 0 -> null;
            case 1 -> Map.of();
            case 2 -> Map.of("name", "\u202e\u0000 \uD83E\uDD8A ".repeat(1 + chance.nextInt(20)));
            default -> Map.of("name", List.of("Ada", "Bob", "Cleo").get(chance.nextInt(3)));
        };
    }

    /** One deed of a player: legal, illegal, or meant to hurt. Each value that is delivered is one that nobody sent before. */
    void act(HostilePlayer player, SplittableRandom chance);

    /** What a player does when all is over but the looking. */
    default void calm(HostilePlayer player) {}

    /** Fails unless the exact states after two ticks, one after the other, are what the rules allow; null before the first. */
    void judge(@Nullable S before, S now);

    /** Fails if a client sees what it must not; null is who watches. */
    default void secrets(@Nullable String player, Frame frame, S state) {
        if (!frame.views().equals(Set.of("world"))) {
            throw new AssertionError(player + " sees " + frame.views());
        }
    }

    /** Fails unless a rule holds. */
    static void rule(boolean holds, String rule, Object state) {
        if (!holds) {
            throw new AssertionError("it is a rule that " + rule + ", but there was " + state);
        }
    }

    /** By what a deed is known that a reducer got, as {@link HostilePlayer} names it. */
    default String deed(Recorded.Acted acted) {
        return HostilePlayer.deed(acted.player(), acted.data().as(Object.class));
    }
}
