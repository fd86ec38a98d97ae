package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.client.GameClient;
import dev.playflux.codec.Codec;
import dev.playflux.message.CloseReason;
import dev.playflux.testing.Stage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No byte of what is younger than the delay reaches who watches: each text of the game carries the time of its making. */
class SpectatorSecretsTest {
    private static final int TICKS = 400;
    private static final Duration DELAY = Duration.ofMillis(1_730);

    /** Found in binary messages too: texts travel in UTF-8 in all of them. */
    private static final Pattern MADE = Pattern.compile("made([0-9]{9})");

    record World(String made, List<String> parts) {}

    record Part(String made) {}

    /** The state of the moment; the mutable game's world, too. */
    private static final class Table {
        private World world = new World("", List.of("area"));
    }

    private final List<String> young = new ArrayList<>();
    private final TreeSet<Long> ages = new TreeSet<>();

    private Game<World> game() {
        return Game.named("table", () -> new World(made(0), List.of("area")))
                .onTick((world, tick) -> next(tick))
                .view("part", Part.class, (world, player) -> world.parts().get(0), (world, key) -> new Part(key))
                .views("parts", Part.class, (world, player) -> world.parts(), (world, key) -> new Part(key));
    }

    private Game<Table> simulation() {
        return Game.simulation("table", Table::new)
                .onTick((table, tick) -> table.world = next(tick))
                .view("part", Part.class, (table, player) -> table.world.parts().get(0), (table, key) -> new Part(key))
                .views("parts", Part.class, (table, player) -> table.world.parts(), (table, key) -> new Part(key))
                .world(World.class, table -> table.world);
    }

    /** Tells all, now and then, and in the next state, when this is. */
    private static World next(Tick<?> tick) {
        String now = made(now(tick.room().scheduler().now(TimeUnit.NANOSECONDS)));
        if (tick.number() % 3 == 0) {
            tick.room().broadcast("say", now);
        }
        return new World(now, List.of("area-" + now, "area-" + tick.number() / 10));
    }

    private static long now(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos) % 1_000_000_000;
    }

    private static String made(long now) {
        return String.format("made%09d", now);
    }

    /** Each text of the game must be older than the delay when it is heard. */
    private void heard(Stage stage, byte[] message) {
        long now = now(stage.clock.now(TimeUnit.NANOSECONDS));
        String text = new String(message, StandardCharsets.ISO_8859_1);
        for (Matcher matcher = MADE.matcher(text); matcher.find(); ) {
            long age = now - Long.parseLong(matcher.group(1));
            ages.add(age);
            if (age < DELAY.toMillis()) {
                young.add(age + " ms: " + text);
            }
        }
    }

    private GameClient watch(Stage stage, Codec codec) {
        List<GameClient> joined = new ArrayList<>();
        stage.tapped(message -> heard(stage, message))
                .codec(codec)
                .spectate()
                .connect()
                .subscribe(joined::add);
        stage.settle();
        return joined.get(0);
    }

    @ParameterizedTest
    @CsvSource({"json,false", "json,true", "cbor,false", "cbor,true"})
    void noByteOfWhatIsYoungerThanTheDelayReachesWhoWatches(String name, boolean mutable, TestReporter reporter) {
        long seed = Long.getLong("playflux.seed", System.nanoTime());
        reporter.publishEntry("seed", String.valueOf(seed));
        Random random = new Random(seed);
        Codec codec = name.equals("json") ? Codec.json() : Codec.cbor();
        Game<?> game = mutable ? simulation().spectatorDelay(DELAY) : game().spectatorDelay(DELAY);
        try (Stage stage = Stage.of(game.hosted())) {
            stage.join();
            GameClient watching = watch(stage, codec);
            for (int tick = 0; tick < TICKS; tick++) {
                upset(random, stage);
                if (tick % 60 == 59) { // more would be a strike
                    watching.send("$resync", null);
                }
                if (random.nextInt(40) == 0) {
                    watching.close().subscribe();
                    watching = watch(stage, codec);
                }
                stage.pass(Duration.ofMillis(30 + random.nextInt(40)));
            }
            List<CloseReason> closes = new ArrayList<>();
            watching.onClose().subscribe(closes::add);
            stage.room().close(made(now(stage.clock.now(TimeUnit.NANOSECONDS))));
            stage.ticks(2);
            assertThat(stage.faults).isEmpty();
            assertThat(closes)
                    .extracting(CloseReason::code)
                    .as("listened to the end")
                    .containsExactly(4009);
            closes.forEach(close -> heard(stage, close.reason().getBytes(StandardCharsets.UTF_8)));
        }
        assertThat(young).isEmpty();
        assertThat(ages).as("there was something to hear").hasSizeGreaterThan(5);
        assertThat(ages.first()).as("no more than a tick too late").isLessThanOrEqualTo(DELAY.toMillis() + 51);
    }

    private static void upset(Random random, Stage stage) {
        if (random.nextInt(50) == 0) {
            stage.network.stalled(true);
            stage.ticks(8);
            stage.network.stalled(false);
        }
        if (random.nextInt(20) == 0) {
            stage.room().pause();
        } else if (random.nextInt(3) == 0) {
            stage.room().resume();
        }
    }
}
