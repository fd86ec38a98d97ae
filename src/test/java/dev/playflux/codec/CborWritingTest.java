package dev.playflux.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.message.Ack;
import dev.playflux.message.Body;
import dev.playflux.message.Limits;
import dev.playflux.message.Message;
import dev.playflux.message.NotEncodable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CborWritingTest {
    private static final Codec CODEC = Codec.cbor();

    record Steer(float dx, double dy) {}

    record Holder(Object x) {}

    /** How a value travels. */
    private static String written(Object value) {
        byte[] record = Samples.bytes(CODEC.encode(Message.of("a", value)));
        String hex = Hex.of(record);
        int body = hex.indexOf("826161");
        assertThat(body).as(hex).isBetween(4, 8);
        return hex.substring(body + 6);
    }

    private static Message travelled(Message message) {
        byte[] bytes = Samples.bytes(CODEC.encode(message));
        return Samples.message(CODEC.decode(bytes, Limits.Shape.DEFAULTS).get(0));
    }

    @Test
    void aNumberTakesTheFewestBytesThatKeepItExact() {
        assertThat(written(0)).isEqualTo("00");
        assertThat(written(23.0)).isEqualTo("17");
        assertThat(written(24)).isEqualTo("1818");
        assertThat(written(-1L)).isEqualTo("20");
        assertThat(written(-257)).isEqualTo("390100");
        assertThat(written(65536)).isEqualTo("1a00010000");
        assertThat(written((1L << 53) - 1)).isEqualTo("1b001fffffffffffff");
        assertThat(written(1L << 53)).isEqualTo("70" + Hex.of("9007199254740992".getBytes(StandardCharsets.UTF_8)));
        assertThat(written(1.5)).isEqualTo("fa3fc00000");
        assertThat(written(0.1)).isEqualTo("fb3fb999999999999a");
        assertThat(written(0.1f)).isEqualTo("fa3dcccccd");
        assertThat(written(-0.0)).isEqualTo("fa80000000");
        assertThat(written(1e300)).isEqualTo("fb7e37e43c8800759c");
        assertThat(written(1e20)).isEqualTo("fb4415af1d78b58c40");
        assertThat(written(new BigDecimal("2.50"))).isEqualTo("fa40200000");
        assertThat(written(BigInteger.TWO.pow(70))).startsWith("76");
    }

    @Test
    void whatIsNotFiniteIsNull() {
        assertThat(written(Double.NaN)).isEqualTo("f6");
        assertThat(written(Float.POSITIVE_INFINITY)).isEqualTo("f6");
        assertThat(written(new double[] {1, Double.NaN})).isEqualTo("8201f6");
    }

    @Test
    void lengthsAreDefiniteWhateverTheSerialiserTells() {
        assertThat(written(new Steer(1, 0.5))).isEqualTo("a2" + "626478" + "01" + "626479" + "fa3f000000");
        assertThat(written(Map.of("x", List.of()))).isEqualTo("a1617880");
        for (int size : new int[] {0, 1, 23, 24, 255, 256, 70_000}) {
            List<Object> list = Collections.nCopies(size, "é");
            Map<String, Object> map = new LinkedHashMap<>();
            IntStream.range(0, size).forEach(i -> map.put("m" + i, List.of(i)));
            Body relayed = travelled(Message.of("a", new Holder(List.of(list, list.iterator(), map))))
                    .body();
            assertThat(relayed.as(Object.class)).as("%d", size).isEqualTo(Map.of("x", List.of(list, list, map)));
        }
    }

    @Test
    void bytesAreAByteString() {
        assertThat(written(new byte[] {1, 2})).isEqualTo("420102");
        assertThat((byte[]) travelled(Message.of("a", new byte[] {1, 2})).body().as(byte[].class))
                .containsExactly(1, 2);
    }

    @Test
    void whatIsTextInJsonIsTextHere() {
        UUID id = new UUID(1, 2);
        assertThat(travelled(Message.of("a", id)).as(Object.class)).isEqualTo(id.toString());
        assertThat(travelled(Message.of("a", new TreeMap<>(Map.of(7, "x")))).as(Object.class))
                .isEqualTo(Map.of("7", "x"));
        assertThat(travelled(Message.of("a", Optional.of(3))).as(Object.class)).isEqualTo(3);
    }

    @Test
    void whatMustNotTravelIsRefusedWithItsPath() {
        assertThatThrownBy(() -> written(new Holder(Map.of("__proto__", 1))))
                .isInstanceOf(NotEncodable.class)
                .hasMessage("x: a member must not be named '__proto__'");
        assertThatThrownBy(() -> written(List.of("\ud800")))
                .isInstanceOf(NotEncodable.class)
                .hasMessage("[0]: a lone surrogate or a byte-order mark in a string");
        List<Object> itself = new ArrayList<>();
        itself.add(itself);
        assertThatThrownBy(() -> written(itself))
                .isInstanceOf(NotEncodable.class)
                .hasMessageContaining("nested deeper than 100");
        assertThatThrownBy(() -> CODEC.encode(Message.of("no name", 1))).isInstanceOf(NotEncodable.class);
    }

    @Test
    void theSmallRecordsAreWrittenAsSuch() {
        assertThat(Hex.of(Samples.bytes(CODEC.encode(Message.of("$ack", new Ack(300, 0))))))
                .isEqualTo("0303ac0200");
        assertThat(Hex.of(Samples.bytes(CODEC.encode(Message.of("$ping", Map.of("t", 1.5))))))
                .isEqualTo("04083ff8000000000000");
        assertThat(Hex.of(Samples.bytes(CODEC.encode(Message.of("$pong", Map.of("t", 1, "time", 2L))))))
                .isEqualTo("05103ff00000000000004000000000000000");
    }

    @Test
    void metaIsWrittenWhereThereIsSome() {
        Message message = new Message("a", Body.of(null), 7, true, 42);
        assertThat(Hex.of(Samples.bytes(CODEC.encode(message)))).isEqualTo("010c836161f6a3000701f502182a");
        assertThat(travelled(message))
                .isEqualTo(new Message("a", travelled(message).body(), 7, true, 42));
    }

    @Test
    void aWelcomedClientNamesActionsByTheirIndex() {
        Codec client = CODEC.welcomed(List.of("chat", "steer"));
        byte[] record = Samples.bytes(client.encode(Message.of("steer", 1)));
        assertThat(Hex.of(record)).isEqualTo("0103820101");
        Codec server = Codec.cbor(List.of("chat", "steer"));
        assertThat(Samples.message(server.decode(record, Limits.Shape.DEFAULTS).get(0))
                        .action())
                .isEqualTo("steer");
        assertThat(Hex.of(Samples.bytes(server.encode(Message.of("steer", 1))))).contains("737465657201");
    }

    @Test
    void aReceivedBodyIsRelayedAsItIsUnlessItMustNot() {
        for (String body : List.of("fb3ff0000000000000", "1801", "a2616101616201", "4101")) {
            assertThat(relayed(CODEC, body)).as(body).isEqualTo(body);
        }
        assertThat(relayed(CODEC, "f93c00")).as("what not all clients read").isEqualTo("01");
        assertThat(relayed(CODEC, "1b0020000000000000"))
                .as("an integer that is not exact")
                .startsWith("70");
        assertThat(relayed(CODEC, "3b7fffffffffffffff"))
                .as("the least of 64 bits")
                .startsWith("74");
        assertThatThrownBy(() -> relayed(CODEC, "a1695f5f70726f746f5f5f01")).isInstanceOf(NotEncodable.class);
    }

    private static String relayed(Codec codec, String body) {
        byte[] message = Hex.bytes("826161" + body);
        byte[] record = Hex.bytes("01" + Hex.of(new byte[] {(byte) message.length}) + Hex.of(message));
        Message received =
                Samples.message(codec.decode(record, Limits.Shape.DEFAULTS).get(0));
        return Hex.of(Samples.bytes(codec.encode(Message.of("a", received.body()))))
                .substring(10);
    }

    @Test
    void aBodyOfOneFormatIsConvertedToTheOther() {
        Message json = Samples.body("{\"x\":[1,2.5,\"é\",true,null]}");
        assertThat(Hex.of(Samples.bytes(CODEC.encode(Message.of("a", json.body())))))
                .isEqualTo("0112826161a161788501fa4020000062c3a9f5f6");
        Message cbor = travelled(Message.of("a", json.body()));
        assertThat(Samples.text(Codec.json().encode(Message.of("a", cbor.body()))))
                .isEqualTo("{\"action\":\"a\",\"data\":{\"x\":[1,2.5,\"é\",true,null]}}");
    }

    @Test
    void framesHoldAtMost64RecordsHoweverTheyAreParted() {
        Encoded one = CODEC.encode(Message.of("a", "x".repeat(300)));
        byte[] whole = Samples.bytes(one);
        Encoded several = Encoded.of(
                List.of(whole, whole, Arrays.copyOf(whole, 50), Arrays.copyOfRange(whole, 50, whole.length)));
        List<Encoded> all = new ArrayList<>(Collections.nCopies(40, several));
        all.add(one);
        List<Encoded> frames = CODEC.frames(all);
        assertThat(frames).hasSize(2);
        assertThat(frames)
                .extracting(frame -> CODEC.decode(Samples.bytes(frame), Limits.Shape.DEFAULTS)
                        .size())
                .containsExactly(64, 57);
        assertThat(CODEC.frames(List.of())).isEmpty();
        assertThat(CODEC.frames(List.of(several))).containsExactly(several);
    }
}
