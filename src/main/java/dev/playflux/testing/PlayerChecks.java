package dev.playflux.testing;

import dev.playflux.client.GameClient;
import dev.playflux.client.Status;
import dev.playflux.message.Action;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Failure;
import dev.playflux.message.Message;
import dev.playflux.room.Player;
import dev.playflux.state.Frame;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** What is expected of a player, now or before some time has passed. */
record PlayerChecks(ScriptedPlayer player, Duration within) implements PlayerExpectations {

    private PlayerChecks expect(String what, BooleanSupplier holds, Supplier<String> came) {
        player.match().referee().expect(within, expectation(what, holds, came));
        return this;
    }

    private PlayerChecks reject(String what, BooleanSupplier holds, Supplier<String> came) {
        player.match().referee().reject(within, expectation(what, holds, came));
        return this;
    }

    private Expectation expectation(String what, BooleanSupplier holds, Supplier<String> came) {
        return new Expectation(what + " for " + player.name(), holds, came, List.of(player));
    }

    // What the client has.

    @Override
    public <T> PlayerExpectations expectState(Class<T> type, String what, Predicate<? super T> holds) {
        return expectView("world", type, what, holds);
    }

    @Override
    public <T> PlayerExpectations expectView(String name, Class<T> type, String what, Predicate<? super T> holds) {
        return expect(
                name + " of " + type.getSimpleName() + " in which " + what,
                () -> {
                    T value = view(name, type);
                    return value != null && holds.test(value);
                },
                () -> "it was " + view(name, type) + at());
    }

    private <T> @Nullable T view(String name, Class<T> type) {
        Frame frame = frame();
        return frame == null ? null : frame.view(name, type);
    }

    private @Nullable Frame frame() {
        GameClient client = player.clientOrNull();
        return client == null ? null : first(client.frames());
    }

    private String at() {
        Frame frame = frame();
        return frame == null ? ", no state has come" : " in the state of tick " + frame.tick();
    }

    /** What a Flux replays. */
    private static <T> @Nullable T first(Flux<T> replayed) {
        AtomicReference<@Nullable T> first = new AtomicReference<>();
        replayed.take(1).subscribe(first::set, failed -> {});
        return first.get();
    }

    @Override
    public PlayerExpectations expectNoView(String name) {
        List<String> known = player.match().views(player.clientOrNull());
        boolean wrong = known != null && !known.contains(name.split("/", 2)[0]);
        return expect(
                "no view '" + name + "'",
                () -> !wrong && frame() != null && view(name, Object.class) == null,
                () -> wrong ? "the game's views are " + known : "it was " + view(name, Object.class) + at());
    }

    @Override
    public <T> PlayerExpectations expectMessage(Class<T> type) {
        return expect(
                "a message '" + Action.Names.of(type) + "'",
                () -> player.inbox().take(named(type)),
                () -> "there were " + player.inbox());
    }

    @Override
    public <T> PlayerExpectations expectMessage(Class<T> type, String what, Predicate<? super T> holds) {
        // A look that throws at one message must not hide those behind it.
        AtomicReference<@Nullable RuntimeException> thrown = new AtomicReference<>();
        Predicate<Message> such = message -> {
            try {
                return holds.test(Objects.requireNonNull(message.as(type), "the message has no data"));
            } catch (RuntimeException unlike) {
                thrown.set(unlike);
                return false;
            }
        };
        return expect(
                "a message '" + Action.Names.of(type) + "' in which " + what,
                () -> player.inbox().take(named(type).and(such)),
                () -> "there were " + player.inbox()
                        + (thrown.get() == null ? "" : ", of which the look at one threw " + thrown.get()));
    }

    @Override
    public PlayerExpectations expectNoMessage(Class<?> type) {
        return reject(
                "no message '" + Action.Names.of(type) + "'",
                () -> player.inbox().has(named(type)),
                () -> "there were " + player.inbox());
    }

    private static Predicate<Message> named(Class<?> type) {
        String action = Action.Names.of(type);
        return message -> message.action().equals(action);
    }

    @Override
    public PlayerExpectations expectError(String code) {
        Predicate<Failure> coded = failure -> failure.code().equals(code);
        return expect(
                "a refusal '" + code + "'",
                () -> player.failures().take(coded),
                () -> "there were " + player.failures());
    }

    @Override
    public PlayerExpectations expectNoError() {
        return reject("no refusal", () -> player.failures().has(any -> true), () -> "there were " + player.failures());
    }

    // Whether it is there.

    @Override
    public PlayerExpectations expectConnected() {
        return expect("a connection", () -> status() instanceof Status.Connected, () -> "it was " + status());
    }

    private @Nullable Status status() {
        GameClient client = player.clientOrNull();
        return client == null ? null : first(client.status());
    }

    @Override
    public PlayerExpectations expectSeated() {
        return expect("a seat, and somebody on it", () -> seat() != null && !seat().away(), this::seen);
    }

    @Override
    public PlayerExpectations expectAway() {
        return expect("a seat, and nobody on it", () -> seat() != null && seat().away(), this::seen);
    }

    @Override
    public PlayerExpectations expectGone() {
        return expect("no seat", () -> seat() == null, this::seen);
    }

    private @Nullable Player<?> seat() {
        GameClient client = player.clientOrNull();
        return client == null || client.player() == null ? null : player.match().seat(client.room(), client.player());
    }

    private String seen() {
        Player<?> seat = seat();
        return seat == null ? "it has none" : seat.away() ? "it is away" : "it is there";
    }

    @Override
    public PlayerExpectations expectClosed(int code) {
        return expect(
                "the end with code " + code,
                () -> {
                    CloseReason end = end();
                    return end != null && end.code() == code;
                },
                () -> {
                    CloseReason end = end();
                    return end == null ? "it has not ended" : "it ended with " + end;
                });
    }

    private @Nullable CloseReason end() {
        return player.end();
    }
}
