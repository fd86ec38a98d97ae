package dev.playflux.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.client.GameClient;
import dev.playflux.codec.Codec;
import dev.playflux.message.NetworkConditions;
import dev.playflux.recording.Recorded;
import dev.playflux.recording.Recording;
import dev.playflux.recording.Recordings;
import dev.playflux.room.Game;
import dev.playflux.room.Replay;
import dev.playflux.room.Room;
import dev.playflux.state.Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A match by chance under conditions as bad as they get: players and spectators come, go, are cut off and come back, on lines of
 * all sorts; then a calm stretch, and the end. All of it by the seed.
 */
final class HostileMatch<S> implements AutoCloseable {
    private static final int STEPS = 100;
    /** Of so many states that a client gets one is compared: these are what takes the time. */
    private static final int SAMPLED = 4;

    private static final int MOST = 10;
    private static final Duration CALM = Duration.ofSeconds(1);
    private static final int PATIENCE = 90;
    private static final NetworkConditions GOOD = NetworkConditions.none();

    private final HostileGame<S> rules;
    private final Game<S> game;
    private final SplittableRandom chance;
    private final Match<S> match;
    private final int idle;
    private final Map<String, Watched<S>> rooms = new LinkedHashMap<>();
    private final Map<String, HostilePlayer.Fate> fates = new LinkedHashMap<>();
    private final Map<TestPlayer, HostilePlayer> players = new LinkedHashMap<>();
    private final Tally tally = new Tally();

    /** What a match has shown. */
    static final class Tally {
        int frames;
        int delivered;
        int refused;
        long resumed;
        long lost;
        long compared;
        List<Long> bytes = List.of();

        void add(Tally other) {
            frames += other.frames;
            delivered += other.delivered;
            refused += other.refused;
            resumed += other.resumed;
            lost += other.lost;
            compared += other.compared;
        }

        @Override
        public String toString() {
            return frames + " frames, " + delivered + " delivered, " + refused + " failed, " + resumed + " resumed, "
                    + lost + " lost, " + compared + " states replayed";
        }
    }

    /** A room, as it was at each tick. */
    private static final class Watched<S> {
        private final Map<Long, S> published = new LinkedHashMap<>();
        private final List<Recorded> recorded = new ArrayList<>();
        private @Nullable Throwable broken;
        private @Nullable S now;
        private @Nullable S exact;
        private boolean closed;
    }

    private HostileMatch(HostileGame<S> rules, long seed, @Nullable Recordings files) {
        this.rules = rules;
        this.chance = new SplittableRandom(seed);
        this.game = rules.game()
                .grace(Duration.ofMillis(500 + chance.nextInt(5000)))
                .keepEmpty(Duration.ofSeconds(2));
        this.match = GameTest.with(game.pipeline(this::watch))
                .seed(seed)
                .server(server -> files == null ? server : server.record(files))
                .open();
        this.idle = clock().waiting();
    }

    /** Plays a match; a failure says how to play it again. */
    static <S> Tally play(HostileGame<S> rules, long seed, @Nullable Recordings files) {
        HostileMatch<S> played = new HostileMatch<>(rules, seed, files);
        try (played) {
            played.play();
            return played.tally;
        } catch (Throwable failed) {
            throw new AssertionError(
                    rules.game().name() + ", -Dplayflux.seed=" + seed + ", at " + played.match.time() + ": " + failed,
                    failed);
        }
    }

    @Override
    public void close() {
        match.close();
    }

    private VirtualClock clock() {
        return Objects.requireNonNull(((Matches<S>) match).referee().clock());
    }

    private void play() {
        int start = 2 + chance.nextInt(2);
        for (int i = 0; i < start; i++) {
            come();
        }
        for (int step = 0; step < STEPS; step++) {
            disturb();
            for (int deeds = chance.nextInt(4); deeds > 0; deeds--) {
                rules.act(players.get(somebody()), chance);
            }
            match.advance(Duration.ofMillis(chance.nextInt(100)));
            check();
        }
        calmDown();
        tally.bytes = match.players().stream().map(TestPlayer::fingerprint).toList();
        leave();
        replay();
    }

    // What happens.

