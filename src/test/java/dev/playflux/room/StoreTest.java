package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.codec.Codec;
import dev.playflux.connection.Identity;
import dev.playflux.server.GameServer;
import dev.playflux.server.RunningServer;
import dev.playflux.testing.Peer;
import dev.playflux.testing.Stage;
import dev.playflux.transport.MemoryTransport;
import dev.playflux.transport.Transport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;
import tools.jackson.databind.JsonNode;

/** Rooms and sessions that outlive their server. */
class StoreTest {
    record Say(String text) {}

    record Ring(String bell) {}

    record World(Map<String, Double> scores, String said, List<String> rung) {
        World said(String text) {
            return new World(scores, text, rung);
        }
    }

    private final List<String> heard = new ArrayList<>();
    private final Store memory = Store.memory();
    private @Nullable Stage stage;

    @AfterEach
    void close() {
        if (stage != null) {
            stage.close();
        }
    }

    private Game<World> game() {
        return Game.named("kept", () -> new World(Map.of("nan", Double.NaN, "third", 1.0 / 3), "-", List.of()))
                .onOpen((world, room) -> note(world, "open"))
                .onJoin((world, player) -> note(world, "join " + player.id()))
                .onAway((world, player) -> note(world, "away " + player.id()))
                .onBack((world, player) -> note(world, "back " + player.id()))
                .onLeave((world, player, why) -> note(world, why + " " + player.id()))
                .onClose((world, room) -> Mono.fromRunnable(() -> heard.add("close " + world.said())))
                .when(Ring.class, (world, room, ring) -> {
                    List<String> more = new ArrayList<>(world.rung());
                    more.add(ring.bell() + " " + room.time().toMillis());
                    return new World(world.scores(), world.said(), more);
                })
                .on(Say.class, (world, player, say) -> {
                    heard.add(say.text());
                    return world.said(say.text());
                });
    }

    private World note(World world, String what) {
        heard.add(what);
        return world;
    }

    private Stage play(Store store, UnaryOperator<Game<World>> more) {
        stage = Stage.of(spec -> spec.game(more.apply(game())).store(store));
        return stage;
    }

    private Stage play() {
        return play(memory, game -> game);
    }

    /** Another server after the end of this one. */
    private Stage restart(Stage old) {
        old.close();
        return play();
    }

    /** Another server after this one has ended without a word: what it saved last is all there is. */
    private Stage crash(Stage old) {
        Store copy = Store.memory();
        memory.load().doOnNext(document -> copy.save("kept", document).block()).blockLast();
        old.close();
        return play(copy, game -> game);
    }

    private static JsonNode welcome(Peer peer) {
        return peer.data("$welcome").get(0);
    }

    /** A client whose word waits in the mailbox. */
    private static Peer asksForAHat(Stage stage) {
        Peer ada = stage.join();
        stage.ticks(1);
        ada.send("give", "{'text':'hat'}");
        stage.settle();
        return ada;
    }

    @Test
    void aServerThatEndsKeepsWithAStateTheMessagesThatItsReducerHasSent() {
        UnaryOperator<Game<World>> gifts = game -> game.on("give", Say.class, (world, player, say) -> {
            player.deliver(say);
            return world.said("given");
        });
        Stage first = play(memory, gifts);
        Peer ada = asksForAHat(first);
        first.atOnce(() -> {
            first.room().broadcast(new Say("to all"));
            first.server.dispose();
        });
        first.close();
        Stage second = play(memory, gifts);
        Peer again = second.resume(ada.token(), 0);
        second.ticks(1);
        assertThat(second.<World>room().state().said()).isEqualTo("given");
        assertThat(again.texts("say")).containsExactly("{\"text\":\"hat\"}");
    }

    @Test
    void aRoomThatAlwaysSendsBesideOthersIsSavedAllTheSame() {
        Stage stage = play(
                memory,
                game -> game.onTick((world, tick) -> {
                    Stage.onAnotherThread(() -> tick.room().broadcast(new Say("theirs")));
                    tick.room().broadcast(new Say("ours"));
                    return world.said("tick " + tick.number());
                }));
        stage.join();
        stage.pass(Duration.ofSeconds(9));
        Stage second = crash(stage);
        assertThat(second.<World>room().state().said()).startsWith("tick ").isGreaterThan("tick 100");
    }

