package duel;

import static java.time.Duration.ofSeconds;

import dev.playflux.message.Refused;
import dev.playflux.room.Game;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Rock, paper, scissors: both choose in secret, who wins two rounds wins. Round 0 waits for the second player. */
public record Duel(int round, Map<String, Integer> wins, Map<String, Hand> hands, Map<String, Hand> last) {
    enum Hand {
        ROCK,
        PAPER,
        SCISSORS;

        Hand prey() {
            return values()[(ordinal() + 2) % 3];
        }
    }

    record Choose(Hand hand) {}

    record TimeUp(int round, String player) {}

    record Seen(int round, Map<String, Integer> wins, Set<String> chosen, Map<String, Hand> last) {}

    public static Game<Duel> game() {
        return Game.named("duel", () -> new Duel(0, Map.of(), Map.of(), Map.of()))
                .maxPlayers(2)
                .onJoin((duel, player) ->
                        new Duel(duel.wins.size(), with(duel.wins, player.id(), 0), Map.of(), Map.of()))
                .onLeave((duel, player, why) -> {
                    player.room().close("Your opponent has left");
                    return duel;
                })
                .on(Choose.class, (duel, player, choose) -> duel.chosen(player.id(), choose.hand))
                .when(TimeUp.class, (duel, room, time) -> duel.timeUp(time, room.random()))
                .pipeline(room -> room.states()
                        .distinctUntilChanged(Duel::round)
                        .doOnNext(duel ->
                                duel.wins.forEach((id, won) -> room.after(ofSeconds(10), new TimeUp(duel.round, id)))))
                .pipeline(room -> room.states()
                        .filter(Duel::over)
                        .delayElements(ofSeconds(3), room.scheduler())
                        .doOnNext(over -> room.close("The duel is over")))
                .world(Seen.class, duel -> new Seen(duel.round, duel.wins, duel.hands.keySet(), duel.last))
                .view("hand", Hand.class, (duel, player) -> duel.hands.get(player.id()));
    }

    Duel chosen(String id, Hand hand) {
        Refused.unless(round > 0, "too_early", "Wait until somebody comes to duel with you");
        Refused.unless(!over(), "over", "The duel is over");
        Refused.unless(!hands.containsKey(id), "already_chosen", "You have chosen, wait for the other");
        Map<String, Hand> both = with(hands, id, hand);
        if (both.size() < 2) {
            return new Duel(round, wins, both, last);
        }
        Map<String, Integer> score = new TreeMap<>(wins);
        score.replaceAll((player, won) -> both.containsValue(both.get(player).prey()) ? won + 1 : won);
        return new Duel(round + 1, score, Map.of(), both);
    }

    Duel timeUp(TimeUp time, RandomGenerator random) {
        boolean idle = round > 0 && round == time.round && !over() && !hands.containsKey(time.player);
        return idle ? chosen(time.player, Hand.values()[random.nextInt(3)]) : this;
    }

    private boolean over() {
        return wins.containsValue(2);
    }

    private static <V> Map<String, V> with(Map<String, V> map, String id, V value) {
        Map<String, V> more = new TreeMap<>(map);
        more.put(id, value);
        return more;
    }
}
