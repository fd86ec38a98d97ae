package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.message.Body;
import dev.playflux.recording.Difference;
import dev.playflux.recording.DoesNotFit;
import dev.playflux.recording.Recorded;
import dev.playflux.recording.Recording;
import dev.playflux.recording.Unreadable;
import dev.playflux.testing.Peer;
import dev.playflux.testing.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

/** What cannot be recorded, or does not fit in a replay, is told to whoever asked for it, and to nobody else. */
class RecordingFaultsTest {
    record Grow(int by) {}

    record Say(String text) {}

    record Named(String name) {}

    /** A chain that may be longer than what can be recorded. */
    static final class Chain {
        @Nullable
        Chain next;

        int steps;
    }

    sealed interface Phase {}

    record Lobby(int waiting) implements Phase {}

    record Playing(int score) implements Phase {}

    /** No plain data. */
    static final class Account {
        final String name = "Ada";
    }

    private final List<Recorded> live = new ArrayList<>();
    private final AtomicReference<Throwable> error = new AtomicReference<>();
    private @Nullable Stage stage;

    @AfterEach
    void close() {
        if (stage != null) {
            stage.close();
        }
    }

    private Stage stage(Game<?> game) {
        Stage now = Stage.of(spec -> spec.game(game));
        stage = now;
        return now;
    }

    private static Game<Chain> chain() {
        return Game.simulation("chain", Chain::new)
                .on(Grow.class, (chain, player, grow) -> {
                    for (int i = 0; i < grow.by(); i++) {
                        Chain next = new Chain();
                        next.next = chain.next;
                        chain.next = next;
                    }
                })
                .onTick((chain, tick) -> chain.steps++)
                .world(Map.class, chain -> Map.of("steps", chain.steps));
    }

    @Test
    void aStateThatCannotBeRecordedEndsTheRecordingAndNotTheGame() {
        Stage now = stage(chain());
        Peer ada = now.join();
        Room<Chain> room = now.room();
        room.recording(1).subscribe(live::add, error::set);
        now.ticks(2);
        ada.send("grow", "{'by':500}");
        now.ticks(5);
        int steps = room.state().steps;
        now.ticks(10);
        assertThat(room.state().steps).isEqualTo(steps + 10);
        assertThat(live.get(live.size() - 1))
                .isEqualTo(new Recorded.Ended("it cannot be recorded: a state is nested deeper than 200"));
    }

    @Test
    void whoWantsToRecordWhatCannotBeWrittenIsToldAtOnce() {
        Stage now = stage(chain());
        Peer ada = now.join();
        now.ticks(1);
        ada.send("grow", "{'by':3000}");
        now.ticks(1);
        Room<Chain> room = now.room();
        room.recording(1).subscribe(live::add, error::set);
        now.ticks(2);
        assertThat(error.get()).isNotNull();
        assertThat(live).isEmpty();
    }

    @Test
    void anUpdateToWhatCannotBeRecordedIsMade() {
        Stage now = stage(chain());
        now.join();
        Room<Chain> room = now.room();
        room.recording(1000).subscribe(live::add, error::set);
        now.ticks(1);
        room.update(chain -> {
            chain.steps = 100;
            for (int i = 0; i < 3000; i++) {
                Chain next = new Chain();
                next.next = chain.next;
                chain.next = next;
            }
            return chain;
        });
        now.ticks(5);
        assertThat(room.state().steps).isGreaterThan(100);
        assertThat(live.get(live.size() - 1)).isInstanceOf(Recorded.Ended.class);
    }

    @Test
    void aRecordingThatWasCancelledBeforeItBeganNeverDoes() {
        AtomicReference<Disposable> subscription = new AtomicReference<>();
        Game<Integer> game = Game.named("count", () -> 0).onTick((count, tick) -> {
            if (tick.number() == 3) {
                // Within a change what is asked for waits until it has returned.
                Disposable mine = tick.room().recording(1).subscribe(live::add);
                mine.dispose();
                subscription.set(mine);
            }
            return count + 1;
        });
        Stage now = stage(game);
        now.join();
        now.ticks(10);
        assertThat(Objects.requireNonNull(subscription.get()).isDisposed()).isTrue();
        assertThat(((RunningRoom<Integer>) now.<Integer>room()).recorder().on()).isFalse();
    }

