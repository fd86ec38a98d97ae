package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.message.Refused;
import dev.playflux.testing.Peer;
import dev.playflux.testing.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** When a client gets a state, on top of which one, and what happens to a client that is behind. */
class StateSendingTest {

    record Put(String name, int value) {}

    record Cells(Map<String, Integer> cells) {
        Cells with(String name, int value) {
            Map<String, Integer> more = new TreeMap<>(cells);
            more.put(name, value);
            return new Cells(more);
        }
    }

    private @Nullable Stage stage;

    @AfterEach
    void close() {
        if (stage != null) {
            stage.close();
        }
    }

    private static Game<Cells> quiet() {
        return Game.named("cells", () -> new Cells(Map.of()))
                .on(Put.class, (cells, player, put) -> {
                    Refused.unless(put.value >= 0, "negative", "Not negative");
                    if (put.value > 1000) {
                        throw new IllegalStateException("too much");
                    }
                    return cells.with(put.name, put.value);
                })
                .run("look", String.class, (player, word) -> {});
    }

    /** Changes with every tick. */
    private static Game<Cells> busy() {
        return quiet().onTick((cells, tick) -> cells.with("t", (int) tick.number()));
    }

    private Stage play(Game<Cells> game) {
        stage = Stage.of(game);
        return stage;
    }

    private static void put(Peer peer, long input, String name, int value) {
        peer.input(input, "put", "{'name':'" + name + "','value':" + value + "}");
    }

    private static List<Integer> ticks(Peer peer) {
        return peer.states().stream().map(state -> state.path("tick").asInt()).toList();
    }

    @Test
    void theFirstStateIsCompleteAndTheNextAreChangesOnTopOfTheLast() {
        Stage stage = play(quiet());
        Peer ada = stage.join();
        stage.ticks(1);
        put(ada, 1, "a name that makes the whole longer than the change", 1);
        stage.ticks(1);
        put(ada, 2, "b", 2);
        stage.ticks(2);
        assertThat(ada.states()).hasSize(3);
        assertThat(ada.states().get(0).toString())
                .isEqualTo("{\"tick\":1,\"time\":50,\"base\":0,\"views\":{\"world\":{\"full\":{\"cells\":{}}}}}");
        assertThat(ada.states()).extracting(state -> state.path("base").asInt()).containsExactly(0, 1, 2);
        assertThat(ada.state().path("views").toString())
                .isEqualTo("{\"world\":{\"patch\":{\"in\":{\"cells\":{\"set\":{\"b\":2}}}}}}");
    }

    @Test
    void oneStateATickWhateverHappensInIt() {
        Stage stage = play(busy());
        Peer ada = stage.join();
        stage.ticks(1);
        for (int i = 0; i < 20; i++) {
            put(ada, i + 1, "x", i);
            ada.send("look", "'!'");
            stage.settle();
        }
        stage.ticks(1);
        assertThat(ticks(ada)).containsExactly(1, 2);
        assertThat(ada.state().path("input").asInt()).isEqualTo(20);
    }

    @Test
    void withoutChangesOneStateASecondSaysThatTheGameGoesOn() {
        Stage stage = play(quiet());
        Peer ada = stage.join();
        stage.pass(Duration.ofSeconds(10));
        assertThat(ticks(ada)).containsExactly(1, 21, 41, 61, 81, 101, 121, 141, 161, 181);
        assertThat(ada.state().toString()).isEqualTo("{\"tick\":181,\"time\":9050,\"base\":161}");
    }

    @Test
    void theHighestInputThatWasHandledIsAcknowledgedAndRefusedOnesAreNot() {
        Stage stage = play(quiet());
        Peer ada = stage.join();
        stage.ticks(1);
        assertThat(ada.state().has("input")).isFalse();
        put(ada, 5, "a", 1);
        put(ada, 3, "a", 2);
        stage.ticks(1);
        assertThat(ada.state().path("input").asInt()).isEqualTo(5);
        put(ada, 6, "a", -1);
        put(ada, 7, "a", 1001);
        ada.input(8, "put", "'no data'");
        ada.input(9, "unknown", "1");
        stage.ticks(30);
        assertThat(ada.refusals()).containsExactly("bad_data", "unknown_action", "negative", "handler_failed");
        assertThat(ada.data("$error"))
                .extracting(error -> error.path("input").asInt())
                .containsExactly(8, 9, 6, 7);
        assertThat(ada.state().path("input").asInt()).isEqualTo(5);
        ada.input(10, "look", "'!'");
        int before = ada.states().size();
        stage.ticks(1);
        assertThat(ada.states()).as("an input alone is worth a state").hasSize(before + 1);
        assertThat(ada.state().path("input").asInt()).isEqualTo(10);
    }

