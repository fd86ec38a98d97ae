package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.testing.Peer;
import dev.playflux.testing.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Who sees what: the world, one player's view, one of a key. */
class ViewTest {

    record Set(String key, String value) {}

    /** Each player's team and secret. */
    record Table(Map<String, String> teams, Map<String, String> secrets, int moves) {
        Table team(String id, String team) {
            return new Table(with(teams, id, team), secrets, moves + 1);
        }

        Table secret(String id, String secret) {
            return new Table(teams, with(secrets, id, secret), moves + 1);
        }

        private static Map<String, String> with(Map<String, String> map, String key, String value) {
            Map<String, String> more = new TreeMap<>(map);
            if (value.isEmpty()) {
                more.remove(key);
            } else {
                more.put(key, value);
            }
            return more;
        }
    }

    record Open(int moves) {}

    private final List<String> made = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private @Nullable Stage stage;

    @AfterEach
    void close() {
        if (stage != null) {
            stage.close();
        }
    }

    private Stage play() {
        Game<Table> game = Game.named("table", () -> new Table(Map.of(), Map.of(), 0))
                .onError(
                        error -> faults.add(error.where() + ": " + error.cause().getMessage()))
                .on("team", String.class, (table, player, team) -> table.team(player.id(), team))
                .on("secret", String.class, (table, player, secret) -> table.secret(player.id(), secret))
                .world(Open.class, table -> {
                    if (table.moves == 13) {
                        throw new IllegalStateException("unlucky");
                    }
                    return new Open(table.moves);
                })
                .view("hand", String.class, (table, player) -> table.secrets.get(player.id()))
                .view(
                        "team",
                        String.class,
                        (table, player) -> {
                            String team = table.teams.get(player.id());
                            if ("bad key".equals(team)) {
                                throw new IllegalStateException(team);
                            }
                            return team;
                        },
                        this::plan);
        stage = Stage.of(game);
        return stage;
    }

    private String plan(Table table, String team) {
        made.add(team);
        if (team.equals("bad value")) {
            throw new IllegalStateException(team);
        }
        return "plan of " + team + ", move " + table.moves;
    }

    private static JsonNode views(Peer peer) {
        return peer.state().path("views");
    }

    private static void play(Stage stage, Peer peer, String action, String value) {
        peer.send(action, "'" + value + "'");
        stage.ticks(1);
    }

    @Test
    void theWorldIsSeenByAllAndAPlayersViewByHimAlone() {
        Stage stage = play();
        Peer ada = stage.join();
        Peer bob = stage.join();
        play(stage, ada, "secret", "ace");
        assertThat(views(ada).toString()).isEqualTo("{\"world\":{\"full\":{\"moves\":1}},\"hand\":{\"full\":\"ace\"}}");
        assertThat(views(bob).toString()).isEqualTo("{\"world\":{\"full\":{\"moves\":1}}}");
    }

    @Test
    void noByteOfASecretReachesAnybodyElse() {
        Stage stage = play();
        Peer ada = stage.join();
        Peer bob = stage.join();
        Peer guest = stage.hello("{'spectate':true}");
        for (int i = 0; i < 40; i++) {
            play(stage, ada, "secret", "adas-ace-" + i);
            play(stage, bob, "secret", "bobs-king-" + i);
            play(stage, ada, "team", i % 3 == 0 ? "red-hearts" : "");
            play(stage, bob, "team", i % 2 == 0 ? "blue-moon" : "");
            if (i % 7 == 0) {
                ada.send("$resync", "null");
                bob.send("$resync", "null");
            }
            stage.pass(java.time.Duration.ofSeconds(1));
        }
        assertThat(ada.received())
                .anyMatch(text -> text.contains("adas-ace"))
                .anyMatch(text -> text.contains("red-hearts"));
        assertThat(bob.received())
                .anyMatch(text -> text.contains("bobs-king"))
                .anyMatch(text -> text.contains("blue-moon"));
        assertThat(ada.received()).noneMatch(text -> text.contains("bobs-king") || text.contains("blue-moon"));
        assertThat(bob.received()).noneMatch(text -> text.contains("adas-ace") || text.contains("red-hearts"));
        assertThat(guest.received())
                .isNotEmpty()
                .noneMatch(text -> text.contains("-ace")
                        || text.contains("-king")
                        || text.contains("-hearts")
                        || text.contains("-moon"));
        assertThat(ada.closes()).isEmpty();
    }

    @Test
    void aViewOfAKeyIsMadeOnceForEachKeyAndTick() {
        Stage stage = play();
        List<Peer> red = List.of(stage.join(), stage.join(), stage.join());
        Peer blue = stage.join();
        red.forEach(peer -> peer.send("team", "'red'"));
        blue.send("team", "'blue'");
        stage.ticks(1);
        assertThat(made).containsExactlyInAnyOrder("red", "blue");
        stage.ticks(1);
        assertThat(made).hasSize(4);
        for (Peer peer : red) {
            assertThat(peer.states().get(0).path("views").path("team").toString())
                    .isEqualTo("{\"full\":\"plan of red, move 4\"}");
        }
        assertThat(views(blue).path("team").path("full").asString()).isEqualTo("plan of blue, move 4");
    }

