package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.message.Refused;
import dev.playflux.testing.Peer;
import dev.playflux.testing.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A reducer happens as a whole or not at all, and what it throws is lost with its own message only. */
class ReducerTest {

    record Do(String what) {}

    record Note(String text) {}

    record Log(List<String> lines) {
        Log and(Object line) {
            List<String> longer = new ArrayList<>(lines);
            longer.add(String.valueOf(line));
            return new Log(List.copyOf(longer));
        }
    }

    /** Asks for one of everything. */
    private static final BiConsumer<Player<Log>, String> EVERYTHING = (player, word) -> {
        Room<Log> room = player.room();
        player.send(new Note(word));
        player.send("named", word);
        room.broadcast(new Note(word));
        room.broadcast("named", word);
        room.broadcastExcept(player, new Note(word));
        room.emit(new Note(word));
        room.after(Duration.ofMillis(1), new Note("after " + word));
        room.every(Duration.ofMillis(50), new Note("every " + word));
        room.update(log -> log.and("updated " + word));
        room.pause();
        room.lock();
        player.kick(word);
        room.close(word);
    };

    private final List<GameError<Log>> errors = new ArrayList<>();
    private @Nullable Stage stage;

    @AfterEach
    void close() {
        if (stage != null) {
            stage.close();
        }
    }

    private Stage play(Reducer<Log, Do> reducer) {
        return play(game(reducer));
    }

    private Stage play(Game<Log> game) {
        stage = Stage.of(game);
        return stage;
    }

    private Game<Log> game(Reducer<Log, Do> reducer) {
        return Game.named("log", () -> new Log(List.of()))
                .onError(errors::add)
                .on(Do.class, reducer)
                .when(Note.class, (log, room, note) -> log.and(note.text));
    }

    private static void order(Stage stage, Peer peer, String... words) {
        for (String word : words) {
            peer.send("do", "{'what':'" + word + "'}");
        }
        stage.ticks(1);
    }

    private static List<String> lines(Stage stage) {
        return stage.<Log>room().state().lines();
    }

    static List<Throwable> thrown() {
        return List.of(
                new Refused("no", "No"),
                new IllegalStateException("broken"),
                new AssertionError("wrong"),
                new StackOverflowError("deep"));
    }