    @Test
    void whatIsHandledWhileAServerEndsIsAnsweredBeforeItDoes() {
        UnaryOperator<Game<World>> deals = game -> game.on("give", Say.class, (world, player, say) -> {
                    player.deliver(say);
                    return world;
                })
                .answer(Ring.class, (world, player, ring) -> Reply.of(world, ring.bell()));
        Stage first = play(memory, deals);
        Peer ada = asksForAHat(first);
        first.atOnce(() -> {
            first.room().broadcast(new Say("to all"));
            first.server.dispose();
            ada.ask(1, "ring", "{'bell':'ding'}");
        });
        first.close();
        Stage second = play(memory, deals);
        Peer again = second.resume(ada.token(), 0);
        if (welcome(again).path("seq").asLong() < 1) {
            again.ask(1, "ring", "{'bell':'ding'}");
        }
        second.ticks(1);
        assertThat(again.texts("say")).containsExactly("{\"text\":\"hat\"}");
        assertThat(again.data("$reply"))
                .extracting(reply -> reply.path("ok").asString())
                .containsExactly("ding");
    }

    @Test
    void aServerListensOnlyWhenItsRoomsAndTheirSeatsAreThere() {
        Stage first = play();
        Peer ada = first.join();
        first.ticks(1);
        first.close();
        VirtualTimeScheduler clock = VirtualTimeScheduler.getOrSet();
        MemoryTransport network = Transport.memory(clock);
        List<RunningServer> bound = new ArrayList<>();
        List<Integer> boundAtOnce = new ArrayList<>();
        clock.schedule(() -> {
            GameServer.create()
                    .port(1)
                    .transport(network)
                    .schedulers(List.of(clock))
                    .game(game())
                    .store(memory)
                    .bind()
                    .subscribe(bound::add);
            boundAtOnce.add(bound.size());
        });
        assertThat(boundAtOnce).as("before the room's thread had a turn").containsExactly(0);
        assertThat(bound).hasSize(1);
        assertThat(bound.get(0).rooms().iterator().next().players()).hasSize(1);
        assertThat(ada.id()).isEqualTo("p1");
        bound.get(0).dispose();
        clock.advanceTime();
        VirtualTimeScheduler.reset();
    }

    @Test
    void whatIsSentWhileAClientComesBackTravelsByTheClientsCodec() {
        int received = 0;
        Stage.peers(Codec.cbor());
        try {
            for (int moment = 0; moment < 8; moment++) {
                Stage first = play();
                Peer ada = first.join();
                first.ticks(1);
                Stage second = restart(first);
                Player<World> player = second.<World>room().player(ada.id()).orElseThrow();
                Peer again = second.connect();
                int between = moment;
                second.atOnce(() -> {
                    again.send("$hello", "{'resume':{'token':'" + ada.token() + "','seq':0}}");
                    second.after(between, () -> player.send(new Say("there")));
                });
                second.ticks(1);
                assertThat(again.closes()).isEmpty();
                received += again.texts("say").size();
                second.close();
            }
        } finally {
            Stage.peers(Codec.json());
        }
        assertThat(received).as("that were sent when the client was there").isBetween(2, 7);
    }