    private Mono<Void> watch(Room<S> room) {
        Watched<S> watched = new Watched<>();
        assertThat(rooms.put(room.id(), watched)).isNull();
        room.recording(1 + game.tickRate() / 3)
                .subscribe(watched.recorded::add, thrown -> watched.broken = thrown, () -> watched.closed = true);
        room.states().subscribe(state -> watched.now = state);
        room.ticks().subscribe(tick -> {
            S now = room.state();
            watched.published.put(tick.number(), Objects.requireNonNull(watched.now));
            try {
                rules.judge(watched.exact, now);
            } catch (Throwable broken) {
                watched.broken = watched.broken == null ? broken : watched.broken;
            }
            watched.exact = now;
        });
        return Mono.empty();
    }

    private TestPlayer somebody() {
        List<TestPlayer> all = match.players();
        return all.get(chance.nextInt(all.size()));
    }

    private void come() {
        if (players.size() == MOST) {
            return;
        }
        match.codec(chance.nextInt(3) == 0 ? Codec.json() : Codec.cbor());
        match.network(line(), line());
        boolean watches = players.size() > 1 && chance.nextInt(5) == 0;
        TestPlayer player = watches ? match.spectate() : match.joinWith(rules.options(chance));
        players.put(player, new HostilePlayer(player, fates));
    }

    /** A line in one direction. */
    private NetworkConditions line() {
        NetworkConditions line = GOOD.latency(Duration.ofMillis(chance.nextInt(150)));
        return switch (chance.nextInt(8)) {
            case 0, 1 -> GOOD;
            case 2 -> NetworkConditions.awful();
            case 3 -> line.jitter(Duration.ofMillis(chance.nextInt(300)));
            case 4 ->
                line.stalls(chance.nextDouble(0.3), 1 + chance.nextInt(8), Duration.ofMillis(chance.nextInt(900)));
            case 5 -> line.bandwidth(2000L + chance.nextInt(60_000));
            default -> line;
        };
    }

    private long cut() {
        return chance.nextBoolean() ? Long.MAX_VALUE : chance.nextInt(3000);
    }

    private void disturb() {
        TestPlayer player = somebody();
        switch (chance.nextInt(40)) {
            case 0, 1 -> come();
            case 2 -> player.leave();
            case 3, 4 -> player.drop();
            case 5 -> player.goAway();
            case 6, 7, 8 -> player.comeBack();
            case 9, 10 -> player.cutAfter(cut(), cut());
            case 11 -> player.network(line().silence(), line());
            case 12 -> player.network(line(), line().silence());
            case 13, 14, 15, 16 -> player.network(line(), line());
            case 17 -> flood(players.get(player));
            case 18 -> kick(player);
            case 19 -> players.get(player).deliver("no_such_action", Map.of("n", chance.nextInt()));
            default -> {}
        }
    }

    /** More than a connection may send; of several in a row the server has enough. */
    private void flood(HostilePlayer player) {
        for (int i = chance.nextInt(500); i > 0; i--) {
            rules.act(player, chance);
        }
    }

    private void kick(TestPlayer player) {
        HostilePlayer kicked = players.get(player);
        GameClient client = kicked.client();
        if (chance.nextInt(3) == 0 && client != null && client.player() != null) {
            match.server()
                    .room(String.valueOf(client.room()))
                    .flatMap(room -> room.player(client.player()))
                    .ifPresent(seat -> seat.kick("by chance"));
        }
    }

    // What must hold.

    private void check() {
        rooms.forEach((id, room) -> {
            if (room.broken != null) {
                throw new AssertionError("room " + id + ": " + room.broken.getMessage(), room.broken);
            }
        });
        players.values().forEach(player -> player.seen().forEach(this::check));
    }

    /** A client's state is the server's of that tick. */
    private void check(HostilePlayer.Seen seen) {
        Frame frame = seen.frame();
        Watched<S> room = rooms.get(seen.room());
        S state = Objects.requireNonNull(room.published.get(frame.tick()), () -> "a state of tick " + frame.tick());
        if (tally.frames++ % SAMPLED == 0) {
            rules.secrets(seen.player(), frame, state);
            Object world = frame.view("world", rules.seenType());
            if (!Objects.equals(world, rules.seen(state))) {
                throw new AssertionError(seen.player() + " in " + seen.room() + " sees of tick " + frame.tick() + " "
                        + world + ", but it was " + state);
            }
        }
    }

