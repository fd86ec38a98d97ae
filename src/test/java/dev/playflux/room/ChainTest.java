package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.message.Refused;
import dev.playflux.testing.Peer;
import dev.playflux.testing.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** The operators of an action: one chain for each player, whose state survives what is thrown behind it. */
class ChainTest {

    record Say(int n) {}

    private final List<GameError<List<String>>> errors = new ArrayList<>();
    private final AtomicInteger assembled = new AtomicInteger();
    private @Nullable Stage stage;

    @AfterEach
    void close() {
        if (stage != null) {
            stage.close();
        }
    }

    /** A game whose state is what its reducer got: "p1:[1, 2]". */
    private <R> Game<List<String>> game(Function<Flux<Say>, ? extends Publisher<R>> operators) {
        return game((player, says) -> operators.apply(says), (log, player, result) -> log(log, player, result));
    }

    private <R> Game<List<String>> game(
            BiFunction<Player<List<String>>, Flux<Say>, ? extends Publisher<R>> operators,
            Reducer<List<String>, R> reducer) {
        return named().on(
                        Say.class,
                        (player, says) -> {
                            assembled.incrementAndGet();
                            return operators.apply(player, says);
                        },
                        reducer);
    }

    private Game<List<String>> named() {
        return Game.<List<String>>named("log", List::of).onError(errors::add);
    }

    private static List<String> log(List<String> log, Player<?> player, Object entry) {
        List<String> longer = new ArrayList<>(log);
        longer.add(player.id() + ":" + entry);
        return List.copyOf(longer);
    }

    private Stage play(Game<List<String>> game) {
        stage = Stage.of(game);
        return stage;
    }

    private static void say(Stage stage, Peer peer, int... numbers) {
        for (int n : numbers) {
            peer.send("say", "{'n':" + n + "}");
            stage.settle();
        }
    }

    private static List<String> state(Stage stage) {
        Room<List<String>> room = stage.room();
        return room.state();
    }

    private static int boom(Say say) {
        if (say.n < 0) {
            throw new IllegalStateException("boom " + say.n);
        }
        return say.n;
    }

    @Test
    void whatTheReducerThrowsLosesThatResultAndKeepsTheOperatorsState() {
        Stage stage =
                play(game((player, says) -> says.map(Say::n).scan(Integer::sum).buffer(2), (log, player, sums) -> {
                    if (sums.contains(3)) {
                        throw new IllegalStateException("three");
                    }
                    return log(log, player, sums);
                }));
        Peer ada = stage.join();
        say(stage, ada, 1, 2, 3, 4, 5, 6);
        assertThat(state(stage)).containsExactly("p1:[6, 10]", "p1:[15, 21]");
        assertThat(assembled).hasValue(1);
        assertThat(ada.refusals()).containsExactly("handler_failed");
        assertThat(errors).hasSize(1);
        assertThat(errors.get(0).where()).isEqualTo("on(say)");
        assertThat(errors.get(0).cause()).hasMessage("three");
        assertThat(errors.get(0).player()).isNotNull();
    }

    @Test
    void whatAnEffectThrowsLosesThatResultAndKeepsTheOperatorsState() {
        List<Object> ran = new ArrayList<>();
        Stage stage = play(named().run(Say.class, says -> says.map(Say::n).buffer(2), (player, pair) -> {
            if (pair.contains(1)) {
                throw new AssertionError("one");
            }
            ran.add(pair);
        }));
        Peer ada = stage.join();
        say(stage, ada, 1, 2, 3, 4);
        assertThat(ran).containsExactly(List.of(3, 4));
        assertThat(ada.refusals()).containsExactly("handler_failed");
        assertThat(errors).extracting(GameError::where).containsExactly("run(say)");
    }

    @Test
    void aRefusalBehindTheOperatorsIsAnAnswerAndNoFault() {
        Stage stage = play(game((player, says) -> says.map(Say::n).scan(Integer::sum), (log, player, sum) -> {
            Refused.unless(sum < 3, "too_much", "Too much");
            return log(log, player, sum);
        }));
        Peer ada = stage.join();
        say(stage, ada, 1, 2, -2);
        assertThat(state(stage)).containsExactly("p1:1", "p1:1");
        assertThat(ada.texts("$error"))
                .containsExactly("{\"code\":\"too_much\",\"message\":\"Too much\",\"action\":\"say\",\"fatal\":false}");
        assertThat(errors).isEmpty();
    }