    @Test
    void aSessionGoesOnInTheNextServerWithItsRoomItsStateItsNumbersAndItsTimers() {
        Stage first = play();
        Peer ada = first.join();
        Room<World> room = first.room();
        room.after(Duration.ofSeconds(10), new Ring("ten"));
        room.every(Duration.ofSeconds(4), new Ring("four"));
        ada.deliver(1, "say", "{'text':'hello'}");
        first.pass(Duration.ofSeconds(5));
        room.players().iterator().next().deliver(new Say("kept")).subscribe(none -> {}, lost -> {});
        first.settle();
        String id = welcome(ada).path("room").asString();
        Stage second = restart(first);
        assertThat(heard).containsExactly("open", "join p1", "hello", "away p1");
        assertThat(second.room().id()).isEqualTo(id);
        Peer again = second.resume(ada.token(), 0);
        second.ticks(1);
        assertThat(welcome(again).path("resumed").asBoolean()).isTrue();
        assertThat(welcome(again).path("player").asString()).isEqualTo("p1");
        assertThat(welcome(again).path("seq").asLong()).isEqualTo(1);
        assertThat(again.texts("say")).containsExactly("{\"text\":\"kept\"}");
        assertThat(heard).endsWith("back p1");
        World world = second.<World>room().state();
        assertThat(world.scores()).isEqualTo(Map.of("nan", Double.NaN, "third", 1.0 / 3));
        assertThat(world.said()).isEqualTo("hello");
        assertThat(world.rung()).containsExactly("four 4000");
        again.deliver(2, "say", "{'text':'again'}");
        second.pass(Duration.ofSeconds(6));
        assertThat(heard).endsWith("again");
        assertThat(second.<World>room().state().rung()).containsExactly("four 4000", "four 8000", "ten 10000");
        assertThat(welcome(second.join()).path("player").asString()).isEqualTo("p2");
        second.pass(Duration.ofSeconds(2));
        assertThat(second.<World>room().state().rung()).endsWith("four 12000");
    }

    @Test
    void anInputAnIdentityAndAQuestionOutliveTheirServer() {
        stage = identified();
        Peer ada = stage.hello("{'token':'ada'}");
        ada.input(7, "say", "{'text':'seven'}");
        stage.ticks(1);
        stage.room()
                .players()
                .iterator()
                .next()
                .ask(new Say("who?"), String.class)
                .subscribe(who -> {}, lost -> {});
        stage.settle();
        stage.close();
        stage = identified();
        Peer again = resumed("ada", ada.token());
        stage.ticks(1);
        assertThat(welcome(again).path("resumed").asBoolean()).isTrue();
        assertThat(again.states().get(0).path("input").asLong()).isEqualTo(7);
        assertThat(again.envelopes())
                .filteredOn(envelope -> envelope.path("action").asString().equals("say"))
                .singleElement()
                .matches(envelope -> envelope.path("ask").asBoolean());
        assertThat(welcome(resumed("eve", again.token())).path("resumed").asBoolean())
                .isFalse();
        assertThat(again.closes()).isEmpty();
    }

    private Peer resumed(String who, String token) {
        return Objects.requireNonNull(stage)
                .hello("{'token':'" + who + "','resume':{'token':'" + token + "','seq':0}}");
    }

    private Stage identified() {
        return Stage.of(spec -> spec.game(game())
                .store(memory)
                .authenticate(hello -> Mono.justOrEmpty(hello.token()).map(Identity::of)));
    }

    @Test
    void whoWasAwayAlreadyIsNotMissedTwice() {
        Stage first = play();
        first.join().cut();
        first.pass(Duration.ofSeconds(1));
        Stage second = restart(first);
        second.pass(Duration.ofSeconds(1));
        assertThat(heard).containsExactly("open", "join p1", "away p1");
    }

    @Test
    void whoDoesNotComeBackInTimeHasLeft() {
        Stage first = play();
        first.join();
        first.pass(Duration.ofSeconds(3));
        Stage second = restart(first);
        second.pass(Duration.ofSeconds(21));
        assertThat(heard).endsWith("away p1", "LOST p1");
        second.pass(Duration.ofSeconds(6));
        assertThat(heard).endsWith("close -");
        assertThat(second.server.rooms()).isEmpty();
        assertThat(memory.load().collectList().block()).isEmpty();
    }

    @Test
    void withoutAStoreTheSessionIsLost() {
        stage = Stage.of(game());
        Peer ada = stage.join();
        stage.close();
        stage = Stage.of(game());
        assertThat(welcome(stage.resume(ada.token(), 0)).path("resumed").asBoolean())
                .isFalse();
        assertThat(heard).contains("CLOSED p1", "close -");
    }

