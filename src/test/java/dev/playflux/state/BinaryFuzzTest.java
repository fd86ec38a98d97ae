package dev.playflux.state;

import dev.playflux.codec.BinaryRecord;
import dev.playflux.codec.Golden;
import dev.playflux.codec.Hex;
import dev.playflux.message.Message;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Whatever a binary state or announcement holds: it is applied, or it misfits. {@code -Dfuzz} says how often to try. */
class BinaryFuzzTest {
    private static final int TRIES = Integer.getInteger("fuzz", 20_000);
    private static final List<ViewSchema> VIEWS = List.of(new ViewSchema("world", null), new ViewSchema("area", null));

    @Test
    @Timeout(600)
    void anyRecordIsAppliedOrMisfits(TestReporter reporter) throws IOException {
        long seed = Long.getLong("playflux.seed", System.nanoTime());
        reporter.publishEntry("seed", String.valueOf(seed));
        List<JsonNode> vectors = Golden.read("cbor-state.json");
        for (long run = seed; run < seed + TRIES; run++) {
            Random random = new Random(run);
            Replica replica = Replica.create();
            replica.reset(VIEWS);
            try {
                for (JsonNode message :
                        vectors.get(random.nextInt(vectors.size())).path("messages")) {
                    apply(replica, mutated(Hex.bytes(message.stringValue()), random));
                }
            } catch (Throwable wrong) {
                throw new AssertionError("-Dplayflux.seed=" + run, wrong);
            }
        }
    }

    /** The body of the first record, as both kinds. */
    private static void apply(Replica replica, byte[] message) {
        BinaryRecord body = new BinaryRecord(message, Math.min(2, message.length), Math.max(0, message.length - 2));
        replica.announced(Message.of("$view", body));
        replica.apply(Message.of("$state", body));
    }

    private static byte[] mutated(byte[] bytes, Random random) {
        for (int edits = random.nextInt(4); edits > 0; edits--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }
}
