package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.client.GameClient;
import dev.playflux.codec.Codec;
import dev.playflux.message.CloseReason;
import dev.playflux.testing.Stage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No byte of what only another player may see reaches a client, whatever changes hands. */
class SecretsTest {
    private static final int TICKS = 400;

    /** Found in binary messages too: texts travel in UTF-8 in all of them. */
    private static final String SECRET = "bobs-secret";

    record Open(int tick) {}

    record Hand(String card, int tick) {}

    /** What each player has; keys of bob hold what only bob may see. */
    private static final class Table {
        private final Map<String, String> hands = new HashMap<>();
        private final Map<String, String> teams = new HashMap<>();
        private final Map<String, List<String>> drawers = new HashMap<>();
        private int tick;
    }

    static List<List<Codec>> codecs() {
        return List.of(
                List.of(Codec.json(), Codec.json()),
                List.of(Codec.cbor(), Codec.cbor()),
                List.of(Codec.json(), Codec.cbor()),
                List.of(Codec.cbor(), Codec.json()));
    }

    private final Table table = new Table();

    private Game<Table> game() {
        return Game.simulation("table", () -> table)
                .onTick((table, tick) -> table.tick++)
                .view("hand", Hand.class, (table, player) -> hand(table.hands.get(player.id())))
                .view("team", Hand.class, (table, player) -> table.teams.get(player.id()), (table, team) -> hand(team))
                .views(
                        "drawer",
                        Hand.class,
                        (table, player) -> table.drawers.getOrDefault(player.id(), List.of()),
                        (table, drawer) -> hand(drawer))
                .world(Open.class, table -> new Open(table.tick));
    }

    private @Nullable Hand hand(@Nullable String card) {
        return card == null ? null : new Hand(card, table.tick % 5);
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void noByteOfASecretReachesAnotherPlayer(List<Codec> codecs, TestReporter reporter) {
        long seed = Long.getLong("playflux.seed", System.nanoTime());
        reporter.publishEntry("seed", String.valueOf(seed));
        Random random = new Random(seed);
        ByteArrayOutputStream adas = new ByteArrayOutputStream();
        ByteArrayOutputStream bobs = new ByteArrayOutputStream();
        try (Stage stage = Stage.of(game())) {
            GameClient ada = join(stage, codecs.get(0), adas);
            GameClient bob = join(stage, codecs.get(1), bobs);
            List<CloseReason> closes = new ArrayList<>();
            ada.onClose().subscribe(closes::add);
            for (int tick = 0; tick < TICKS; tick++) {
                deal(random, String.valueOf(ada.player()), List.of("adas-own", "all-may", "none"));
                deal(random, String.valueOf(bob.player()), List.of(SECRET + tick % 7, SECRET, "all-may", "none"));
                if (tick % 60 == 59) {
                    ada.send("$resync", null);
                    bob.send("$resync", null);
                }
                if (random.nextInt(50) == 0) {
                    bob.close().subscribe();
                    bob = join(stage, codecs.get(1), bobs);
                }
                if (random.nextInt(50) == 0) {
                    stage.network.stalled(true);
                    stage.ticks(8);
                    stage.network.stalled(false);
                }
                stage.ticks(1);
                stage.pass(Duration.ofMillis(random.nextInt(20)));
            }
            assertThat(stage.faults).isEmpty();
            assertThat(closes).as("listened to the end").isEmpty();
        }
        assertThat(text(bobs)).contains(SECRET).contains("all-may");
        assertThat(text(adas)).contains("adas-own").contains("all-may").doesNotContain(SECRET);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    private static GameClient join(Stage stage, Codec codec, ByteArrayOutputStream heard) {
        List<GameClient> joined = new ArrayList<>();
        stage.tapped(heard::writeBytes).codec(codec).connect().subscribe(joined::add);
        stage.settle();
        return joined.get(0);
    }

    /** Gives a player something of its own, or of all, or nothing. */
    private void deal(Random random, String player, List<String> cards) {
        if (random.nextInt(3) == 0) {
            put(table.hands, player, cards.get(random.nextInt(cards.size())));
        }
        if (random.nextInt(3) == 0) {
            put(table.teams, player, cards.get(random.nextInt(cards.size())));
        }
        if (random.nextInt(3) == 0) {
            List<String> drawers = new ArrayList<>(cards);
            drawers.removeIf(card -> random.nextBoolean());
            table.drawers.put(player, drawers);
        }
    }

    private static void put(Map<String, String> map, String player, String card) {
        if (card.equals("none")) {
            map.remove(player);
        } else {
            map.put(player, card);
        }
    }
}