    @Test
    void afterACrashAllIsAsItWasSavedAndTheNumbersThatClientsKnowGoOn() {
        Stage first = play();
        Peer ada = first.join();
        ada.deliver(1, "say", "{'text':'saved'}");
        first.pass(Duration.ofMillis(2500));
        ada.deliver(2, "say", "{'text':'lost'}").deliver(3, "say", "{'text':'lost too'}");
        first.room().players().iterator().next().deliver(new Say("news")).subscribe(none -> {}, lost -> {});
        first.ticks(2);
        Stage second = crash(first);
        assertThat(second.<World>room().state().said()).isEqualTo("saved");
        Peer again = second.resume(ada.token(), 1);
        second.ticks(1);
        assertThat(welcome(again).path("resumed").asBoolean()).isTrue();
        again.deliver(4, "say", "{'text':'four'}").deliver(5, "say", "{'text':'five'}");
        second.room().players().iterator().next().deliver(new Say("more")).subscribe(none -> {}, lost -> {});
        second.ticks(1);
        assertThat(again.closes()).isEmpty();
        assertThat(heard).endsWith("four", "five");
        assertThat(again.envelopes())
                .filteredOn(envelope -> envelope.path("action").asString().equals("say"))
                .extracting(envelope -> envelope.path("seq").asLong())
                .containsExactly(2L);
        again.deliver(7, "say", "{'text':'gap'}");
        second.ticks(1);
        assertThat(again.closes()).containsExactly(1002);
    }

    @Test
    void filesAreReplacedAsAWholeAndGoWithTheirRoom(@TempDir Path directory) throws Exception {
        Path kept = directory.resolve("not/yet/there");
        Store files = Store.files(kept);
        files.save("a", "one".getBytes()).block(Duration.ofSeconds(5));
        files.save("a", "two".getBytes()).block(Duration.ofSeconds(5));
        files.save("b", "three".getBytes()).block(Duration.ofSeconds(5));
        Files.writeString(kept.resolve("c.part"), "half");
        assertThat(Store.files(kept).load().map(String::new).collectList().block(Duration.ofSeconds(5)))
                .containsExactly("two", "three");
        files.remove("a").block(Duration.ofSeconds(5));
        files.remove("a").block(Duration.ofSeconds(5));
        assertThat(files.load().count().block(Duration.ofSeconds(5))).isOne();
        assertThat(Store.files(directory.resolve("none")).load().count().block(Duration.ofSeconds(5)))
                .isZero();
    }

    @Test
    void aDocumentThatIsNoRoomStopsNobody() {
        memory.save("x", "{".getBytes()).block();
        memory.save("y", "{\"version\":1}".getBytes()).block();
        Stage stage = play();
        assertThat(stage.server.rooms()).isEmpty();
        assertThat(welcome(stage.join()).path("player").asString()).isEqualTo("p1");
    }

    @Test
    void aStoreThatFailsIsReportedAndTheGameGoesOn() {
        AtomicBoolean broken = new AtomicBoolean(true);
        Stage stage = play(
                new Store() {
                    @Override
                    public Mono<Void> save(String room, byte[] document) {
                        return broken.get() ? Mono.error(new IllegalStateException("disk full")) : Mono.empty();
                    }

                    @Override
                    public Mono<Void> remove(String room) {
                        return Mono.error(new IllegalStateException("disk gone"));
                    }

                    @Override
                    public Flux<byte[]> load() {
                        return Flux.empty();
                    }
                },
                game -> game);
        Peer ada = stage.join();
        stage.pass(Duration.ofMillis(2500));
        assertThat(stage.faults).singleElement().asString().contains("the store", "disk full");
        broken.set(false);
        stage.pass(Duration.ofMillis(5000));
        assertThat(stage.faults).hasSize(1);
        ada.send("say", "{'text':'on'}");
        stage.ticks(1);
        assertThat(heard).endsWith("on");
    }

    @Test
    void aPausedAndLockedRoomIsSoAfterwards() {
        Stage first = play();
        Peer ada = first.join();
        first.room().pause();
        first.room().lock();
        first.pass(Duration.ofSeconds(3));
        Stage second = restart(first);
        assertThat(second.room().paused()).isTrue();
        assertThat(welcome(second.join()).path("room").asString())
                .isNotEqualTo(second.room().id());
        second.room().unlock();
        Peer again = second.resume(ada.token(), 0);
        assertThat(welcome(again).path("resumed").asBoolean()).isTrue();
        assertThat(second.room().players()).hasSize(1);
    }