    private void calmDown() {
        for (TestPlayer player : match.players()) {
            player.network(GOOD);
            player.comeBack();
        }
        List<HostilePlayer> left = List.of();
        for (int i = 0; i < PATIENCE && (i == 0 || !left.isEmpty()); i++) {
            players.values().forEach(rules::calm);
            match.advance(CALM);
            check();
            left = players.values().stream().filter(player -> !current(player)).toList();
        }
        assertThat(left)
                .as("clients that do not see the state in the end")
                .extracting(player -> player.client() + " at " + player.frame())
                .isEmpty();
        tally.resumed = match.counts().of("sessionResumed");
        tally.lost = match.counts().of("sessionEnded.away");
    }

    /** Whether a client has ended, or sees what the server publishes now. */
    private boolean current(HostilePlayer player) {
        GameClient client = player.client();
        Frame frame = player.frame();
        if (client == null) {
            return player.ended;
        }
        Watched<S> room = rooms.get(String.valueOf(client.room()));
        return frame != null
                && room != null
                && !room.closed
                && room.now != null
                && rules.seen(room.now).equals(frame.view("world", rules.seenType()));
    }

    /** Nothing is left of anybody. */
    private void leave() {
        match.players().forEach(TestPlayer::leave);
        match.advance(Duration.ofSeconds(45));
        check();
        assertThat(match.server().rooms()).as("rooms").isEmpty();
        Counts counts = match.counts();
        assertThat(counts.of("roomOpened")).isEqualTo(counts.of("roomClosed")).isEqualTo(rooms.size());
        assertThat(counts.of("connectionOpened")).isEqualTo(counts.of("connectionClosed"));
        assertThat(counts.of("sessionOpened")).isEqualTo(counts.of("sessionEnded"));
        assertThat(clock().waiting()).as("tasks that wait").isEqualTo(idle);
        assertThat(Reach.of(match.server(), this))
                .as("what the server still holds")
                .isEmpty();
    }

    /** Every recording leads to the same states, and everything is in it as often as its sender was told, and gave it. */
    private void replay() {
        Map<String, Integer> done = new LinkedHashMap<>();
        rooms.forEach((id, room) -> {
            assertThat(room.closed).as("the recording of room %s is closed", id).isTrue();
            for (Recorded entry : room.recorded) {
                if (entry instanceof Recorded.Acted acted) {
                    done.merge(id + " " + rules.deed(acted), 1, Integer::sum);
                }
            }
            try (Replay<S> replay = Replay.of(game, Recording.of(room.recorded)).run()) {
                assertThat(replay.difference()).isNull();
                assertThat(replay.state()).isEqualTo(room.exact);
                tally.compared += replay.compared();
            }
        });
        fates.forEach((deed, fate) -> {
            assertThat(fate.open).as("'%s' has no end", deed).isZero();
            if (!deed.startsWith(HostilePlayer.INPUT)) {
                HostilePlayer.Fate input = fates.get(HostilePlayer.INPUT + what(deed));
                assertThat(done.getOrDefault(deed, 0))
                        .as("how often the game got '%s'", deed)
                        .isBetween(fate.certain, fate.possible + (input == null ? 0 : input.possible));
                tally.delivered += fate.certain;
                tally.refused += fate.failed;
            }
        });
        Map<String, Integer> got = new LinkedHashMap<>();
        done.forEach((deed, times) -> got.merge(what(deed), times, Integer::sum));
        Map<String, Integer> given = new LinkedHashMap<>();
        fates.forEach((deed, fate) -> given.merge(
                deed.startsWith(HostilePlayer.INPUT) ? deed.substring(HostilePlayer.INPUT.length()) : what(deed),
                fate.possible,
                Integer::sum));
        got.forEach((what, times) -> assertThat(times)
                .as("how often the game got '%s' of all", what)
                .isLessThanOrEqualTo(given.getOrDefault(what, 0)));
    }

    /** A deed without its room and player. */
    private static String what(String deed) {
        return deed.split(" ", 3)[2];
    }
}
