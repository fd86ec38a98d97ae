package dev.playflux.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.playflux.client.GameClient;
import dev.playflux.codec.Codec;
import dev.playflux.codec.Received;
import dev.playflux.message.Limits;
import dev.playflux.room.Game;
import dev.playflux.server.GameServer;
import dev.playflux.server.RawClient;
import dev.playflux.server.RunningServer;
import dev.playflux.server.SocketTest;
import dev.playflux.state.Replica;
import dev.playflux.testing.HandClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** A10: a client's state is the server's of some tick, exactly, whatever happened in a tick and however far it is behind. */
class A10ExactStateIT extends SocketTest {
    private static final Limits.Shape GENEROUS = new Limits.Shape(1 << 24, 16, 64, 32, 1 << 20, 128, 32);
    private static final int KEYS = 30;
    private static final long TICKS = 70_000;
    private static final int EVERY = 100;
    private static final int RATE = 240;

    record Put(String key, int value) {}

    record Delete(String key) {}

    /** Some keys, and which change of them this is. */
    record World(int change, Map<String, Cell> cells) {

        World with(String key, @Nullable Integer value) {
            Map<String, Cell> next = new HashMap<>(cells);
            next.remove(key);
            if (value != null) {
                next.put(key, new Cell(value, key + value));
            }
            return new World(change + 1, Map.copyOf(next));
        }

        /** Two events, often on one key, of which many delete it. */
        World twice(RandomGenerator random) {
            World next = this;
            for (int i = 0; i < 2; i++) {
                String key = "k" + random.nextInt(KEYS) / (1 + random.nextInt(3));
                next = next.with(key, random.nextBoolean() ? random.nextInt(9) : null);
            }
            return next;
        }
    }

    record Cell(int value, String text) {}

    /** How a client is connected. */
    enum Form {
        JSON,
        CBOR;

        RawClient join(int port, String hello) {
            return this == JSON ? RawClient.welcome(port, hello) : RawClient.binary(port, hello);
        }
    }

    private final Map<Integer, World> published = new ConcurrentHashMap<>();

    private volatile long now;

    private Game<World> restless(int every) {
        return Game.named("restless", () -> new World(0, Map.of()))
                .tickRate(RATE)
                .onTick((world, tick) -> {
                    now = tick.number();
                    return now % every > 0
                            ? world
                            : kept(world.twice(tick.room().random()));
                });
    }

    private World kept(World world) {
        published.put(world.change(), world);
        return world;
    }

    /** A client of its own that looks at each state. */
    private final class Eye {
        private final RawClient client;
        private final boolean acknowledging;
        private final Replica replica = Replica.create();
        private long tick;
        private long farthest;
        private int states;

        Eye(RawClient client, boolean acknowledging) {
            this.client = client;
            this.acknowledging = acknowledging;
        }

        /** Reads one more state, which is one that the server published. */
        void read() {
            JsonNode state = client.next("$state");
            long base = state.path("data").path("base").asLong();
            assertThat(base).as("what it stands on").isIn(0L, tick);
            tick = state.path("data").path("tick").asLong();
            farthest = Math.max(farthest, base == 0 ? 0 : tick - base);
            Received message = Codec.json()
                    .decode(state.toString().getBytes(UTF_8), GENEROUS)
                    .get(0);
            assertThat(replica.apply(((Received.Wellformed) message).message())).isEqualTo(Replica.Outcome.APPLIED);
            World world = world();
            assertThat(world).isEqualTo(world.change() == 0 ? new World(0, Map.of()) : published.get(world.change()));
            if (acknowledging) {
                client.say("{\"action\":\"$ack\",\"data\":{\"tick\":" + tick + "}}");
            }
            states++;
        }

        World world() {
            return replica.frame().view("world", World.class);
        }
    }