    @Test
    void anInputIsItsOwnPlayersAlone() {
        Stage stage = play(quiet());
        Peer ada = stage.join();
        Peer bob = stage.join();
        put(ada, 99, "a", 1);
        stage.ticks(1);
        assertThat(ada.state().path("input").asInt()).isEqualTo(99);
        assertThat(bob.state().has("input")).isFalse();
    }

    @Test
    void aClientWhoseSocketIsFullIsSkippedAndCatchesUpWithOnePatch() {
        Game<Cells> game = quiet().onTick((cells, tick) -> {
            Cells next = cells;
            for (int i = 0; i < 100; i++) {
                next = next.with("cell number " + i, (int) tick.number());
            }
            return next;
        });
        Stage stage = play(game);
        Peer ada = stage.join();
        Peer bob = stage.join();
        stage.ticks(1);
        stage.network.stalled(true);
        stage.ticks(200);
        int queued = stage.tally.skipped.get();
        assertThat(queued).as("states skipped").isGreaterThan(200);
        ada.forget();
        stage.network.stalled(false);
        stage.settle();
        int waited = ada.received().size();
        assertThat(waited).as("what waited in the socket").isLessThan(40);
        ada.forget();
        stage.ticks(2);
        assertThat(ada.states()).hasSize(2);
        JsonNode patch = ada.states().get(0);
        assertThat(patch.path("tick").asInt()).isEqualTo(202);
        assertThat(patch.path("base").asInt()).isBetween(1, 100);
        assertThat(patch.path("views").toString()).contains("202");
        assertThat(bob.closes()).isEmpty();
    }

    /** A client that acknowledges. */
    private static Peer acknowledging(Stage stage) {
        return stage.hello("{'acks':true}");
    }

    private static void acknowledge(Peer peer, int tick) {
        peer.send("$ack", "{'tick':" + tick + "}");
    }

    @Test
    void aClientThatDoesNotAcknowledgeGetsAWindowOfStatesAndNoMore() {
        Stage stage = play(busy());
        Peer ada = acknowledging(stage);
        stage.pass(Duration.ofSeconds(2));
        // 100 ms, no round trip, and three ticks: the state of tick 6 is sent 250 ms after that of tick 1.
        assertThat(ticks(ada)).containsExactly(1, 2, 3, 4, 5, 6);
        acknowledge(ada, 4);
        stage.ticks(1);
        assertThat(ticks(ada)).as("tick 5 is unacknowledged for longer still").hasSize(6);
        acknowledge(ada, 6);
        stage.ticks(1);
        assertThat(ticks(ada)).hasSize(7);
        assertThat(ada.state().path("base").asInt()).isEqualTo(6);
        assertThat(ada.state().path("tick").asInt()).isEqualTo(42);
    }

    @Test
    void theWindowGrowsWithTheRoundTrip() {
        Stage stage = play(busy());
        stage.network.latency(Duration.ofMillis(100));
        Peer ada = stage.connect(Duration.ofMillis(300));
        ada.send("$hello", "{'acks':true}");
        stage.pass(Duration.ofSeconds(4));
        int without = ticks(ada).size();
        assertThat(without).isBetween(9, 11);
    }

    @Test
    void aClientThatAcknowledgesEveryTickGetsEveryTickHoweverFarItIs() {
        Stage stage = play(busy());
        stage.network.latency(Duration.ofMillis(400));
        Peer ada = stage.connect(Duration.ofMillis(900));
        ada.send("$hello", "{'acks':true}");
        stage.pass(Duration.ofMillis(1000));
        int acknowledged = 0;
        for (int i = 0; i < 2000; i++) {
            stage.pass(Duration.ofMillis(10));
            List<Integer> ticks = ticks(ada);
            if (!ticks.isEmpty() && ticks.get(ticks.size() - 1) > acknowledged) {
                acknowledged = ticks.get(ticks.size() - 1);
                acknowledge(ada, acknowledged);
            }
        }
        List<Integer> last =
                ticks(ada).subList(ticks(ada).size() - 100, ticks(ada).size());
        assertThat(last.get(99) - last.get(0)).as("no tick left out").isEqualTo(99);
    }

    @Test
    void fiveSecondsWithoutAnAcknowledgementEndTheConnection() {
        Stage stage = play(busy());
        Peer ada = acknowledging(stage);
        stage.pass(Duration.ofMillis(5050));
        assertThat(ada.closes()).isEmpty();
        stage.pass(Duration.ofMillis(100));
        assertThat(ada.closes()).containsExactly(4008);
    }

    @Test
    void aClientThatNeverSaidItAcknowledgesNeedNot() {
        Stage stage = play(busy());
        Peer ada = stage.join();
        stage.pass(Duration.ofSeconds(12));
        assertThat(ticks(ada)).hasSize(240);
        assertThat(ada.closes()).isEmpty();
    }

