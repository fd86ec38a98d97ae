package dev.playflux.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.codec.BinaryRecord;
import dev.playflux.codec.Golden;
import dev.playflux.codec.Hex;
import dev.playflux.codec.Json;
import dev.playflux.message.Message;
import dev.playflux.testing.CpuTime;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Whatever a section of tables or a schema holds: it is applied, or it misfits. {@code -Dfuzz} says how often to try. */
class TableFuzzTest {
    private static final int TRIES = Integer.getInteger("fuzz", 20_000);

    private final int[] outcomes = new int[Replica.Outcome.values().length];

    @Test
    @Timeout(900)
    void anySectionIsAppliedOrMisfits(TestReporter reporter) throws IOException {
        long seed = Long.getLong("playflux.seed", System.nanoTime());
        reporter.publishEntry("seed", String.valueOf(seed));
        List<JsonNode> vectors = Golden.read("cbor-tables.json");
        long slowest = 0;
        for (long run = seed; run < seed + TRIES; run++) {
            long start = CpuTime.now();
            try {
                play(vectors, new Random(run));
            } catch (Throwable wrong) {
                throw new AssertionError("-Dplayflux.seed=" + run, wrong);
            }
            slowest = Math.max(slowest, CpuTime.now() - start);
        }
        reporter.publishEntry("outcomes", Arrays.toString(outcomes) + ", slowest " + slowest / 1000 + " us");
        assertThat(slowest).as("nanoseconds of the slowest").isLessThan(2_000_000_000L);
        assertThat(outcomes[Replica.Outcome.APPLIED.ordinal()]).isPositive();
        assertThat(outcomes[Replica.Outcome.MISFIT.ordinal()]).isPositive();
    }

    private void play(List<JsonNode> vectors, Random random) {
        JsonNode vector = vectors.get(random.nextInt(vectors.size()));
        JsonNode schema = vector.path("views").get(0).path("schema");
        Replica replica = Replica.create();
        replica.reset(List.of(new ViewSchema("world", random.nextInt(4) == 0 ? mutated(schema, random) : schema)));
        JsonNode messages = vector.path("messages");
        boolean noise = random.nextInt(8) == 0;
        for (int i = 0; i < Math.min(4, messages.size()); i++) {
            byte[] bytes = Hex.bytes(messages.get(i).stringValue());
            Frame before = replica.frame();
            Replica.Outcome outcome =
                    apply(replica, noise && i > 0 ? noise(bytes, random) : mutated(bytes, i == 0 ? 9 : 2, random));
            outcomes[outcome.ordinal()]++;
            if (outcome != Replica.Outcome.APPLIED) {
                assertThat(replica.frame()).isSameAs(before);
            }
        }
    }

    /** The record without its head, whatever its length says. */
    private static Replica.Outcome apply(Replica replica, byte[] message) {
        int head = message[1] < 0 ? message[2] < 0 ? 4 : 3 : 2;
        return replica.apply(Message.of("$state", new BinaryRecord(message, head, message.length - head)));
    }

    private static byte[] mutated(byte[] bytes, int one, Random random) {
        byte[] mutated = random.nextInt(9) == 0 ? Arrays.copyOf(bytes, 8 + random.nextInt(bytes.length)) : bytes;
        if (random.nextInt(one) == 0) {
            for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
                int at = random.nextInt(mutated.length);
                mutated[at] =
                        (byte) (random.nextBoolean() ? random.nextInt(256) : mutated[at] ^ 1 << random.nextInt(8));
            }
        }
        return mutated;
    }

    /** The same head, and noise. */
    private static byte[] noise(byte[] bytes, Random random) {
        byte[] noise = Arrays.copyOf(bytes, 14 + random.nextInt(60));
        for (int i = 12; i < noise.length; i++) {
            noise[i] = (byte) random.nextInt(256);
        }
        return noise;
    }

    private static JsonNode mutated(JsonNode schema, Random random) {
        String[] words = {
            "at", "rows", "columns", "type", "one", "map", "list", "ids", "int", "any", "text", "object", "[]"
        };
        String text = Json.mapper().writeValueAsString(schema);
        for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
            String old = words[random.nextInt(words.length)];
            String other = words[random.nextInt(words.length)];
            text = random.nextBoolean()
                    ? text.replaceFirst(Pattern.quote('"' + old + '"'), '"' + other + '"')
                    : text.replace(old, other);
        }
        try {
            return Json.mapper().readTree(text);
        } catch (JacksonException noJson) {
            return schema;
        }
    }
}
