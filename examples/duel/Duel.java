package duel;

import static dev.playflux.message.Refused.unless;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Rock, paper, scissors: both choose in secret, and two rounds won are the duel. Round 0 waits for the second player. */
public record Duel(
        Map<String, Integer> wins, Map<String, Hand> hands, int round, Map<String, Hand> last, @Nullable String winner) {
    /** What both see: of the round at hand only who has chosen. */
    record Seen(Map<String, Integer> wins, Set<String> chosen, int round, Map<String, Hand> last, @Nullable String winner) {}

    static Duel waiting() {
        return new Duel(Map.of(), Map.of(), 0, Map.of(), null);
    }

    Duel joined(String id) {
        return new Duel(with(wins, id, 0), hands, wins.size(), last, null);
    }

    Duel left(String id) {
        String other = wins.keySet().stream().filter(player -> !player.equals(id)).findFirst().orElse(null);
        return new Duel(wins, hands, round, last, winner == null ? other : winner);
    }

    Duel chosen(String id, Hand hand) {
        unless(winner == null, "over", "The duel is over");
        unless(round > 0, "too_early", "Wait until somebody comes to duel with you");
        unless(!hands.containsKey(id), "already_chosen", "You have chosen, now it is the other's turn");
        Map<String, Hand> both = with(hands, id, hand);
        return both.size() == 2 ? decided(both) : new Duel(wins, both, round, last, null);
    }

    /** Chance chooses for the idle; the time of an earlier round does nothing. */
    Duel timeUp(int ofRound, RandomGenerator random) {
        Duel duel = this;
        for (String id : wins.keySet()) {
            if (ofRound == round && winner == null && !hands.containsKey(id)) {
                duel = duel.chosen(id, Hand.values()[random.nextInt(3)]);
            }
        }
        return duel;
    }

    Seen seen() {
        return new Seen(wins, hands.keySet(), round, last, winner);
    }

    private Duel decided(Map<String, Hand> both) {
        Duel next = new Duel(wins, Map.of(), round + 1, both, null);
        for (String id : both.keySet()) {
            if (both.values().stream().anyMatch(both.get(id)::beats)) {
                int score = wins.get(id) + 1;
                next = new Duel(with(wins, id, score), Map.of(), round + 1, both, score == 2 ? id : null);
            }
        }
        return next;
    }

    private static <V> Map<String, V> with(Map<String, V> map, String id, V value) {
        Map<String, V> more = new TreeMap<>(map);
        more.put(id, value);
        return more;
    }
}