    @Test
    void aThrowInTheOperatorsStartsAFreshChainWithTheNextMessage() {
        Stage stage = play(game(says -> says.map(ChainTest::boom).buffer(2)));
        Peer ada = stage.join();
        say(stage, ada, 1, -1);
        assertThat(assembled).hasValue(1);
        assertThat(ada.refusals()).containsExactly("handler_failed");
        assertThat(errors).extracting(GameError::where).containsExactly("the operators of say");
        say(stage, ada, 2, 3);
        assertThat(state(stage)).containsExactly("p1:[2, 3]");
        assertThat(assembled).hasValue(2);
        assertThat(ada.refusals()).hasSize(1);
    }

    @Test
    void aThrowOnATimerStartsAFreshChainWithTheNextMessage() {
        Stage stage =
                play(game(says -> says.delayElements(Duration.ofMillis(20)).map(ChainTest::boom)));
        Peer ada = stage.join();
        say(stage, ada, -1);
        stage.ticks(1);
        assertThat(ada.refusals()).containsExactly("handler_failed");
        assertThat(assembled).hasValue(1);
        say(stage, ada, 2);
        stage.ticks(1);
        assertThat(state(stage)).containsExactly("p1:2");
        assertThat(assembled).hasValue(2);
    }

    @Test
    void anAssemblyThatThrowsIsTriedOnceForEachMessageAndNoMore() {
        Stage stage = play(game(
                (player, says) -> {
                    throw new IllegalStateException("no such operators");
                },
                (log, player, result) -> log));
        Peer ada = stage.join();
        say(stage, ada, 1, 2, 3);
        stage.ticks(20);
        assertThat(assembled).hasValue(3);
        assertThat(ada.refusals()).containsExactly("handler_failed", "handler_failed", "handler_failed");
        assertThat(errors).hasSize(3);
    }

    @Test
    void eachMessageThatBreaksTheOperatorsCostsOneAssembly() {
        Stage stage = play(game(says -> says.map(ChainTest::boom)));
        Peer ada = stage.join();
        for (int i = 0; i < 200; i++) {
            say(stage, ada, -1, 1);
            stage.ticks(1);
        }
        assertThat(assembled).hasValue(200 + 1);
        assertThat(state(stage)).hasSize(200);
    }

    @Test
    void anErrorOfTheMachineInTheOperatorsLosesThatMessageOnly() {
        Stage stage = play(game(says -> says.map(say -> say.n < 0 ? endless(0) : say.n)));
        Peer ada = stage.join();
        say(stage, ada, 1, -1, 2, 3);
        assertThat(state(stage)).containsExactly("p1:1", "p1:2", "p1:3");
        assertThat(ada.refusals()).containsExactly("handler_failed");
        assertThat(errors).hasSize(1);
        assertThat(errors.get(0).cause()).isInstanceOf(StackOverflowError.class);
    }

    @SuppressWarnings("InfiniteRecursion") // on purpose
    private static int endless(int n) {
        return endless(n + 1) + 1;
    }

    @Test
    void oneFluxForEachPlayerIsAssembledAtItsFirstMessage() {
        Stage stage = play(game(says -> says.map(Say::n).buffer(2)));
        Peer ada = stage.join();
        Peer bob = stage.join();
        assertThat(assembled).hasValue(0);
        say(stage, ada, 1);
        assertThat(assembled).hasValue(1);
        say(stage, bob, 10);
        assertThat(assembled).hasValue(2);
        say(stage, ada, 2);
        say(stage, bob, 20);
        assertThat(state(stage)).containsExactly("p1:[1, 2]", "p2:[10, 20]");
        assertThat(assembled).hasValue(2);
    }

    @Test
    void onePlayersFailureTouchesNobodyElsesState() {
        Stage stage = play(game(says -> says.map(ChainTest::boom).buffer(2)));
        Peer ada = stage.join();
        Peer bob = stage.join();
        say(stage, ada, 1);
        say(stage, bob, -1);
        say(stage, ada, 2);
        assertThat(state(stage)).containsExactly("p1:[1, 2]");
        assertThat(ada.refusals()).isEmpty();
        assertThat(bob.refusals()).containsExactly("handler_failed");
    }

