package dev.playflux.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.client.GameClient;
import dev.playflux.codec.Codec;
import dev.playflux.room.Game;
import dev.playflux.server.GameServer;
import dev.playflux.server.RawClient;
import dev.playflux.server.RunningServer;
import dev.playflux.server.SocketTest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** A09: who comes late sees everything at once, what has not changed since the beginning too, however much it is. */
class A09LateJoinerIT extends SocketTest {
    private static final int ENTITIES = 500;
    private static final String ANTHEM = "la".repeat(50 * 1024);
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    record Entity(int kind, double x, @Nullable String name) {}

    /** A tenth of the entities moves; the others, the anthem and the rules stay as they are for ever. */
    record World(long step, String anthem, Map<String, Object> rules, Map<String, Entity> entities) {

        static World first() {
            Map<String, Entity> entities = new HashMap<>();
            for (int i = 0; i < ENTITIES; i++) {
                entities.put("e" + i, new Entity(i, i / 8.0, i % 3 == 0 ? null : "n" + i));
            }
            return new World(0, ANTHEM, Map.of("lives", 3, "maps", List.of("a", "b")), entities);
        }

        World next() {
            Map<String, Entity> moved = new HashMap<>(entities);
            for (int i = 0; i < ENTITIES; i += 10) {
                moved.computeIfPresent("e" + i, (id, e) -> new Entity(e.kind, e.x + 0.5, e.name));
            }
            return new World(step + 1, anthem, rules, moved);
        }
    }

    private final Map<Long, World> published = new ConcurrentHashMap<>();
    private RunningServer server;

    /** The room has run for a while, watched by the first player, when somebody comes. */
    @BeforeEach
    void play() {
        Game<World> game = Game.named("old", World::first).tickRate(60).onTick((world, tick) -> {
            World next = world.next();
            published.put(next.step, next);
            return next;
        });
        server = serve(GameServer.create().game(game));
        closing(join(Codec.cbor())::closeNow);
        eventually(() -> assertThat(published).hasSizeGreaterThan(60));
    }

    private GameClient join(Codec codec) {
        return GameClient.create()
                .uri("ws://127.0.0.1:" + server.port() + "/play")
                .codec(codec)
                .connectNow();
    }

    static List<Codec> codecs() {
        return List.of(Codec.json(), Codec.cbor());
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void aLateJoinerSeesEverythingAtOnceAndThenFollows(Codec codec) {
        GameClient late = join(codec);
        closing(late::closeNow);
        List<World> seen = late.states(World.class).take(10).collectList().block(PATIENCE);
        assertThat(seen).hasSize(10);
        assertThat(seen.get(0).step()).isGreaterThan(60);
        assertThat(seen.get(0).anthem()).isEqualTo(ANTHEM);
        assertThat(seen.get(0).entities()).hasSize(ENTITIES);
        for (World world : seen) {
            assertThat(world.equals(published.get(world.step())))
                    .as("the state of step " + world.step())
                    .isTrue();
        }
    }

    @Test
    void theFirstStateNeedsNothingBeforeIt() {
        JsonNode first =
                closing(RawClient.welcome(server.port())).next("$state").path("data");
        assertThat(first.path("base").asInt(-1)).isZero();
        JsonNode world = first.path("views").path("world").path("full");
        assertThat(world.path("anthem").asString()).isEqualTo(ANTHEM);
        assertThat(world.path("rules").path("maps").size()).isEqualTo(2);
        assertThat(world.path("entities").propertyNames()).hasSize(ENTITIES);
    }
}