    @Test
    void aChangeOfKeyIsOneFrameThatHoldsTheNewValueOnly() {
        Stage stage = play();
        Peer ada = stage.join();
        Peer bob = stage.join();
        play(stage, ada, "team", "red");
        play(stage, bob, "team", "blue");
        ada.forget();
        play(stage, ada, "team", "blue");
        assertThat(ada.states()).hasSize(1);
        assertThat(views(ada).path("team").toString()).isEqualTo("{\"full\":\"plan of blue, move 3\"}");
        assertThat(ada.received()).noneMatch(text -> text.contains("red"));
        ada.forget();
        play(stage, bob, "secret", "x");
        assertThat(views(ada).path("team").path("full").asString()).isEqualTo("plan of blue, move 4");
    }

    record Plan(String of, int moves, String text) {}

    @Test
    void aChangeOfKeyIsNeverAPatchOnTopOfTheOtherKeysValue() {
        Game<Integer> game = Game.named("plans", () -> 0)
                .on("move", Integer.class, (moves, player, by) -> moves + by)
                .view(
                        "plan",
                        Plan.class,
                        (moves, player) -> player.id().equals("p1") && moves < 5 ? "red" : "blue",
                        (moves, team) -> new Plan(team, moves % 3, "a text that does not change ".repeat(5)));
        stage = Stage.of(game);
        Peer ada = stage.join();
        stage.join();
        for (int i = 0; i < 8; i++) {
            stage.ticks(1);
            ada.send("move", "1");
        }
        List<JsonNode> plans = ada.states().stream()
                .map(state -> state.path("views").path("plan"))
                .toList();
        assertThat(plans)
                .extracting(plan -> plan.has("full"))
                .containsExactly(true, false, false, false, false, true, false, false);
        assertThat(plans.get(4).path("patch").toString()).isEqualTo("{\"set\":{\"moves\":1}}");
        assertThat(plans.get(5).path("full").path("of").asString()).isEqualTo("blue");
    }

    @Test
    void aViewIsGoneWhenItsValueOrItsKeyIsNullAndComesBackWhole() {
        Stage stage = play();
        Peer ada = stage.join();
        play(stage, ada, "secret", "ace");
        play(stage, ada, "team", "red");
        ada.forget();
        play(stage, ada, "secret", "");
        assertThat(views(ada).path("hand").toString()).isEqualTo("{\"gone\":true}");
        play(stage, ada, "team", "");
        assertThat(views(ada).path("team").toString()).isEqualTo("{\"gone\":true}");
        assertThat(views(ada).has("hand")).as("gone once").isFalse();
        play(stage, ada, "secret", "king");
        assertThat(views(ada).path("hand").toString()).isEqualTo("{\"full\":\"king\"}");
        ada.send("$resync", "null");
        stage.ticks(1);
        assertThat(views(ada).has("team"))
                .as("with base 0 what is not named is gone")
                .isFalse();
    }

    @Test
    void aViewThatThrowsKeepsItsLastValueAndHurtsNoOther() {
        Stage stage = play();
        Peer ada = stage.join();
        play(stage, ada, "team", "red");
        ada.forget();
        play(stage, ada, "team", "bad key");
        assertThat(views(ada).has("team")).as("keeps what is shown").isFalse();
        assertThat(views(ada).path("world").toString()).contains("2");
        assertThat(faults).containsExactly("view(team): bad key");
        play(stage, ada, "team", "bad value");
        assertThat(faults).contains("view(team): bad value");
        play(stage, ada, "team", "red");
        assertThat(views(ada).path("team").path("full").asString()).isEqualTo("plan of red, move 4");
    }

    @Test
    void aWorldThatThrowsKeepsItsLastValue() {
        Stage stage = play();
        Peer ada = stage.join();
        for (int i = 0; i < 13; i++) {
            play(stage, ada, "secret", "s" + i);
        }
        assertThat(views(ada).has("world")).isFalse();
        assertThat(views(ada).path("hand").path("full").asString()).isEqualTo("s12");
        assertThat(faults).containsExactly("view(world): unlucky");
        play(stage, ada, "secret", "s13");
        assertThat(views(ada).path("world").toString()).contains("14");
    }

    @Test
    void aValueThatCannotTravelIsReportedAndKeepsTheLastOne() {
        Map<String, Object> bad = new TreeMap<>();
        bad.put("__proto__", 1);
        Game<Object> game = Game.<Object>named("odd", () -> "fine")
                .onError(error -> faults.add(error.where()))
                .on("spoil", String.class, (state, player, word) -> word.equals("on") ? bad : word);
        stage = Stage.of(game);
        Peer ada = stage.join();
        stage.ticks(1);
        play(stage, ada, "spoil", "on");
        assertThat(faults).containsExactly("view(world)");
        play(stage, ada, "spoil", "off");
        assertThat(views(ada).path("world").toString()).isEqualTo("{\"full\":\"off\"}");
    }

    @Test
    void namesOfViewsAreTakenOnce() {
        Game<Integer> game = Game.named("names", () -> 1).view("hand", Integer.class, (state, player) -> state);
        assertThatThrownBy(() -> game.view("hand", Integer.class, (state, player) -> state))
                .hasMessage("there is a view 'hand' already (game 'names')");
        assertThatThrownBy(() -> game.view("world", Integer.class, (state, player) -> state))
                .isInstanceOf(IllegalArgumentException.class);
        Game<Integer> handled = game.on(Set.class, (state, player, set) -> state);
        assertThatThrownBy(() -> handled.run(Set.class, (player, set) -> {}))
                .hasMessage("the action 'set' has a handler already (game 'names')");
        Game<Integer> event = game.when(Set.class, (state, room, set) -> state);
        assertThatThrownBy(() -> event.when(Set.class, (state, room, set) -> state))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