    @Test
    void aChainThatCompletesStaysCompleteAndItsMessagesAreDroppedAndCounted() {
        Stage stage = play(game(says -> says.map(Say::n).take(1)));
        Peer ada = stage.join();
        Peer bob = stage.join();
        say(stage, ada, 1, 2, 3);
        say(stage, bob, 4);
        assertThat(state(stage)).containsExactly("p1:1", "p2:4");
        assertThat(stage.tally.dropped).containsExactly("say", "say");
        assertThat(assembled).hasValue(2);
        assertThat(ada.refusals()).isEmpty();
    }

    @Test
    void operatorsThatNeverRequestHold256MessagesAndTouchNobodyElse() {
        Stage stage = play(game(
                (player, says) -> player.id().equals("p1") ? never(says) : says.map(Say::n),
                (log, player, result) -> log(log, player, result)));
        Peer ada = stage.join();
        Peer bob = stage.join();
        for (int i = 0; i < 300; i++) {
            say(stage, ada, i);
            stage.pass(Duration.ofMillis(10));
        }
        assertThat(stage.tally.dropped).hasSize(300 - 256);
        say(stage, bob, 1);
        assertThat(state(stage)).containsExactly("p2:1");
        assertThat(assembled).hasValue(2);
    }

    private static Flux<Integer> never(Flux<Say> says) {
        says.subscribe(new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {}
        });
        return Flux.never();
    }

    @Test
    void theFluxCompletesWhenThePlayerLeaves() {
        List<String> ends = new ArrayList<>();
        Stage stage = play(game(
                (player, says) -> says.map(Say::n).buffer(3).doOnComplete(() -> ends.add(player.id())),
                (log, player, result) -> log(log, player, result)));
        Peer ada = stage.join();
        Peer bob = stage.join();
        say(stage, ada, 1);
        say(stage, bob, 2);
        ada.send("$bye", "null");
        stage.ticks(1);
        assertThat(ends).containsExactly("p1");
        assertThat(state(stage)).as("what was buffered is still reduced").containsExactly("p1:[1]");
        bob.close();
        stage.ticks(1);
        assertThat(ends).containsExactly("p1", "p2");
    }

    @Test
    void whatAPlayerHasStartedIsCancelledWhenThePlayerLeaves() {
        AtomicInteger cancelled = new AtomicInteger();
        Stage stage = play(game(says ->
                says.concatMap(say -> Mono.delay(Duration.ofSeconds(10)).doOnCancel(cancelled::incrementAndGet))));
        Peer ada = stage.join();
        stage.join();
        say(stage, ada, 1);
        ada.close();
        stage.settle();
        assertThat(cancelled).hasValue(1);
        stage.pass(Duration.ofSeconds(11));
        assertThat(state(stage)).isEmpty();
    }

    @Test
    void aKickInAChainThatCompletesEndsTheSeatOnce() {
        List<String> left = new ArrayList<>();
        Stage stage = play(game((player, says) -> says.buffer(3), (log, player, result) -> {
                    player.kick("enough");
                    return log;
                })
                .onLeave((log, player, why) -> {
                    left.add(player.id() + " " + why);
                    return log;
                })
                .maxPlayers(1));
        Peer ada = stage.join();
        say(stage, ada, 1);
        ada.close();
        stage.settle();
        assertThat(left).hasSize(1);
        stage.join();
        stage.join();
        assertThat(stage.server.rooms()).as("one seat was freed, not two").hasSize(2);
    }

    @Test
    void aPipelineIsAssembledAtTheJoinAndCompletedAtTheLeave() {
        List<String> heard = new ArrayList<>();
        Stage stage = play(named().pipeline(
                        Say.class,
                        (player, says) -> says.doOnSubscribe(s -> heard.add("open " + player.id()))
                                .doOnNext(say -> heard.add(player.id() + " " + say.n))
                                .doOnComplete(() -> heard.add("end " + player.id()))));
        Peer ada = stage.join();
        assertThat(heard).containsExactly("open p1");
        say(stage, ada, 1, 2);
        ada.send("$bye", "null");
        stage.ticks(1);
        assertThat(heard).containsExactly("open p1", "p1 1", "p1 2", "end p1");
    }

    @Test
    void aPipelineThatFailsAtTheJoinIsToldAfterTheWelcome() {
        AtomicInteger attempts = new AtomicInteger();
        List<Integer> heard = new ArrayList<>();
        Stage stage = play(named().pipeline(Say.class, (player, says) -> {
            if (attempts.incrementAndGet() == 1) {
                throw new IllegalStateException("not yet");
            }
            return says.doOnNext(say -> heard.add(say.n));
        }));
        Peer ada = stage.join();
        assertThat(ada.envelopes())
                .extracting(envelope -> envelope.path("action").asString())
                .startsWith("$welcome", "$error");
        say(stage, ada, 7);
        assertThat(heard).containsExactly(7);
    }

    @Test
    void aSampleEmitsTheLatestOfEachPeriod() {
        Stage stage = play(game(says -> says.map(Say::n).sample(Duration.ofMillis(200))));
        Peer ada = stage.join();
        say(stage, ada, 1, 2, 3);
        stage.pass(Duration.ofMillis(199));
        assertThat(state(stage)).isEmpty();
        stage.pass(Duration.ofMillis(1));
        assertThat(state(stage)).containsExactly("p1:3");
        say(stage, ada, 4, 5);
        stage.pass(Duration.ofMillis(400));
        assertThat(state(stage)).containsExactly("p1:3", "p1:5");
    }

    @Test
    void asyncResultsAreReducedInOrder() {
        Stage stage =
                play(game(says -> says.concatMap(say -> Mono.just(say.n).delayElement(Duration.ofMillis(say.n)))));
        Peer ada = stage.join();
        say(stage, ada, 300, 10, 100);
        stage.pass(Duration.ofMillis(299));
        assertThat(state(stage)).isEmpty();
        stage.pass(Duration.ofSeconds(1));
        assertThat(state(stage)).containsExactly("p1:300", "p1:10", "p1:100");
    }

    @Test
    void aBufferByTimeOrCountIsReducedAtWhicheverIsFirst() {
        Stage stage = play(game(says -> says.map(Say::n).bufferTimeout(3, Duration.ofMillis(100))));
        Peer ada = stage.join();
        say(stage, ada, 1, 2, 3, 4);
        assertThat(state(stage)).containsExactly("p1:[1, 2, 3]");
        stage.pass(Duration.ofMillis(100));
        assertThat(state(stage)).containsExactly("p1:[1, 2, 3]", "p1:[4]");
    }

    @Test
    void aThrottleKeepsItsTimeThroughAReducersThrow() {
        Stage stage =
                play(game((player, says) -> says.map(Say::n).sampleFirst(Duration.ofMillis(100)), (log, player, n) -> {
                    if (n == 1) {
                        throw new IllegalStateException("one");
                    }
                    return log(log, player, n);
                }));
        Peer ada = stage.join();
        say(stage, ada, 1, 2);
        stage.pass(Duration.ofMillis(99));
        say(stage, ada, 3);
        assertThat(state(stage)).isEmpty();
        stage.pass(Duration.ofMillis(1));
        say(stage, ada, 4);
        assertThat(state(stage)).containsExactly("p1:4");
    }

    @Test
    void twoThousandResultsOfOneMessageAreReducedWithoutADropWithinTheTurn() {
        Stage stage = play(game(says ->
                says.flatMapIterable(say -> IntStream.range(0, 2000).boxed().toList())));
        Peer ada = stage.join();
        say(stage, ada, 1);
        assertThat(state(stage)).hasSize(2000);
        assertThat(stage.tally.dropped).isEmpty();
    }

    @Test
    void moreThan256ResultsFromOutsideTheTurnAreDroppedAndCounted() {
        Stage stage = play(game(says -> Mono.delay(Duration.ofMillis(10)).flatMapMany(passed -> Flux.range(0, 300))));
        Peer ada = stage.join();
        say(stage, ada, 1);
        stage.ticks(1);
        assertThat(state(stage)).hasSize(256);
        assertThat(stage.tally.dropped).hasSize(300 - 256);
    }

    @Test
    void operatorsOnTheRoomsSchedulerWork() {
        Stage stage = play(game(
                (player, says) -> says.map(Say::n)
                        .sample(Flux.interval(
                                Duration.ofMillis(100), player.room().scheduler())),
                (log, player, result) -> log(log, player, result)));
        Peer ada = stage.join();
        say(stage, ada, 1, 2);
        stage.pass(Duration.ofMillis(100));
        assertThat(state(stage)).containsExactly("p1:2");
    }

    /** A client whose operators emit one result of its own and three when it says so. */
    private static Peer goes(Stage stage) {
        Peer ada = stage.join();
        say(stage, ada, 0);
        stage.ticks(1);
        ada.send("go", "{'n':0}");
        stage.ticks(1);
        assertThat(state(stage)).containsExactly("p1:Say[n=0]", "p1:Say[n=1]", "p1:Say[n=2]", "p1:Say[n=3]");
        return ada;
    }

    @Test
    void aResultDoesNotOvertakeOneThatAnotherThreadHasBroughtBefore() {
        Sinks.Many<Say> others = Sinks.many().multicast().directBestEffort();
        Stage stage = play(game(says -> Flux.merge(others.asFlux(), says)).run("go", Say.class, (player, go) -> {
            Stage.onAnotherThread(() -> others.tryEmitNext(new Say(1)));
            Stage.onAnotherThread(() -> others.tryEmitNext(new Say(2)));
            others.tryEmitNext(new Say(3));
        }));
        Peer ada = goes(stage);
        say(stage, ada, 4);
        stage.ticks(1);
        assertThat(state(stage)).endsWith("p1:Say[n=3]", "p1:Say[n=4]");
    }

    @Test
    void aMessageIsRefusedByItsNumberAndOnlyThatAlsoWhenALateResultGoesBefore() {
        Sinks.Many<Say> others = Sinks.many().multicast().directBestEffort();
        Stage stage = play(game((player, says) -> Flux.merge(others.asFlux(), says), (log, player, say) -> {
                    Refused.unless(say.n() < 7, "too_much", "at most six");
                    return log(log, player, say);
                })
                .on("go", Say.class, (log, player, go) -> {
                    Stage.onAnotherThread(() -> others.tryEmitNext(go));
                    return log;
                }));
        Peer ada = stage.join();
        ada.deliver(1, "say", "{'n':0}").deliver(2, "go", "{'n':8}").deliver(3, "say", "{'n':1}");
        ada.deliver(4, "go", "{'n':2}").deliver(5, "say", "{'n':7}");
        stage.ticks(1);
        assertThat(state(stage)).containsExactly("p1:Say[n=0]", "p1:Say[n=1]", "p1:Say[n=2]");
        assertThat(ada.data("$error"))
                .extracting(error ->
                        error.path("code").asString() + " " + error.path("re").asInt())
                .containsExactly("too_much 0", "too_much 5");
        assertThat(ada.data("$ack")).extracting(ack -> ack.path("seq").asInt()).endsWith(5);
    }

    @Test
    void aResultThatAReducerEmitsGoesBeforeOneThatAnotherThreadEmitsAfterIt() {
        Sinks.Many<Say> others = Sinks.many().multicast().directBestEffort();
        Stage stage = play(game(says -> Flux.merge(others.asFlux(), says)).on("go", Say.class, (log, player, go) -> {
            others.tryEmitNext(new Say(1));
            Stage.onAnotherThread(() -> others.tryEmitNext(new Say(2)));
            others.tryEmitNext(new Say(3));
            if (go.n() == 9) {
                throw new IllegalStateException("bug");
            }
            return log;
        }));
        Peer ada = goes(stage);
        ada.send("go", "{'n':9}");
        stage.ticks(1);
        assertThat(state(stage)).as("what the reducer emitted is taken back").endsWith("p1:Say[n=3]", "p1:Say[n=2]");
        say(stage, ada, 4);
        stage.ticks(1);
        assertThat(state(stage)).endsWith("p1:Say[n=2]", "p1:Say[n=4]");
    }

    @Test
    void whatOnePlayersMessageDoesInAnothersOperatorsRefusesNothingOfThem() {
        Sinks.Many<Say> shared = Sinks.many().multicast().directBestEffort();
        Stage stage = play(game((player, says) -> Flux.merge(shared.asFlux(), says), (log, player, say) -> {
                    Refused.unless(player.id().equals("p1") || say.n() == 0, "mute", "not you");
                    return log(log, player, say);
                })
                .run("go", Say.class, (player, go) -> shared.tryEmitNext(go)));
        Peer ada = stage.join();
        Peer bob = stage.join();
        say(stage, ada, 0);
        say(stage, bob, 0);
        stage.ticks(1);
        ada.deliver(1, "go", "{'n':7}");
        stage.ticks(1);
        assertThat(state(stage)).endsWith("p1:Say[n=7]");
        assertThat(ada.refusals()).isEmpty();
        assertThat(ada.data("$ack")).extracting(ack -> ack.path("seq").asLong()).containsExactly(1L);
        assertThat(bob.refusals()).containsExactly("mute");
        assertThat(bob.data("$ack")).isEmpty();
        assertThat(bob.data("$error").get(0).has("re")).isFalse();
    }
}
