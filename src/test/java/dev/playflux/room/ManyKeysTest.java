package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.testing.Peer;
import dev.playflux.testing.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A player sees many keys of one view. */
class ManyKeysTest {

    /** What is in a cell, and a text that makes the whole longer than a change. */
    record Area(int things, String text) {}

    record Head(int moves) {}

    /** Which cells each player looks at, and how many things are in each cell. */
    private static final class Land {
        private final Map<String, List<Object>> looks = new HashMap<>();
        private final Map<Object, Integer> things = new TreeMap<>();
        private final List<Object> made = new ArrayList<>();
        private int moves;

        private @Nullable Area in(Object cell) {
            made.add(cell);
            if ("bad".equals(cell)) {
                throw new IllegalStateException("nothing can be said of it");
            }
            return "hole".equals(cell) ? null : new Area(things.getOrDefault(cell, 0), "a cell of no great interest");
        }
    }

    private final Land land = new Land();
    private final List<String> faults = new ArrayList<>();
    private @Nullable Stage stage;

    @AfterEach
    void close() {
        if (stage != null) {
            stage.close();
        }
    }

    private Stage play() {
        stage = Stage.of(Game.simulation("land", () -> land)
                .onError(
                        error -> faults.add(error.where() + ": " + error.cause().getMessage()))
                .<Object, Area>views("area", Area.class, (land, player) -> looks(player), Land::in)
                .world(Head.class, land -> new Head(land.moves)));
        return stage;
    }

    private @Nullable List<Object> looks(Player<Land> player) {
        List<Object> looks = land.looks.get(player.spectator() ? "guest" : player.id());
        if (looks != null && looks.contains("throw")) {
            throw new IllegalStateException("lost");
        }
        return looks;
    }

    private void look(Peer peer, @Nullable Object... cells) {
        land.looks.put(peer.id(), Arrays.asList(cells));
    }

    private static JsonNode views(Peer peer) {
        return peer.state().path("views");
    }

    private static String full(int things) {
        return "{\"full\":{\"things\":" + things + ",\"text\":\"a cell of no great interest\"}}";
    }

    private static String patch(int things) {
        return "{\"patch\":{\"set\":{\"things\":" + things + "}}}";
    }

    private static final String GONE = "{\"gone\":true}";

    @Test
    void eachKeyIsAViewOfItsOwnCalledByTheViewsNameAndItsText() {
        Stage stage = play();
        Peer ada = stage.join();
        look(ada, "3,4", 7, Duration.ofSeconds(1));
        stage.ticks(1);
        assertThat(views(ada).toString())
                .isEqualTo("{\"world\":{\"full\":{\"moves\":0}},\"area/3,4\":" + full(0) + ",\"area/7\":" + full(0)
                        + ",\"area/PT1S\":" + full(0) + "}");
    }

    @Test
    void aCrossingBringsWhatIsNewAndTakesWhatIsLeftInOneState() {
        Stage stage = play();
        Peer ada = stage.join();
        look(ada, "a", "b", "c");
        stage.ticks(1);
        land.things.put("c", 5);
        look(ada, "b", "c", "d");
        stage.ticks(1);
        assertThat(ada.states()).hasSize(2);
        assertThat(views(ada).toString())
                .isEqualTo("{\"area/a\":" + GONE + ",\"area/c\":" + patch(5) + ",\"area/d\":" + full(0) + "}");
        look(ada);
        stage.ticks(1);
        assertThat(views(ada).toString())
                .isEqualTo("{\"area/b\":" + GONE + ",\"area/c\":" + GONE + ",\"area/d\":" + GONE + "}");
        land.looks.clear();
        look(ada, "a");
        stage.ticks(1);
        land.looks.clear();
        stage.ticks(1);
        assertThat(views(ada).toString()).as("null is no keys").isEqualTo("{\"area/a\":" + GONE + "}");
    }

    @Test
    void whatIsSeenByManyIsMadeOnceATickAndWhatIsSeenByNobodyNever() {
        Stage stage = play();
        List<Peer> peers = List.of(stage.join(), stage.join(), stage.join());
        peers.forEach(peer -> look(peer, "a", "b"));
        look(peers.get(2), "b", "c");
        stage.ticks(1);
        assertThat(land.made).containsExactlyInAnyOrder("a", "b", "c");
        look(peers.get(2), "b");
        land.made.clear();
        stage.ticks(2);
        assertThat(land.made).containsExactlyInAnyOrder("a", "b", "a", "b");
    }

    @Test
    void orderAndRepetitionsMeanNothingAndNullsAreSkipped() {
        Stage stage = play();
        Peer ada = stage.join();
        look(ada, "a", "b", "c");
        stage.ticks(1);
        ada.forget();
        look(ada, "c", null, "a", "b", "a", "c", null);
        stage.ticks(1);
        look(ada, "c", "c", "b", "a");
        stage.ticks(1);
        assertThat(ada.states()).as("nothing has changed").isEmpty();
        land.things.put("a", 1);
        stage.ticks(1);
        assertThat(views(ada).toString()).isEqualTo("{\"area/a\":" + patch(1) + "}");
    }

    @Test
    void aKeyOfANullValueIsHidden() {
        Stage stage = play();
        Peer ada = stage.join();
        look(ada, "hole", "a");
        stage.ticks(1);
        assertThat(views(ada).has("area/hole")).isFalse();
        assertThat(views(ada).has("area/a")).isTrue();
    }