    static List<Codec> codecs() {
        return List.of(Codec.json(), Codec.cbor());
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void ofTwoEventsOnOneKeyInATickTheLastOneCountsAndBothHappened(Codec codec) {
        Game<World> game = Game.named("keys", () -> new World(0, Map.of()))
                .on(Put.class, (world, player, put) -> world.with(put.key(), put.value()))
                .on(Delete.class, (world, player, delete) -> world.with(delete.key(), null));
        RunningServer server = serve(GameServer.create().game(game));
        RawClient ada = closing(RawClient.welcome(server.port()));
        GameClient bob = GameClient.create()
                .uri("ws://127.0.0.1:" + server.port() + "/play")
                .codec(codec)
                .connectNow();
        closing(bob::closeNow);
        ada.say("[" + put("a", 1) + "," + put("b", 1) + "," + put("c", 1) + "," + put("gone", 1) + "]");
        ada.say("[" + put("a", 2) + "," + put("a", 3) + "," + delete("b") + "," + put("b", 2) + "," + put("c", 2) + ","
                + delete("c") + "," + put("new", 1) + "," + delete("new") + "," + delete("gone") + "]");
        eventually(() -> assertThat(bob.state(World.class))
                .isEqualTo(new World(13, Map.of("a", new Cell(3, "a3"), "b", new Cell(2, "b2")))));
    }

    private static String put(String key, int value) {
        return "{\"action\":\"put\",\"data\":{\"key\":\"" + key + "\",\"value\":" + value + "}}";
    }

    private static String delete(String key) {
        return "{\"action\":\"delete\",\"data\":{\"key\":\"" + key + "\"}}";
    }

    @ParameterizedTest
    @EnumSource
    void whoIsThreeHundredTicksBehindIsExactAgain(Form form) {
        RunningServer server = serve(GameServer.create().game(restless(1)).seed(10));
        Eye eye = new Eye(closing(form.join(server.port(), "{\"acks\":true}")), true);
        IntStream.range(0, 50).forEach(i -> eye.read());
        int until = published.size() + 300;
        await().pollInterval(Duration.ofMillis(5)).until(() -> published.size() >= until);
        while (eye.world().change() < 2 * until || eye.states < 100) {
            eye.read();
        }
        assertThat(eye.farthest).as("ticks at once").isGreaterThan(200);
        assertThat(eye.client.heard("$error")).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void afterSeventyThousandTicksItIsStillExact(Form form) {
        HandClock clock = closing(new HandClock());
        RunningServer server =
                serve(GameServer.create().game(restless(EVERY)).seed(10).schedulers(List.of(clock.scheduler())));
        AtomicLong seen = new AtomicLong();
        CompletableFuture<Eye> reading = CompletableFuture.supplyAsync(() -> {
            Eye eye = new Eye(closing(form.join(server.port(), "{}")), false);
            while (eye.tick < TICKS) {
                eye.read();
                seen.set(eye.tick);
            }
            return eye;
        });
        Duration step = Duration.ofNanos(1_000_000_000 / RATE + 1);
        while (!reading.isDone()) {
            // The network takes time that this clock does not know; what it could not take is sent with the next tick.
            for (int i = 0; i < 500 && seen.get() < now - 2 * EVERY; i++) {
                LockSupport.parkNanos(100_000);
            }
            boolean begun = seen.get() > 0;
            LockSupport.parkNanos(begun ? 0 : 1_000_000);
            clock.pass(begun ? step : Duration.ofMillis(1));
        }
        CompletableFuture<Void> ending = CompletableFuture.runAsync(server::disposeNow);
        while (!ending.isDone()) {
            LockSupport.parkNanos(1_000_000);
            clock.pass(Duration.ofMillis(1));
        }
        Eye eye = reading.join();
        assertThat(eye.states).as("states that were looked at").isGreaterThan(100);
        assertThat(eye.world().change()).isGreaterThanOrEqualTo((int) TICKS / EVERY * 2 - 2);
    }
}