    @Test
    void aStateOfAnotherClassOfTheSameFamilyIsReplayed() {
        Game<Phase> game = Game.<Phase>named("phases", () -> new Lobby(0))
                .on(Grow.class, (phase, player, grow) -> new Playing(grow.by()));
        Stage now = stage(game);
        Peer ada = now.join();
        Room<Phase> room = now.room();
        room.update(phase -> new Playing(7));
        now.ticks(2);
        room.recording(1).subscribe(live::add);
        now.ticks(2);
        room.update(phase -> new Lobby(3));
        ada.send("grow", "{'by':5}");
        now.ticks(3);
        Replay<Phase> replay = Replay.of(game, Recording.of(live));
        assertThat(replay.state()).isEqualTo(new Playing(7));
        replay.run();
        assertThat(replay.state()).isEqualTo(new Playing(5));
        assertThat(replay.difference()).isNull();
    }

    private void recordTalk(Game<String> game) {
        Stage now = stage(game);
        Peer first = now.hello("{'options':{'name':'Ada'}}");
        Room<String> room = now.room();
        room.recording(1).subscribe(live::add);
        now.ticks(1);
        now.hello("{'options':{'name':'Bob'}}");
        now.ticks(1);
        first.send("say", "{'text':'a'}");
        first.send("say", "{'text':'no'}");
        now.ticks(3);
    }

    private static Game<String> talk(UnaryOperator<String> rule) {
        return Game.named("talk", () -> "")
                .onJoin(Named.class, (talk, player, named) -> talk + named.name())
                .on(Say.class, (talk, player, say) -> talk + rule.apply(say.text()));
    }

    private static Game<String> talk() {
        return talk(text -> {
            if (text.equals("no")) {
                throw new IllegalStateException("no");
            }
            return text;
        });
    }

    @Test
    void anEntryWithoutItsValueIsUnreadable() {
        recordTalk(talk());
        Game<String> game = talk().when(Say.class, (talk, room, say) -> talk);
        for (Recorded empty :
                List.of(new Recorded.Acted("p1", "say", Body.of(null)), new Recorded.Happened(Body.of(null)))) {
            List<Recorded> made = List.of(live.get(0), empty);
            assertThatThrownBy(() -> Replay.of(game, Recording.of(made)).run())
                    .isInstanceOf(Unreadable.class)
                    .hasMessageContaining("without a value");
        }
    }

    @Test
    void joinOptionsThatNoLongerFitAreNamed() {
        record Known(String name, int rank) {}
        recordTalk(talk());
        Game<String> newer = talk().onJoin(Known.class, (talk, player, known) -> talk + known.name());
        assertThatThrownBy(() -> Replay.of(newer, Recording.of(live)).run())
                .isInstanceOf(DoesNotFit.class)
                .hasMessageContaining("onJoin(p2) at tick 1 does not fit any more")
                .hasMessageContaining("rank");
    }

