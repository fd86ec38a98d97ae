package dev.playflux.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.message.BadData;
import dev.playflux.message.BadMessage;
import dev.playflux.message.Body;
import dev.playflux.message.Limits;
import dev.playflux.message.Message;
import dev.playflux.message.NotEncodable;
import dev.playflux.testing.CpuTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/**
 * Whatever the bytes: values or {@code bad_message}, in bounded time. {@code -Dfuzz=1000000} tries as many times as that,
 * {@code -Dplayflux.seed} from there on.
 */
class CborFuzzTest {
    private static final int TRIES = Integer.getInteger("fuzz", 20_000);
    private static final Codec CODEC = Codec.cbor(List.of("chat", "steer")).welcomed(List.of("chat", "steer"));
    private static final int[] ODD = {
        0x00, 0x01, 0x02, 0x03, 0x17, 0x18, 0x1b, 0x1c, 0x40, 0x5f, 0x61, 0x7f, 0x80, 0x82, 0x83, 0x9b, 0x9f, 0xa1,
        0xbb, 0xbf, 0xc2, 0xf4, 0xf6, 0xf7, 0xf9, 0xfa, 0xfb, 0xff
    };
    private static final byte[][] VALID = {
        Samples.bytes(CODEC.encode(new Message(
                "buy", Json.body(Map.of("a", List.of(1, -2.5, "ü😀", true), "b", Map.of())), 3, true, 1L << 40))),
        Samples.bytes(CODEC.encode(Message.of("steer", Map.of("dx", 0.1, "data", new byte[] {1, 2, 3})))),
        Hex.bytes("0303ac0200" + "04083ff8000000000000" + "05103ff80000000000004000000000000000"),
        Hex.bytes("0105820082f6" + "80" + "0205010000320001" + "0601a1"),
    };

    record Steer(double dx, float dy, List<String> names, Map<String, Integer> counts) {}

    @Test
    @Timeout(600)
    void anythingIsReadOrRefused(TestReporter reporter) {
        long seed = Long.getLong("playflux.seed", System.nanoTime());
        reporter.publishEntry("seed", String.valueOf(seed));
        long slowest = 0;
        int read = 0;
        for (long run = seed; run < seed + TRIES; run++) {
            Random random = new Random(run);
            byte[] bytes = random.nextInt(4) == 0 ? noise(random) : mutated(random);
            long start = CpuTime.now();
            try {
                read += survives(bytes);
            } catch (Throwable wrong) {
                throw new AssertionError("-Dplayflux.seed=" + run + ": " + Hex.of(bytes), wrong);
            }
            slowest = Math.max(slowest, CpuTime.now() - start);
        }
        assertThat(slowest).as("nanoseconds of the slowest").isLessThan(2_000_000_000L);
        assertThat(read).as("bodies that were read").isBetween(TRIES / 20, TRIES * 4);
    }

    private static int survives(byte[] bytes) {
        try {
            List<Received> records = CODEC.decode(bytes, Limits.Shape.DEFAULTS);
            assertThat(records.size()).isBetween(1, 64);
            return records.stream().mapToInt(CborFuzzTest::readAndRelay).sum();
        } catch (BadMessage bad) {
            return 0;
        }
    }

    private static int readAndRelay(Received received) {
        if (!(received instanceof Received.Wellformed wellformed)) {
            return 0;
        }
        Body body = wellformed.message().body();
        for (Class<?> type : List.of(Steer.class, Map.class, String.class, int.class, byte[].class, double[].class)) {
            try {
                body.as(type);
            } catch (BadData unfit) {
                assertThat(unfit.getMessage()).isNotBlank();
            }
        }
        if (body instanceof RawBody) {
            relay(body);
            return 1;
        }
        return 0;
    }

    /** What was read travels on, in both codecs, and arrives as what it was. */
    private static void relay(Body body) {
        try {
            Object value = body.as(Object.class);
            byte[] relayed = Samples.bytes(CODEC.encode(Message.of("a", body)));
            Message again =
                    Samples.message(CODEC.decode(relayed, Limits.Shape.DEFAULTS).get(0));
            assertThat(tree(again.as(Object.class)).equals(CborFuzzTest::compare, tree(value)))
                    .isTrue();
            Codec.json().encode(Message.of("a", body));
        } catch (NotEncodable refused) {
            assertThat(refused.getMessage()).contains("must not be named");
        }
    }

    private static JsonNode tree(@Nullable Object value) {
        return Json.mapper().readTree(Json.write(value));
    }

    /** Numbers by value: what is written as an integer may have come as a fraction. */
    private static int compare(JsonNode some, JsonNode other) {
        boolean same = some.isNumber() ? some.doubleValue() == other.doubleValue() : some.equals(other);
        return same ? 0 : 1;
    }

    private static byte[] noise(Random random) {
        byte[] bytes = new byte[1 + random.nextInt(60)];
        random.nextBytes(bytes);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = random.nextInt(3) == 0 ? bytes[i] : odd(random);
        }
        if (random.nextBoolean() && bytes.length > 4) { // so that it is looked into
            bytes[0] = 1;
            bytes[1] = (byte) (bytes.length - 2);
            bytes[2] = (byte) 0x82;
            bytes[3] = 0;
        }
        return bytes;
    }

    private static byte odd(Random random) {
        return (byte) ODD[random.nextInt(ODD.length)];
    }

    private static byte[] mutated(Random random) {
        byte[] bytes = VALID[random.nextInt(VALID.length)].clone();
        for (int edits = random.nextInt(4); edits > 0; edits--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] = odd(random);
                case 2 -> bytes[at] += (byte) (random.nextBoolean() ? 1 : -1);
                case 3 -> bytes = Arrays.copyOf(bytes, 1 + at);
                default -> {
                    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
                    System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
                    bytes = longer;
                }
            }
        }
        return bytes;
    }
}