    @Test
    void aLowerAcknowledgementIsIgnoredAndOneThatWasNeverSentIsAProtocolError() {
        Stage stage = play(busy());
        Peer ada = acknowledging(stage);
        Peer bob = stage.join();
        stage.ticks(3);
        acknowledge(ada, 3);
        acknowledge(ada, 1);
        acknowledge(ada, 3);
        acknowledge(bob, 2);
        stage.ticks(1);
        assertThat(ada.closes()).isEmpty();
        assertThat(bob.closes()).isEmpty();
        acknowledge(ada, 900);
        acknowledge(bob, 900);
        stage.ticks(1);
        assertThat(ada.closes()).containsExactly(1002);
        assertThat(bob.closes()).containsExactly(1002);
    }

    @Test
    void anAcknowledgementOfAReliableMessageThatWasNeverSentIsAProtocolError() {
        Stage stage = play(busy());
        Peer ada = stage.join();
        ada.send("$ack", "{'seq':1}");
        stage.ticks(1);
        assertThat(ada.closes()).containsExactly(1002);
    }

    @Test
    void anAcknowledgementThatIsNoneIsBadData() {
        Stage stage = play(busy());
        Peer ada = stage.join();
        ada.send("$ack", "7")
                .send("$ack", "{'tick':-1}")
                .send("$ack", "{'tick':1.5}")
                .send("$ack", "{'tick':'1'}");
        ada.send("$ack", "null").send("$ack", "[]");
        stage.ticks(1);
        assertThat(ada.refusals()).hasSize(6).containsOnly("bad_data");
        assertThat(ada.closes()).isEmpty();
    }

    @Test
    void aResyncIsAnsweredWithACompleteState() {
        Stage stage = play(busy());
        Peer ada = stage.join();
        stage.ticks(5);
        ada.forget().send("$resync", "null");
        stage.ticks(2);
        assertThat(ada.states()).extracting(state -> state.path("base").asInt()).containsExactly(0, 6);
        assertThat(ada.states().get(0).path("views").path("world").has("full")).isTrue();
    }

    @Test
    void atMostOneResyncASecondIsAnswered() {
        Stage stage = play(busy());
        Peer ada = stage.join();
        stage.ticks(5);
        ada.forget();
        for (int i = 0; i < 4; i++) {
            ada.send("$resync", "null");
            stage.ticks(3);
        }
        assertThat(ada.states().stream().filter(state -> state.path("base").asInt() == 0))
                .hasSize(1);
        stage.ticks(10);
        assertThat(ada.states().stream().filter(state -> state.path("base").asInt() == 0))
                .hasSize(2);
        assertThat(ada.closes()).isEmpty();
    }

    @Test
    void fiveResyncsWithinTenSecondsEndTheConnection() {
        Stage stage = play(busy());
        Peer ada = stage.join();
        for (int i = 0; i < 4; i++) {
            ada.send("$resync", "null");
            stage.pass(Duration.ofMillis(2400));
        }
        assertThat(ada.closes()).isEmpty();
        ada.send("$resync", "null");
        stage.ticks(1);
        assertThat(ada.closes()).containsExactly(1008);
    }

    @Test
    void fourResyncsInTenSecondsAreFineForEver() {
        Stage stage = play(busy());
        Peer ada = stage.join();
        for (int i = 0; i < 20; i++) {
            ada.send("$resync", "null");
            stage.pass(Duration.ofMillis(2550));
        }
        assertThat(ada.closes()).isEmpty();
    }

    record Grid(Map<String, List<Integer>> rows) {}

    @Test
    void anInstanceChangedInPlaceIsFoundWithItsPathAndPublished() {
        List<String> found = new ArrayList<>();
        Map<String, List<Integer>> rows = new HashMap<>();
        rows.put("top", new ArrayList<>(List.of(1, 2)));
        Game<Grid> game = Game.named("grid", () -> new Grid(rows))
                .onError(error -> found.add(error.where() + ": " + error.cause().getMessage()))
                .on("poke", Integer.class, (grid, player, value) -> {
                    grid.rows.get("top").set(1, value);
                    return grid;
                });
        stage = Stage.of(game);
        Peer ada = stage.join();
        stage.ticks(2);
        ada.send("poke", "9");
        stage.ticks(60);
        assertThat(found).isEmpty();
        stage.ticks(2);
        assertThat(found)
                .containsExactly(
                        "view(world): rows.top.1 was changed in place; return a changed copy, or use Game.simulation");
        assertThat(ada.states().toString()).contains("9");
        stage.ticks(200);
        assertThat(found).as("reported once").hasSize(1);
    }
}
