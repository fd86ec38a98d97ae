package dev.playflux.testing;

import dev.playflux.client.GameClient;
import dev.playflux.message.Failure;
import dev.playflux.message.Refused;
import dev.playflux.message.Undelivered;
import dev.playflux.state.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Somebody in a {@link HostileMatch}: keeps what was sent, what became of it, and what is seen. */
public final class HostilePlayer {
    /** The server refuses these before the game hears of them. */
    private static final Set<String> UNHEARD = Set.of(
            Failure.BAD_MESSAGE,
            Failure.UNKNOWN_ACTION,
            Failure.RESERVED_ACTION,
            Failure.BAD_DATA,
            Failure.RATE_LIMITED,
            Failure.NOT_ALLOWED);

    /** Before the name of what is given by whomever. */
    static final String INPUT = "input ";

    private final Map<String, Fate> fates;
    private final List<Seen> seen = new ArrayList<>();
    private @Nullable GameClient client;
    private @Nullable Frame frame;
    boolean ended;

    /** How often something must have come to the game's reducer, and may have. */
    static final class Fate {
        int certain;
        int possible;
        int open;
        int failed;
    }

    /** What a client saw: as whom, where. */
    record Seen(String room, @Nullable String player, Frame frame) {}

    HostilePlayer(TestPlayer player, Map<String, Fate> fates) {
        this.fates = fates;
        player.joined().subscribe(this::joined, refused -> ended = true);
    }

    private void joined(GameClient welcomed) {
        client = welcomed;
        welcomed.onClose().subscribe(why -> ended = true);
        welcomed.frames().filter(each -> each.tick() > 0).subscribe(each -> {
            frame = each;
            seen.add(new Seen(String.valueOf(welcomed.room()), welcomed.player(), each));
        });
    }

    /** What has been seen since this was asked last. */
    List<Seen> seen() {
        List<Seen> news = List.copyOf(seen);
        seen.clear();
        return news;
    }

    @Nullable
    GameClient client() {
        return ended ? null : client;
    }

    @Nullable
    Frame frame() {
        return frame;
    }

    /** The own id; null for who watches. */
    public @Nullable String id() {
        return client == null ? null : client.player();
    }

    /** The world as it is seen now; null before the first. */
    public <T> @Nullable T world(Class<T> type) {
        return client == null ? null : client.state(type);
    }

    static String deed(@Nullable String player, @Nullable Object what) {
        return player + " " + what;
    }

    private Fate fate(Object what) {
        return fates.computeIfAbsent(
                (client == null ? "" : client.room()) + " " + deed(id(), what), first -> new Fate());
    }

    /** Sends something, at most once. */
    public void send(Object what) {
        if (client() != null) {
            fate(what).possible++;
            client.send(what);
        }
    }

    /** Sends something that the game never hears of. */
    public void send(String action, @Nullable Object nonsense) {
        if (client() != null) {
            client.send(action, nonsense);
        }
    }

    /** Gives an input. One that was given while the client was away goes to the seat that it has next, another one perhaps. */
    public void input(Object input) {
        if (client() != null) {
            fates.computeIfAbsent(INPUT + input, first -> new Fate()).possible++;
            client.input(input);
        }
    }

    /** Sends something reliably. */
    public void deliver(Object what) {
        if (client() != null) {
            follow(fate(what), client.deliver(what));
        }
    }

    /** Sends something reliably that the game never hears of. */
    public void deliver(String action, @Nullable Object nonsense) {
        if (client() != null) {
            follow(fate(action + " " + nonsense), client.deliver(action, nonsense));
        }
    }

    /** Asks something. */
    public void ask(Object question) {
        if (client() != null) {
            follow(fate(question), client.ask(question, Object.class).then());
        }
    }

    private static void follow(Fate fate, Mono<Void> outcome) {
        fate.open++;
        fate.possible++;
        outcome.subscribe(none -> {}, thrown -> failed(fate, thrown), () -> {
            fate.open--;
            fate.certain++;
        });
    }

    private static void failed(Fate fate, Throwable thrown) {
        fate.open--;
        fate.failed++;
        if (thrown instanceof Refused refused) {
            if (UNHEARD.contains(refused.code())) {
                fate.possible--;
            } else {
                fate.certain++;
            }
        } else if (!(thrown instanceof Undelivered)) {
            throw new AssertionError("a reason that is none", thrown);
        }
    }
}