    @Test
    void aCallThatThrowsOnlyInTheReplayIsTheDifferenceWithWhatItThrew() {
        recordTalk(talk());
        Game<String> broken = talk(text -> {
            throw new UnsupportedOperationException("not yet");
        });
        Difference found = Objects.requireNonNull(
                Replay.of(broken, Recording.of(live)).run().difference());
        assertThat(found.toString())
                .isEqualTo("tick 2: on(say) was without an exception when recorded, is"
                        + " java.lang.UnsupportedOperationException: not yet when replayed");
        assertThat(found.thrown()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aCallThatThrowsNoMoreIsTheDifference() {
        recordTalk(talk());
        Game<String> mended = talk(text -> text.equals("no") ? "" : text);
        Difference found = Objects.requireNonNull(
                Replay.of(mended, Recording.of(live)).run().difference());
        assertThat(found)
                .isEqualTo(new Difference(2, "on(say)", "java.lang.IllegalStateException", "without an exception"));
    }

    @Test
    void whatIsKeptWithASeatIsRecordedAsItWasAndCanBeChangedInAReplay() {
        Game<Integer> game = Game.named("list", () -> 0)
                .onJoin((count, player) -> {
                    player.attach(new ArrayList<>(List.of(1)));
                    return count;
                })
                .on(Grow.class, (count, player, grow) -> {
                    @SuppressWarnings("unchecked")
                    List<Integer> mine = Objects.requireNonNull(player.attachment(List.class));
                    mine.add(grow.by());
                    return mine.stream().mapToInt(each -> each).sum();
                });
        Stage now = stage(game);
        Peer ada = now.join();
        Room<Integer> room = now.room();
        room.recording(1).subscribe(live::add);
        now.ticks(1);
        ada.send("grow", "{'by':2}");
        now.ticks(1);
        ada.send("grow", "{'by':3}");
        now.ticks(2);
        Replay<Integer> replay = Replay.of(game, Recording.of(live)).run();
        assertThat(replay.difference()).isNull();
        assertThat(replay.state()).isEqualTo(6);
    }

    @Test
    void aReplayThatNeedsWhatWasNoPlainDataSaysSo() {
        Game<Integer> game = Game.named("bank", () -> 0)
                .onJoin((count, player) -> {
                    player.attach(new Account());
                    return count;
                })
                .on(
                        Grow.class,
                        (count, player, grow) -> count
                                + Objects.requireNonNull(player.attachment(Account.class))
                                        .name
                                        .length());
        Stage now = stage(game);
        Peer ada = now.join();
        Room<Integer> room = now.room();
        room.recording(1).subscribe(live::add);
        now.ticks(1);
        ada.send("grow", "{'by':2}");
        now.ticks(2);
        assertThatThrownBy(() -> Replay.of(game, Recording.of(live)).run())
                .isInstanceOf(DoesNotFit.class)
                .hasMessageContaining("what was attached to p1 was not recorded")
                .hasMessageContaining("Account is no plain data");
    }

    @Test
    void aReplayHasTheTimeOfTheMatchOnItsClock() {
        Game<Long> game = Game.named("clock", () -> 0L)
                .onTick((last, tick) -> tick.room().scheduler().now(TimeUnit.MILLISECONDS));
        Stage now = stage(game);
        now.join();
        now.ticks(4);
        Room<Long> room = now.room();
        room.recording(1).subscribe(live::add);
        now.ticks(5);
        Replay<Long> replay = Replay.of(game, Recording.of(live)).run();
        assertThat(replay.state()).isBetween(400L, 500L);
        assertThat(Replay.of(game, Recording.of(live)).run().state()).isEqualTo(replay.state());
    }

    @Test
    void aRoomThatGoesOnElsewhereDoesNotSayThatItHasClosed() {
        Stage now = Stage.of(spec -> spec.game(talk()).store(Store.memory()));
        stage = now;
        now.hello("{'options':{'name':'Ada'}}");
        Room<String> room = now.room();
        room.recording(1).subscribe(live::add);
        now.ticks(2);
        now.close();
        stage = null;
        assertThat(live.get(live.size() - 1))
                .isEqualTo(new Recorded.Ended("its server has ended, and the room goes on"));
    }

    @Test
    void aSavedStateOfAnotherClassOfTheSameFamilyIsRestored() {
        Game<Phase> game = Game.<Phase>named("phases", () -> new Lobby(0)).world(Map.class, phase -> Map.of());
        Store store = Store.memory();
        Stage now = Stage.of(spec -> spec.game(game).store(store));
        Peer ada = now.join();
        now.<Phase>room().update(phase -> new Playing(7));
        now.ticks(3);
        now.close();
        now = Stage.of(spec -> spec.game(game).store(store));
        stage = now;
        now.resume(ada.token(), 0);
        assertThat(now.<Phase>room().state()).isEqualTo(new Playing(7));
    }
}
