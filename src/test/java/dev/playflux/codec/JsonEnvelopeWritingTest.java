package dev.playflux.codec;

import static dev.playflux.codec.Samples.CODEC;
import static dev.playflux.codec.Samples.decode;
import static dev.playflux.codec.Samples.message;
import static dev.playflux.codec.Samples.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.message.Body;
import dev.playflux.message.Failure;
import dev.playflux.message.Message;
import dev.playflux.message.NotEncodable;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonEnvelopeWritingTest {
    private static final long MAX = (1L << 53) - 1;

    private static String refusal(Object value) {
        Message message = Message.of("a", value);
        try {
            throw new AssertionError(text(CODEC.encode(message)));
        } catch (NotEncodable refused) {
            return refused.getMessage();
        }
    }

    @Test
    void afterARefusalTheNextMessageIsWhole() {
        for (int i = 0; i < 100; i++) {
            refusal(Map.of("a", "x".repeat(9000), "b", "\ud800"));
            assertThat(text(CODEC.encode(Message.of("a", List.of(1, 2)))))
                    .isEqualTo("{\"action\":\"a\",\"data\":[1,2]}");
        }
    }

    @Test
    void anEnvelopeHasTheMembersThatItNeeds() {
        assertThat(text(CODEC.encode(Message.of("wave", null)))).isEqualTo("{\"action\":\"wave\"}");
        assertThat(text(CODEC.encode(new Message("buy", Body.of("hat"), 3, true, 0))))
                .isEqualTo("{\"action\":\"buy\",\"seq\":3,\"ask\":true,\"data\":\"hat\"}");
        assertThat(text(CODEC.encode(Message.of("steer", 1).withInput(17))))
                .isEqualTo("{\"action\":\"steer\",\"input\":17,\"data\":1}");
        assertThat(text(CODEC.encode(Message.of("$error", Failure.of("bad_data", "no", Message.of("x", null))))))
                .isEqualTo("{\"action\":\"$error\",\"data\":{\"code\":\"bad_data\",\"message\":\"no\",\"action\":\"x\","
                        + "\"re\":null,\"input\":null,\"fatal\":false}}");
        assertThat(CODEC.subProtocol()).isEqualTo("playflux.v1.json").isEqualTo(CODEC.toString());
        assertThat(CODEC.text()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "9", "\"", "$a\"b", "$a\n", "é", "a,\"data\":1"})
    void anActionThatIsNoNameIsRefused(String action) {
        assertThatThrownBy(() -> CODEC.encode(Message.of(action, 1)))
                .isInstanceOf(NotEncodable.class)
                .hasMessageContaining("name of an action");
    }

    @Test
    void aMessageSurvivesTheWayThereAndBack() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("text", "é😀\u2028\\\"");
        data.put("list", Arrays.asList(1, 2.5, null, true, List.of(), Map.of(), -MAX));
        Message sent = new Message("buy", Body.of(data), MAX, true, 9);
        Message received = message(text(CODEC.encode(sent)));

        assertThat(received.action()).isEqualTo("buy");
        assertThat(received.as(Object.class)).isEqualTo(data);
        assertThat(received.seq()).isEqualTo(MAX);
        assertThat(received.ask()).isTrue();
        assertThat(received.input()).isEqualTo(9);
    }

    @Test
    void aReceivedBodyIsRelayedByteForByte() {
        String data = "{ \"b\" : 1.50e1, \"a\":[ \"\\u0041\" ,-0],\"l\":9007199254740991 }";
        Message received = message("[{\"action\":\"x\",\"data\":" + data + " ,\"seq\":4}]");

        assertThat(text(CODEC.encode(new Message("y", received.body(), 7, false, 0))))
                .isEqualTo("{\"action\":\"y\",\"seq\":7,\"data\":" + data + "}");
        assertThat(text(CODEC.encode(Message.of("y", received.body())))).contains(data);
    }

    @Test
    void aRelayCarriesNoForbiddenNamesAndNoInexactIntegers() {
        Message bad = message("{\"action\":\"x\",\"data\":{\"a\":[{\"__proto__\":1}]}}");
        Message inexact = message("{\"action\":\"x\",\"data\":[9007199254740993, 1.50,-9007199254740992]}");
        Message huge = message("{\"action\":\"x\",\"data\":[123456789012345678901]}");

        assertThatThrownBy(() -> CODEC.encode(bad))
                .isInstanceOf(NotEncodable.class)
                .hasMessage("a[0]: a member must not be named '__proto__'");
        assertThat(text(CODEC.encode(inexact)))
                .isEqualTo("{\"action\":\"x\",\"data\":[\"9007199254740993\",1.5,\"-9007199254740992\"]}");
        assertThat(text(CODEC.encode(huge))).contains("E20");
    }

    @Test
    void theBodyOfAnotherCodecIsWrittenAsItsValue() {
        Body other = new Body() {
            @Override
            public Object as(Type type) {
                return Map.of("x", 1);
            }
        };

        assertThat(text(CODEC.encode(Message.of("a", other)))).isEqualTo("{\"action\":\"a\",\"data\":{\"x\":1}}");
    }

    @Test
    void oneEnvelopeIsAFrameOfItsOwn() {
        Encoded one = CODEC.encode(Message.of("a", 1));

        assertThat(CODEC.frames(List.of(one))).containsExactly(one);
        assertThat(CODEC.frames(List.of())).isEmpty();
    }

    @Test
    void severalEnvelopesShareAFrameAndTheirBytes() {
        Encoded one = CODEC.encode(Message.of("a", 1));
        Encoded two = Encoded.of(List.of("{\"action\":".getBytes(), "\"b\"}".getBytes()));
        List<Encoded> frames = CODEC.frames(List.of(one, two, one));

        assertThat(frames).hasSize(1);
        assertThat(text(frames.get(0)))
                .isEqualTo("[{\"action\":\"a\",\"data\":1},{\"action\":\"b\"},{\"action\":\"a\",\"data\":1}]");
        assertThat(frames.get(0).parts().get(1)).isSameAs(one.parts().get(0));
        assertThat(frames.get(0).parts().get(4)).isSameAs(two.parts().get(1));
        assertThat(decode(text(frames.get(0)))).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 63, 64, 65, 66, 128, 129, 200})
    void aFrameHasAtMost64Envelopes(int count) {
        List<Encoded> envelopes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            envelopes.add(CODEC.encode(Message.of("a", i)));
        }
        List<Integer> numbers = new ArrayList<>();
        List<Encoded> frames = CODEC.frames(envelopes);
        frames.forEach(frame ->
                decode(text(frame)).forEach(one -> numbers.add(message(one).as(int.class))));

        assertThat(frames).hasSize((count + 63) / 64);
        assertThat(numbers).hasSize(count).isSorted().startsWith(0).endsWith(count - 1);
    }
}
