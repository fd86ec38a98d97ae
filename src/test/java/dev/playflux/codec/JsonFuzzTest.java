package dev.playflux.codec;

import static dev.playflux.codec.Samples.CODEC;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.message.BadMessage;
import dev.playflux.message.Limits;
import dev.playflux.message.Message;
import java.io.StringReader;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonFuzzTest {
    private static final List<String> VALID = List.of(
            "{\"action\":\"steer\",\"data\":{\"dx\":1,\"dy\":0},\"input\":17}",
            "[{\"action\":\"buy\",\"data\":[\"h\\u00e4t\",\"€😀\",-1.5e-3,true,null],\"seq\":3,\"ask\":true},{\"action\":\"$ack\"}]",
            " {\"v\":{\"a\":{\"b\":[[],{}]}},\"data\":\"\\ud83d\\ude00\\\\\\\"\\n\",\"action\":\"a.b\"} ");
    private static final JsonMapper REFERENCE = new JsonMapper();
    private static final String ODD = "{}[]\",:\\u\\0eE+-.12d89NIaFf \n\t\0\u007f";

    @Test
    void aTruncatedMessageIsBadWhereverItEnds() {
        for (String json : VALID) {
            byte[] whole = json.strip().getBytes(UTF_8);
            for (int length = 0; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                assertThatThrownBy(() -> CODEC.decode(cut, Limits.Shape.DEFAULTS))
                        .isInstanceOf(BadMessage.class);
            }
            assertThat(CODEC.decode(whole, Limits.Shape.DEFAULTS)).allSatisfy(Samples::message);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    @Timeout(60)
    void mutationsAreReadOrRefusedAndNothingElse(long seed) {
        Random random = new Random(seed);
        int read = 0;
        for (int i = 0; i < 25_000; i++) {
            byte[] mutant = VALID.get(random.nextInt(VALID.size())).getBytes(UTF_8);
            for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
                mutant = mutated(mutant, random);
            }
            read += survives(mutant, seed) ? 1 : 0;
        }
        assertThat(read).as("seed %d", seed).isBetween(1_000, 24_000);
    }

    /** Whether it is a message; then every body can be read and relayed. If it is none, no other parser takes it. */
    private static boolean survives(byte[] mutant, long seed) {
        boolean read = true;
        try {
            CODEC.decode(mutant, Limits.Shape.DEFAULTS).forEach(JsonFuzzTest::readAndRelay);
        } catch (BadMessage bad) {
            read = false;
        } catch (RuntimeException | AssertionError wrong) {
            throw new AssertionError("seed " + seed + ": " + new String(mutant, UTF_8), wrong);
        }
        if (read != isMessage(mutant)) {
            throw new AssertionError("seed " + seed + ", taken " + read + ": " + new String(mutant, UTF_8));
        }
        return read;
    }

    private static void readAndRelay(Received received) {
        if (received instanceof Received.Wellformed wellformed) {
            Message message = wellformed.message();
            Object value = message.as(Object.class);
            byte[] relayed = Samples.bytes(CODEC.encode(Message.of("a", message.body())));
            Object again = Samples.message(new String(relayed, UTF_8)).as(Object.class);
            // As text, since long integers come back as strings.
            if (!String.valueOf(again).equals(String.valueOf(value))) {
                throw new AssertionError(value + " came back as " + again);
            }
        }
    }

    /** What a parser of characters says, which shares little with the one of bytes. */
    private static boolean isMessage(byte[] bytes) {
        if (!Text.isUtf8(bytes)) {
            return false;
        }
        try {
            JsonNode tree = REFERENCE.readTree(new StringReader(new String(bytes, UTF_8)));
            return tree.isObject() || tree.isArray() && !tree.isEmpty();
        } catch (JacksonException broken) {
            return false;
        }
    }

    private static byte[] mutated(byte[] bytes, Random random) {
        int at = random.nextInt(bytes.length);
        int length = random.nextInt(Math.min(6, bytes.length - at) + 1);
        int to = random.nextInt(bytes.length);
        byte[] insert = switch (random.nextInt(5)) {
            case 0 -> new byte[] {(byte) random.nextInt(256)};
            case 1 -> new byte[] {(byte) ODD.charAt(random.nextInt(ODD.length()))};
            case 2 -> new byte[0];
            case 3 -> Arrays.copyOfRange(bytes, at, at + length);
            default -> String.valueOf(random.nextInt()).getBytes(UTF_8);
        };
        int cut = random.nextBoolean() ? Math.min(insert.length, bytes.length - to) : 0;
        int removed = insert.length == 0 ? 1 : cut;
        byte[] mutant = new byte[Math.max(1, bytes.length + insert.length - removed)];
        System.arraycopy(bytes, 0, mutant, 0, Math.min(to, mutant.length));
        System.arraycopy(insert, 0, mutant, to, Math.min(insert.length, mutant.length - to));
        int rest = Math.min(bytes.length - to - removed, mutant.length - to - insert.length);
        if (rest > 0) {
            System.arraycopy(bytes, to + removed, mutant, to + insert.length, rest);
        }
        return mutant;
    }
}