    @Test
    void aLockedRoomsSeatsAreTakenAfterwardsToo() {
        Stage first = play(memory, game -> game.maxPlayers(1));
        first.join();
        first.room().lock();
        first.pass(Duration.ofSeconds(3));
        first.close();
        Stage second = play(memory, game -> game.maxPlayers(1));
        String kept = second.room().id();
        second.room().unlock();
        assertThat(welcome(second.join()).path("room").asString()).isNotEqualTo(kept);
    }

    @Test
    void aDocumentOfAnotherFormOrOfARoomThatIsOpenIsLeftAlone() {
        Stage first = play();
        first.join();
        first.pass(Duration.ofSeconds(3));
        first.close();
        String document = new String(Objects.requireNonNull(memory.load().blockFirst()));
        Store other = Store.memory();
        other.save("a", document.getBytes()).block();
        other.save("b", document.getBytes()).block();
        Stage twice = play(other, game -> game);
        assertThat(twice.server.rooms()).hasSize(1);
        twice.close();
        Store newer = Store.memory();
        newer.save("a", document.replace("\"version\":1", "\"version\":2").getBytes())
                .block();
        assertThat(play(newer, game -> game).server.rooms()).isEmpty();
    }

    /** A store whose saves end when they are told to. */
    private static final class SlowStore implements Store {
        private final List<String> done = new ArrayList<>();
        private final List<Sinks.Empty<Void>> saving = new ArrayList<>();

        @Override
        public Mono<Void> save(String room, byte[] document) {
            String whole = new String(document).contains("\"whole\":true") ? "whole" : "part";
            return Mono.defer(() -> {
                Sinks.Empty<Void> end = Sinks.empty();
                saving.add(end);
                return end.asMono().doOnTerminate(() -> done.add(whole));
            });
        }

        @Override
        public Mono<Void> remove(String room) {
            return Mono.fromRunnable(() -> done.add("removed"));
        }

        @Override
        public Flux<byte[]> load() {
            return Flux.empty();
        }
    }

    @Test
    void savesFollowOneAnotherHoweverLongOneTakesAndTheLastOneIsTheWholeOne() {
        SlowStore slow = new SlowStore();
        Stage stage = play(slow, game -> game);
        stage.join();
        stage.pass(Duration.ofSeconds(7));
        assertThat(slow.saving).hasSize(1);
        stage.server.dispose();
        stage.settle();
        assertThat(slow.saving).hasSize(1);
        slow.saving.get(0).tryEmitEmpty();
        stage.settle();
        assertThat(slow.saving).hasSize(2);
        slow.saving.get(1).tryEmitEmpty();
        stage.settle();
        assertThat(slow.done).containsExactly("part", "whole");
    }

    @Test
    void aRoomThatClosesIsForgottenAfterTheSaveAtHand() {
        SlowStore slow = new SlowStore();
        Stage stage = play(slow, game -> game);
        stage.join();
        stage.pass(Duration.ofSeconds(3));
        stage.room().close("over");
        stage.pass(Duration.ofSeconds(1));
        assertThat(slow.done).isEmpty();
        slow.saving.get(0).tryEmitEmpty();
        stage.settle();
        assertThat(slow.done).containsExactly("part", "removed");
    }

    /** A shape of which nobody could say later what it was. */
    interface Shape {}

    record Square(int side) implements Shape {}

    record Drawing(Shape shape) {}

    @Test
    void aStateThatCannotBeReadBackIsReportedOnceAndItsRoomEndsLikeOneWithoutAStore() {
        stage = Stage.of(spec -> spec.store(memory)
                .game(Game.named("draw", () -> new Drawing(new Square(1)))
                        .world(Integer.class, drawing -> 1)
                        .onClose((drawing, room) -> Mono.fromRunnable(() -> heard.add("closed")))));
        stage.join();
        stage.pass(Duration.ofSeconds(9));
        assertThat(stage.faults).singleElement().asString().contains("the store", "shape");
        stage.server.dispose();
        stage.settle();
        assertThat(heard).containsExactly("closed");
    }

    /** A mutable world without a getter. */
    static final class Heap {
        private final List<Integer> stones = new ArrayList<>();
        private int weight;