    @ParameterizedTest
    @MethodSource("thrown")
    void nothingThatAReducerAskedForHappensIfItThrows(Throwable thrown) {
        Stage stage = play((log, player, order) -> {
            if (order.what.equals("ok")) {
                return log.and("ok");
            }
            EVERYTHING.accept(player, "lost");
            throw sneaky(thrown);
        });
        Peer ada = stage.join();
        Peer bob = stage.join();
        order(stage, ada, "all", "ok");
        stage.ticks(10);
        assertThat(lines(stage)).containsExactly("ok");
        for (Peer peer : List.of(ada, bob)) {
            assertThat(peer.received()).noneMatch(text -> text.contains("lost"));
            assertThat(peer.closes()).isEmpty();
        }
        assertThat(stage.<Log>room().paused()).isFalse();
        assertThat(stage.<Log>room().time()).isEqualTo(Duration.ofMillis(550));
        stage.join();
        assertThat(stage.<Log>room().players()).hasSize(3);
        assertThat(ada.refusals()).containsExactly(thrown instanceof Refused ? "no" : "handler_failed");
        assertThat(errors).hasSize(thrown instanceof Refused ? 0 : 1);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // erased: nothing is cast
    private static <E extends Throwable> RuntimeException sneaky(Throwable thrown) throws E {
        throw (E) thrown;
    }

    @Test
    void aRecordWithoutMembersNeedsNoData() {
        List<Object> waves = new ArrayList<>();
        stage = Stage.of(Game.named("waves", () -> 0).on(Wave.class, (count, player, wave) -> {
            waves.add(wave);
            return count + 1;
        }));
        Peer ada = stage.join();
        ada.write("{'action':'wave'}").send("wave", "null").send("wave", "{}");
        stage.ticks(1);
        assertThat(waves).containsExactly(new Wave(), new Wave(), new Wave());
        assertThat(ada.refusals()).isEmpty();
    }

    record Wave() {}

    @Test
    void everythingThatAReducerAskedForHappensOnceIfItReturns() {
        Stage stage = play((log, player, order) -> {
            player.room().broadcast(new Note("all"));
            player.send(new Note("you"));
            player.room().broadcastExcept(player, "named", "others");
            player.room().emit(new Note("event"));
            return log.and("done");
        });
        Peer ada = stage.join();
        Peer bob = stage.join();
        order(stage, ada, "it");
        assertThat(lines(stage)).containsExactly("done", "event");
        assertThat(ada.texts("note")).containsExactly("{\"text\":\"all\"}", "{\"text\":\"you\"}");
        assertThat(ada.data("named")).isEmpty();
        assertThat(bob.texts("note")).containsExactly("{\"text\":\"all\"}");
        assertThat(bob.texts("named")).containsExactly("\"others\"");
    }

    @Test
    void messagesOfATickLeaveBeforeItsStateInTheSameWrite() {
        Stage stage = play((log, player, order) -> {
            player.send(new Note("first"));
            player.room().broadcast(new Note("second"));
            return log.and("done");
        });
        Peer ada = stage.join();
        stage.ticks(1);
        ada.forget();
        order(stage, ada, "it");
        assertThat(ada.received()).as("one message of the WebSocket").hasSize(1);
        assertThat(ada.envelopes())
                .extracting(envelope -> envelope.path("action").asString())
                .containsExactly("note", "note", "$state");
        assertThat(ada.texts("note")).containsExactly("{\"text\":\"first\"}", "{\"text\":\"second\"}");
    }

    @Test
    void eventsAreAppliedAfterTheReducerInTheOrderOfTheirEmission() {
        Stage stage = play(game((log, player, order) -> {
                    player.room().emit(new Note("a"));
                    player.room().emit(new Note("b"));
                    return log.and(
                            "reducer saw " + player.room().state().lines().size());
                })
                .when(Do.class, (log, room, order) -> log.and("nested " + order.what)));
        Peer ada = stage.join();
        order(stage, ada, "it");
        assertThat(lines(stage)).containsExactly("reducer saw 0", "a", "b");
    }

    @Test
    void anEventsOwnEventsComeAfterThoseThatWaitedBefore() {
        Game<Log> game = Game.named("log", () -> new Log(List.of()))
                .on(Do.class, (log, player, order) -> {
                    player.room().emit(new Note("a"));
                    player.room().emit(new Note("b"));
                    return log;
                })
                .when(Note.class, (log, room, note) -> {
                    if (note.text.length() == 1) {
                        room.emit(new Note(note.text + "'"));
                    }
                    return log.and(note.text);
                });
        Stage stage = play(game);
        order(stage, stage.join(), "it");
        assertThat(lines(stage)).containsExactly("a", "b", "a'", "b'");
    }

    @Test
    void anEventWhoseReducerThrowsLosesThatEventOnlyAndIsNobodysRefusal() {
        Game<Log> game = Game.named("log", () -> new Log(List.of()))
                .onError(errors::add)
                .on(Do.class, (log, player, order) -> {
                    player.room().emit(new Note("bad"));
                    player.room().emit(new Note("good"));
                    return log.and(order.what);
                })
                .when(Note.class, (log, room, note) -> {
                    if (note.text.equals("bad")) {
                        throw new IllegalStateException("bad");
                    }
                    return log.and(note.text);
                });
        Stage stage = play(game);
        Peer ada = stage.join();
        ada.input(1, "do", "{'what':'x'}");
        stage.ticks(1);
        assertThat(lines(stage)).containsExactly("x", "good");
        assertThat(errors).extracting(GameError::where).containsExactly("when(Note)");
        assertThat(ada.refusals()).isEmpty();
        assertThat(ada.state().path("input").asInt()).isEqualTo(1);
    }

    @Test
    void aFloodOfEventsTakesTurnsWithTheMessages() {
        AtomicInteger left = new AtomicInteger(5000);
        Game<Log> game = Game.named("log", () -> new Log(List.of()))
                .on(Do.class, (log, player, order) -> {
                    player.room().emit(new Note("again"));
                    return log.and(order.what + " before the last " + left);
                })
                .when(Note.class, (log, room, note) -> {
                    if (left.decrementAndGet() > 0) {
                        room.emit(note);
                    }
                    return log;
                });
        Stage stage = play(game);
        order(stage, stage.join(), "x", "y");
        assertThat(left.get()).isLessThanOrEqualTo(0);
        assertThat(lines(stage)).containsExactly("x before the last 5000", "y before the last 4000");
    }

    @Test
    void moreThanTheLedgerHoldsFailsTheReducerThatAsksForIt() {
        Stage stage = play((log, player, order) -> {
            for (int i = 0; i < 70_000; i++) {
                player.room().emit(new Note("n"));
            }
            return log.and("never");
        });
        Peer ada = stage.join();
        order(stage, ada, "it");
        assertThat(lines(stage)).isEmpty();
        assertThat(ada.refusals()).containsExactly("handler_failed");
        assertThat(errors.get(0).cause()).hasMessageContaining("65536");
    }

    @Test
    void whatWasAskedForAndFailsLaterLosesNothingElse() {
        Stage stage = play((log, player, order) -> {
            // The timetable holds 65 536 events, so the second order asks for more than there is room for.
            for (int i = 0; i < 40_000; i++) {
                player.room().after(Duration.ofDays(1), new Note("tomorrow"));
            }
            player.room().emit(new Note("event"));
            return log.and(order.what);
        });
        Peer ada = stage.join();
        ada.input(3, "do", "{'what':'x'}");
        stage.ticks(100);
        ada.input(4, "do", "{'what':'y'}");
        // A turn pays for a thousand effects.
        stage.ticks(100);
        assertThat(lines(stage))
                .containsSubsequence("x", "y")
                .filteredOn("event"::equals)
                .hasSize(2);
        assertThat(ada.state().path("input").asInt()).isEqualTo(4);
        assertThat(errors).hasSize(80_000 - 65_536);
    }

    @Test
    void aDelayOutOfReasonIsRefusedAtTheCall() {
        Stage stage = play((log, player, order) -> {
            player.room().after(Duration.ofDays(200_000), new Note("beyond all time"));
            return log.and("never");
        });
        Peer ada = stage.join();
        order(stage, ada, "it");
        assertThat(lines(stage)).isEmpty();
        assertThat(ada.refusals()).containsExactly("handler_failed");
        assertThat(errors.get(0).cause()).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRefusalIsATypedErrorThatNamesItsMessage() {
        Stage stage = play((log, player, order) -> {
            throw new Refused("not_your_turn", "It is Bob's turn");
        });
        Peer ada = stage.join();
        ada.input(7, "do", "{'what':'x'}");
        stage.ticks(1);
        assertThat(ada.texts("$error"))
                .containsExactly("{\"code\":\"not_your_turn\",\"message\":\"It is Bob's turn\",\"action\":\"do\","
                        + "\"input\":7,\"fatal\":false}");
        assertThat(errors).isEmpty();
        assertThat(stage.faults).isEmpty();
    }

    @Test
    void aFaultIsHeardWithItsPlaceAndDoesNotTellThePlayerTheCause() {
        Stage stage = play((log, player, order) -> {
            throw new IllegalStateException("the secret");
        });
        Peer ada = stage.join();
        order(stage, ada, "it");
        assertThat(ada.received()).noneMatch(text -> text.contains("secret"));
        GameError<Log> error = errors.get(0);
        assertThat(error.where()).isEqualTo("on(do)");
        assertThat(error.cause()).hasMessage("the secret");
        assertThat(error.player()).isEqualTo(stage.<Log>room().player(ada.id()).orElseThrow());
        assertThat(error.room()).isSameAs(stage.room());
        assertThat(stage.faults).containsExactly("on(do) of game 'log': the secret");
    }

    @Test
    void inDevelopmentThePlayerIsToldTheCauseAndTheNearestAction() {
        Game<Log> game = game((log, player, order) -> {
            throw new IllegalStateException("the cause");
        });
        stage = Stage.of(server -> server.game(game).development());
        Peer ada = stage.join();
        ada.send("doo", "{}");
        order(stage, ada, "it");
        assertThat(ada.data("$error").get(0).path("message").asString()).endsWith("did you mean 'do'?");
        assertThat(ada.data("$error").get(1).path("message").asString()).contains("the cause");
    }

    @Test
    void aReducerThatReturnsNullIsAFault() {
        Stage stage = play((log, player, order) -> nothing());
        order(stage, stage.join(), "it");
        assertThat(lines(stage)).isEmpty();
        assertThat(errors.get(0).cause()).hasMessage("the next state is null");
    }

    @SuppressWarnings("NullAway") // what a game without null checks may do
    private static Log nothing() {
        return null;
    }

    @Test
    void aHandlerThatThrowsOnTheFirstMessageHandlesTheNextThousand() {
        Stage stage = play((log, player, order) -> {
            if (order.what.equals("0")) {
                throw new IllegalStateException("first");
            }
            return log.and(order.what);
        });
        Peer ada = stage.join();
        for (int i = 0; i <= 1000; i++) {
            ada.send("do", "{'what':'" + i + "'}");
            stage.pass(Duration.ofMillis(9));
        }
        stage.ticks(1);
        assertThat(lines(stage)).hasSize(1000).startsWith("1").endsWith("1000");
        assertThat(ada.refusals()).containsExactly("handler_failed");
    }

    @Test
    void anOnErrorThatThrowsItselfLosesNothingElse() {
        Game<Log> game = game((log, player, order) -> {
                    if (order.what.equals("bad")) {
                        throw new IllegalStateException("bad");
                    }
                    return log.and(order.what);
                })
                .onError(error -> {
                    throw new AssertionError("so is onError");
                });
        Stage stage = play(game);
        Peer ada = stage.join();
        order(stage, ada, "bad", "good");
        assertThat(lines(stage)).containsExactly("good");
        assertThat(ada.refusals()).containsExactly("handler_failed");
    }

    @Test
    void aTickThatThrowsLosesThatStepOnly() {
        Game<Log> game = game((log, player, order) -> log.and(order.what)).onTick((log, tick) -> {
            if (tick.number() == 3) {
                tick.room().broadcast(new Note("lost"));
                throw new IllegalStateException("third");
            }
            return log.and(tick.number());
        });
        Stage stage = play(game);
        Peer ada = stage.join();
        stage.ticks(5);
        assertThat(lines(stage)).containsExactly("1", "2", "4", "5");
        assertThat(ada.data("note")).isEmpty();
        assertThat(errors).extracting(GameError::where).containsExactly("onTick");
        assertThat(ada.state().path("tick").asInt()).isEqualTo(5);
    }

    @Test
    void otherwiseGetsWhatHasNoHandlerAndItsThrowIsThatMessagesOnly() {
        List<String> heard = new ArrayList<>();
        Stage stage = play(game((log, player, order) -> log).otherwise((player, message) -> {
            if (message.action().equals("bad")) {
                throw new IllegalStateException("bad");
            }
            heard.add(player.id() + " " + message.action() + " " + message.as(Integer.class));
        }));
        Peer ada = stage.join();
        ada.send("bad", "1").input(1, "jump", "2").send("note", "3");
        stage.ticks(1);
        assertThat(heard).containsExactly("p1 jump 2", "p1 note 3");
        assertThat(ada.refusals()).containsExactly("handler_failed");
        assertThat(ada.state().path("input").asInt()).isEqualTo(1);
        assertThat(errors).extracting(GameError::where).containsExactly("otherwise(bad)");
    }

    @Test
    void clientsCannotSendEventsNorWhatHasNoHandler() {
        Stage stage = play((log, player, order) -> log.and(order.what));
        Peer ada = stage.join();
        ada.send("note", "{'text':'x'}")
                .send("jump", "null")
                .send("do", "{'what':1}")
                .send("do", "null");
        stage.ticks(1);
        assertThat(ada.refusals()).containsExactly("unknown_action", "unknown_action", "bad_data", "bad_data");
        assertThat(lines(stage)).isEmpty();
    }

    @Test
    void anEventThatTheGameDoesNotKnowIsRefusedInTheCaller() {
        Stage stage = play((log, player, order) -> {
            player.room().emit(order);
            return log;
        });
        order(stage, stage.join(), "it");
        assertThat(errors.get(0).cause())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the game 'log' has no when(Do.class");
    }

    @Test
    void plainReducersWaitForTheTickAndWhatWakesTheRoomFindsThemDone() {
        List<String> seen = new ArrayList<>();
        Stage stage = play(game((log, player, order) -> log.and(order.what))
                .run(
                        "look",
                        String.class,
                        (player, word) -> seen.add(word + player.room().state().lines())));
        Peer ada = stage.join();
        stage.ticks(1);
        ada.send("do", "{'what':'a'}");
        stage.pass(Duration.ofMillis(40));
        assertThat(lines(stage)).as("waits for the tick").isEmpty();
        ada.send("look", "'!'");
        stage.settle();
        assertThat(seen).containsExactly("![a]");
    }

    @Test
    void halfAQuotaWakesTheRoomAndMoreThanAQuotaIsRefused() {
        Game<Log> game = game((log, player, order) -> log.and(order.what)).tickRate(1);
        stage = Stage.of(
                server -> server.game(game).limits(dev.playflux.message.Limits.DEFAULTS.withRate(10_000, 10_000)));
        Peer ada = stage.join();
        stage.settle();
        for (int i = 0; i < 127; i++) {
            ada.send("do", "{'what':'x'}");
        }
        stage.settle();
        assertThat(lines(stage)).isEmpty();
        ada.send("do", "{'what':'x'}");
        stage.settle();
        assertThat(lines(stage)).hasSize(128);
        String order = "{'action':'do','data':{'what':'y'}}";
        String most = "[" + (order + ",").repeat(63) + order + "]";
        // On their way together, so that the room cannot take any of them in between.
        stage.atOnce(() -> {
            for (int i = 0; i < 5; i++) {
                ada.write(most);
            }
        });
        stage.pass(Duration.ofSeconds(1));
        assertThat(lines(stage)).hasSize(128 + 256);
        assertThat(stage.tally.refused).hasSize(5 * 64 - 256).containsOnly("rate_limited");
    }
}
