package duel;

import static dev.playflux.testing.HostileGame.rule;

import dev.playflux.room.Game;
import dev.playflux.state.Frame;
import dev.playflux.testing.HostileGame;
import dev.playflux.testing.HostileMatches;
import dev.playflux.testing.HostilePlayer;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Duels on bad lines and with bad duellists: nobody sees what the other has chosen. */
class HostileDuelTest extends HostileMatches {

    HostileDuelTest() {
        super(new Dawn());
    }

    private static final class Dawn implements HostileGame<Duel> {

        @Override
        public Game<Duel> game() {
            return Duel.game();
        }

        @Override
        public Class<?> seenType() {
            return Duel.Seen.class;
        }

        @Override
        public Object seen(Duel duel) {
            return new Duel.Seen(duel.round(), duel.wins(), duel.hands().keySet(), duel.last());
        }

        @Override
        public void act(HostilePlayer player, SplittableRandom chance) {
            switch (chance.nextInt(16)) {
                case 0 -> player.deliver(new Duel.Choose(Duel.Hand.values()[chance.nextInt(3)]));
                case 1 -> player.send(new Duel.Choose(Duel.Hand.values()[chance.nextInt(3)]));
                case 2 -> player.deliver("choose", Map.of("hand", "WELL " + chance.nextInt()));
                case 3 -> player.send("time_up", Map.of("round", 1, "player", "p1"));
                default -> {}
            }
        }

        @Override
        public void judge(@Nullable Duel before, Duel now) {
            rule(now.wins().size() <= 2, "two duel", now);
            rule(
                    now.hands().size() < 2
                            && now.wins().keySet().containsAll(now.hands().keySet()),
                    "both choose",
                    now);
            rule(now.wins().values().stream().allMatch(wins -> wins >= 0 && wins <= 2), "two wins are enough", now);
            rule(now.wins().values().stream().mapToInt(wins -> wins).sum() <= 3, "somebody has won then", now);
            rule(before == null || before.round() <= now.round(), "one round follows the other", now);
        }

        @Override
        public void secrets(@Nullable String player, Frame frame, Duel duel) {
            Duel.Hand own = player == null ? null : duel.hands().get(player);
            boolean only = frame.views().equals(own == null ? Set.of("world") : Set.of("world", "hand"));
            rule(
                    only && Objects.equals(frame.view("hand", Duel.Hand.class), own),
                    "one sees one's own hand",
                    frame.views());
        }
    }
}