        void add(int stone) {
            stones.add(stone);
            weight += stone;
        }
    }

    @Test
    void aMutableWorldIsKeptByItsFields() {
        Game<Heap> heap = Game.simulation("heap", Heap::new)
                .onTick((world, tick) -> world.add((int) tick.number()))
                .world(String.class, world -> world.weight + " " + world.stones.size());
        stage = Stage.of(spec -> spec.store(memory).game(heap));
        Peer ada = stage.join();
        stage.ticks(4);
        stage.close();
        stage = Stage.of(spec -> spec.store(memory).game(heap));
        assertThat(stage.<Heap>room().state().stones).containsExactly(1, 2, 3, 4);
        Peer again = stage.resume(ada.token(), 0);
        stage.ticks(1);
        assertThat(again.state().path("views").path("world").path("full").asString())
                .isEqualTo("15 5");
    }

    @Test
    void afterACrashTheNumbersGoOnHoweverFarTheClientIsAhead() {
        Stage first = play();
        Peer ada = first.join();
        first.pass(Duration.ofSeconds(3));
        Stage second = crash(first);
        Peer again = second.resume(ada.token(), 0);
        again.deliver(1000, "say", "{'text':'a'}").deliver(1001, "say", "{'text':'b'}");
        second.ticks(1);
        assertThat(again.closes()).isEmpty();
        assertThat(heard).endsWith("a", "b");
    }

    @Test
    void aRestoredPlayersPipelinesRunAndMayFailWhileNobodyIsThere() {
        List<String> ticks = new ArrayList<>();
        UnaryOperator<Game<World>> piped = game -> game.pipeline(
                Ring.class,
                (player, rings) -> Flux.interval(Duration.ofSeconds(1))
                        .doOnNext(second -> ticks.add(player.id() + " " + second))
                        .map(second -> {
                            if (second == 2) {
                                throw new IllegalStateException("third second");
                            }
                            return second;
                        }));
        Stage first = play(memory, piped);
        first.join();
        first.pass(Duration.ofMillis(1500));
        first.close();
        ticks.clear();
        Stage second = play(memory, piped);
        second.pass(Duration.ofMillis(4500));
        assertThat(ticks).containsExactly("p1 0", "p1 1", "p1 2");
        assertThat(second.faults).singleElement().asString().contains("third second");
    }

    @Test
    void aCrashThatIsFollowedByAnOrderlyEndBeforeTheClientIsBackIsStillACrashForIt() {
        Stage first = play();
        Peer ada = first.join();
        first.pass(Duration.ofMillis(2500));
        ada.deliver(1, "say", "{'text':'lost'}");
        first.room().players().iterator().next().deliver(new Say("news")).subscribe(none -> {}, lost -> {});
        first.ticks(2);
        Store copy = Store.memory();
        memory.load().doOnNext(document -> copy.save("kept", document).block()).blockLast();
        first.close();
        Stage second = play(copy, game -> game);
        second.pass(Duration.ofSeconds(1));
        second.close();
        Stage third = play(copy, game -> game);
        Peer again = third.resume(ada.token(), 1);
        third.ticks(1);
        assertThat(welcome(again).path("resumed").asBoolean()).isTrue();
        again.deliver(2, "say", "{'text':'two'}");
        third.ticks(1);
        assertThat(heard).endsWith("two");
        assertThat(again.closes()).isEmpty();
    }

    record Before(int count) {}

    record After(int count, int more) {}

    @Test
    void aStateOfAnOlderShapeIsNotFilledUpWithNothing() {
        stage = Stage.of(spec -> spec.store(memory).game(Game.named("grown", () -> new Before(1))));
        Peer ada = stage.join();
        stage.close();
        stage = Stage.of(spec -> spec.store(memory).game(Game.named("grown", () -> new After(1, 2))));
        stage.ticks(2);
        assertThat(welcome(stage.resume(ada.token(), 0)).path("resumed").asBoolean())
                .isFalse();
        assertThat(stage.faults).isNotEmpty().first().asString().contains("more");
        assertThat(memory.load().collectList().block()).isNotEmpty();
    }
}