    @Test
    void aResyncBringsAllKeysThatAreSeen() {
        Stage stage = play();
        Peer ada = stage.join();
        look(ada, "a", "b");
        stage.ticks(2);
        look(ada, "b", "c");
        ada.send("$resync", "null");
        stage.ticks(1);
        assertThat(ada.state().path("base").asInt()).isZero();
        assertThat(views(ada).propertyNames()).containsExactly("world", "area/b", "area/c");
    }

    @Test
    void whoWasSkippedGetsWhatChangedSinceAlsoOfKeysThatNobodyWantedMeanwhile() {
        Stage stage = play();
        Peer ada = stage.hello("{'acks':true}");
        Peer bob = stage.join();
        look(ada, "a", "b", "c");
        stage.ticks(1);
        for (int i = 0; i < 12; i++) { // until it is behind
            land.moves++;
            stage.ticks(1);
        }
        int last = ada.state().path("tick").asInt();
        ada.forget();
        look(ada, "c");
        stage.ticks(2);
        land.things.put("b", 3);
        look(ada, "b", "c");
        look(bob, "d");
        stage.ticks(2);
        assertThat(ada.states()).isEmpty();
        ada.send("$ack", "{'tick':" + last + "}");
        stage.ticks(1);
        assertThat(ada.state().path("base").asInt()).isEqualTo(last);
        assertThat(views(ada).toString())
                .isEqualTo("{\"world\":{\"full\":{\"moves\":12}},\"area/a\":" + GONE + ",\"area/b\":" + patch(3) + "}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"__proto__", "constructor", "prototype", "\ud800"})
    void aKeyThatMustNotTravelIsLeftOutAndReportedOnce(String key) {
        Stage stage = play();
        Peer ada = stage.join();
        look(ada, "a", key, "b");
        stage.ticks(5);
        assertThat(ada.states().get(0).path("views").propertyNames()).containsExactly("world", "area/a", "area/b");
        assertThat(faults).hasSize(1).allMatch(fault -> fault.startsWith("view(area): "));
    }

    @Test
    void twoKeysThatAreWrittenAlikeAreOneTooMany() {
        Stage stage = play();
        Peer ada = stage.join();
        look(ada, 1, "1", "b");
        stage.ticks(3);
        assertThat(ada.states().get(0).path("views").propertyNames()).containsExactly("world", "area/1", "area/b");
        assertThat(faults).containsExactly("view(area): has two keys that are written '1'");
    }

    @Test
    void keysBeyondTheMostThatAPlayerSeesAreLeftOutAndReportedOnceATick() {
        Stage stage = play();
        Peer ada = stage.join();
        Peer bob = stage.join();
        for (Peer peer : List.of(ada, bob)) {
            List<Object> cells = new ArrayList<>();
            for (int i = 0; i < 1030; i++) {
                cells.add("cell " + i % 1027);
            }
            land.looks.put(peer.id(), cells);
        }
        stage.ticks(2);
        assertThat(ada.states().get(0).path("views").size()).isEqualTo(1 + 1024);
        assertThat(faults).hasSize(2).containsOnly("view(area): a player sees at most 1024 keys; the rest is left out");
        assertThat(ada.states()).hasSize(1);
        faults.clear();
        List<Object> most = new ArrayList<>(Collections.nCopies(2, "cell 0"));
        for (int i = 0; i < 1024; i++) {
            most.add("cell " + i);
        }
        land.looks.put(ada.id(), most);
        land.looks.put(bob.id(), most);
        stage.ticks(1);
        assertThat(faults).as("exactly as many as may be").isEmpty();
    }

    @Test
    void aThrowingFunctionOfKeysLeavesWhatIsShownAndOneOfValuesItsLast() {
        Stage stage = play();
        Peer ada = stage.join();
        look(ada, "a", "b");
        stage.ticks(1);
        ada.forget();
        land.things.put("a", 1);
        look(ada, "throw");
        stage.ticks(2);
        assertThat(ada.states()).isEmpty();
        assertThat(faults).hasSize(2).containsOnly("view(area): lost");
        look(ada, "bad", "a", "b");
        stage.ticks(1);
        assertThat(views(ada).toString()).isEqualTo("{\"area/a\":" + patch(1) + "}");
        assertThat(faults).hasSize(3).contains("view(area): nothing can be said of it");
    }

    @Test
    void whoWatchesSeesTheKeysThatTheGameGivesToThem() {
        Stage stage = play();
        stage.join();
        Peer guest = stage.hello("{'spectate':true}");
        land.looks.put("guest", List.of("a"));
        stage.ticks(1);
        assertThat(views(guest).toString()).contains("area/a");
    }

    @Test
    void theClientGivesAllKeysTogether() {
        Stage stage = play();
        List<Map<String, Area>> seen = new ArrayList<>();
        stage.client().connect().subscribe(client -> {
            land.looks.put(String.valueOf(client.player()), List.of("a", "b"));
            client.views("area", Area.class).subscribe(seen::add);
        });
        stage.ticks(1);
        land.looks.replaceAll((player, cells) -> List.of("b", "c/d"));
        land.things.put("c/d", 2);
        stage.ticks(1);
        Area empty = new Area(0, "a cell of no great interest");
        assertThat(seen)
                .containsExactly(
                        Map.of("a", empty, "b", empty),
                        Map.of("b", empty, "c/d", new Area(2, "a cell of no great interest")));
        assertThat(seen.get(1).get("b")).isSameAs(seen.get(0).get("b"));
    }
}
