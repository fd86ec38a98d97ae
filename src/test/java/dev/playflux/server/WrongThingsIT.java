package dev.playflux.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.message.Limits;
import dev.playflux.transport.RawSocket;
import java.io.IOException;
import java.util.Collections;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A welcomed client says something wrong: the exact answer, and the next one is served as if nothing had been. */
class WrongThingsIT extends SocketTest {
    private int port;
    private RawClient client;

    @BeforeEach
    void join() {
        listen(limits -> limits);
    }

    @AfterEach
    void theNextOneIsServed() {
        servesSomebodyNew(port);
    }

    private void listen(UnaryOperator<Limits> change) {
        port = serve(GameServer.create().game(Board.GAME).limits(change.apply(Limits.DEFAULTS)))
                .port();
        client = closing(RawClient.welcome(port));
    }

    /** The same limits, but for what hides them: the size of a message. */
    private void listenToLongMessages() {
        listen(limits -> limits.withShape(new Limits.Shape(1 << 20, 16, 64, 32, 8 * 1024, 128, 32)));
    }

    private void refused(String message, String code) {
        client.say(message);
        RawClient.Refusal refusal = client.refusal();
        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal.fatal()).isFalse();
        stillThere();
    }

    private void stillThere() {
        client.say(Board.say("still there"));
        JsonNode next = client.next("said");
        assertThat(next.path("data").asString()).isEqualTo("still there");
    }

    private static String data(String text) {
        return "{\"action\":\"say\",\"data\":{\"text\":" + text + "}}";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "hello",
                "{",
                "{\"action\":\"say\"",
                "{\"action\":\"say\"}}",
                "{\"action\":\"say\"} {\"action\":\"say\"}",
                "{'action':'say'}",
                "{\"action\":\"say\",}",
                "// a comment",
                "42",
                "null",
                "\"say\"",
                "[]",
                "{}",
                "[[{\"action\":\"say\"}]]",
                "{\"data\":{}}",
                "{\"action\":null}",
                "{\"action\":5}",
                "{\"action\":\"\"}",
                "{\"action\":\"1st\"}",
                "{\"action\":\"with space\"}",
                "{\"action\":\"say\",\"action\":\"say\"}",
                "{\"action\":\"say\",\"\\u0061ction\":\"say\"}",
                "{\"action\":\"say\",\"data\":{\"text\":\"a\",\"text\":\"b\"}}",
                "{\"action\":\"say\",\"other\":{\"a\":1,\"a\":1}}",
                "{\"action\":\"say\",\"seq\":0}",
                "{\"action\":\"say\",\"seq\":-1}",
                "{\"action\":\"say\",\"seq\":1.5}",
                "{\"action\":\"say\",\"seq\":\"1\"}",
                "{\"action\":\"say\",\"seq\":9007199254740992}",
                "{\"action\":\"say\",\"seq\":99999999999999999999}",
                "{\"action\":\"say\",\"input\":0}",
                "{\"action\":\"say\",\"input\":true}",
                "{\"action\":\"say\",\"input\":9007199254740992}",
                "{\"action\":\"say\",\"ask\":true}",
                "{\"action\":\"say\",\"seq\":1,\"ask\":1}",
            })
    void whatIsNoEnvelopeIsABadMessage(String text) {
        refused(text, "bad_message");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NaN",
                "Infinity",
                "-Infinity",
                "1e999",
                "-1e999",
                "01",
                "+1",
                ".5",
                "0x10",
                "1e99999999999999999999",
                "\"\\ud800\"",
                "\"\\udc00\\ud800\"",
                "\"\\x\"",
                "\"a\tb\"",
                "'a'",
                "undefined",
            })
    void aValueThatDoesNotExistIsABadMessage(String value) {
        refused(data(value), "bad_message");
    }

    static Stream<String> tooMuch() {
        String digits = "1".repeat(10_000);
        return Stream.of(
                data(digits),
                data("0." + digits),
                data("1".repeat(33)),
                data("[".repeat(10_000)),
                data("[".repeat(7_000) + "]".repeat(7_000)),
                data("{\"a\":".repeat(2_500) + "1" + "}".repeat(2_500)),
                data("[".repeat(31) + "]".repeat(31)),
                data("\"" + "x".repeat(8 * 1024 + 1) + "\""),
                data("\"" + "€".repeat(8 * 1024 / 3 + 1) + "\""),
                data("\"\\u20ac" + "x".repeat(8 * 1024 - 2) + "\""),
                data("{\"" + "n".repeat(129) + "\":1}"),
                "{\"" + "n".repeat(129) + "\":1,\"action\":\"say\"}",
                "{\"action\":\"" + "a".repeat(65) + "\"}",
                "[".repeat(10_000),
                "[" + String.join(",", Collections.nCopies(65, "{\"action\":\"say\"}")) + "]",
                "[" + String.join(",", Collections.nCopies(8_000, "1")) + "]");
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("tooMuch")
    void whatExceedsALimitOfShapeIsABadMessage(String text) {
        refused(text, "bad_message");
    }

    @Test
    void whatReachesTheLimitsIsHandled() {
        for (String value :
                new String[] {"1".repeat(32), "[".repeat(30) + "]".repeat(30), "{\"" + "n".repeat(128) + "\":1}"}) {
            client.say("{\"action\":\"unheard\",\"data\":{\"text\":" + value + "}}");
            assertThat(client.refusal().code()).isEqualTo("unknown_action");
        }
        String longest = "x".repeat(8 * 1024);
        client.say(Board.say(longest));
        assertThat(client.next("said").path("data").asString()).isEqualTo(longest);
        client.say("{\"action\":\"" + "a".repeat(64) + "\"}");
        assertThat(client.refusal().code()).isEqualTo("unknown_action");
    }

    @Test
    void anArrayOfTenThousandIsTooBig() {
        client.say("[" + String.join(",", Collections.nCopies(10_000, "1")) + "]");
        assertThat(client.closeCode()).isEqualTo(1009);
    }

    @Test
    void anArrayOfTenThousandIsABadMessageWhereItIsNotTooBig() {
        listenToLongMessages();
        refused("[" + String.join(",", Collections.nCopies(10_000, "{\"action\":\"say\"}")) + "]", "bad_message");
        refused(data("[".repeat(10_000) + "]".repeat(10_000)), "bad_message");
        refused(data("1".repeat(100_000)), "bad_message");
        refused(data("[" + String.join(",", Collections.nCopies(10_000, "1")) + "]"), "bad_data");
    }

    @Test
    void aByteOrderMarkIsABadMessage() {
        refused("\ufeff" + Board.say("a"), "bad_message");
    }

    @Test
    void moreThanSixtyFourEnvelopesAreOneBadMessageAndNoneIsHandled() {
        client.say("[" + String.join(",", Collections.nCopies(65, Board.say("one of many"))) + "]");
        assertThat(client.next("$error").path("data").path("code").asString()).isEqualTo("bad_message");
        stillThere();
    }

    @Test
    void sixtyFourEnvelopesAreHandledInOrder() {
        client.say(IntStream.range(0, 64).mapToObj(i -> Board.say("" + i)).collect(Collectors.joining(",", "[", "]")));
        for (int i = 0; i < 64; i++) {
            assertThat(client.next("said").path("data").asString()).isEqualTo("" + i);
        }
    }

    @Test
    void aBadOneAmongGoodOnesStopsNothing() {
        client.say("[" + Board.say("first") + ",{\"action\":7}," + Board.say("second") + "," + data("{\"a\":1,\"a\":1}")
                + ",[1]," + Board.say("third") + "]");
        for (int i = 0; i < 3; i++) {
            assertThat(client.refusal().code()).isEqualTo("bad_message");
        }
        client.say(Board.say("fourth"));
        assertThat(client.next("said").path("data").asString()).isEqualTo("first");
        assertThat(client.next("said").path("data").asString()).isEqualTo("second");
        assertThat(client.next("said").path("data").asString()).isEqualTo("third");
        assertThat(client.next("said").path("data").asString()).isEqualTo("fourth");
    }

    @ParameterizedTest
    @ValueSource(strings = {"$welcome", "$state", "$error", "$move", "$nope", "$", "$$", "$HELLO", "$hello "})
    void aReservedActionIsRefused(String action) {
        client.say("{\"action\":\"" + action + "\",\"data\":{}}");
        RawClient.Refusal refusal = client.refusal();
        assertThat(refusal.code()).isEqualTo("reserved_action");
        assertThat(refusal.action()).isEqualTo(action);
        stillThere();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nope", "Say", "disconnected", "onLeave", "__proto__", "a.b:c-d"})
    void anUnknownActionIsRefusedAndNamed(String action) {
        client.say("{\"action\":\"" + action + "\",\"data\":{},\"input\":7}");
        RawClient.Refusal refusal = client.refusal();
        assertThat(refusal.code()).isEqualTo("unknown_action");
        assertThat(refusal.action()).isEqualTo(action);
        assertThat(refusal.input()).isEqualTo(7);
        stillThere();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"dx\":\"NaN\",\"dy\":0} | dx",
                "{\"dx\":0,\"dy\":\"Infinity\"} | dy",
                "{\"dx\":0,\"dy\":\"1\"} | dy",
                "{\"dx\":true,\"dy\":0} | dx",
                "{\"dx\":null,\"dy\":0} | dx",
                "{\"dx\":[1],\"dy\":0} | dx",
                "{\"dx\":{},\"dy\":0} | dx",
                "{\"dx\":0} | dy",
                "{} | dx",
                "null | ''",
                "[] | ''",
                "[0,0] | ''",
                "\"steer\" | ''",
                "1 | ''",
            })
    void dataThatDoNotFitAreRefusedByTheNameOfTheField(String data, String field) {
        client.say("{\"action\":\"steer\",\"data\":" + data + ",\"input\":3}");
        RawClient.Refusal refusal = client.refusal();
        assertThat(refusal.code()).isEqualTo("bad_data");
        assertThat(refusal.message()).contains(field);
        assertThat(refusal.action()).isEqualTo("steer");
        assertThat(refusal.input()).isEqualTo(3);
        stillThere();
    }

    @Test
    void absentDataAreNull() {
        refused("{\"action\":\"steer\"}", "bad_data");
    }

    @Test
    void unknownMembersAreIgnored() {
        client.say("{\"v\":2,\"action\":\"say\",\"data\":{\"text\":\"a\",\"more\":[1]},\"x\":{\"y\":[]}}");
        assertThat(client.next("said").path("data").asString()).isEqualTo("a");
    }

    @Test
    void aReliableMessageThatIsWrongIsNamedByItsNumberAndTheNextOneIsAwaited() {
        client.say("{\"action\":\"nope\",\"seq\":1}");
        RawClient.Refusal refusal = client.refusal();
        assertThat(refusal.code()).isEqualTo("unknown_action");
        assertThat(refusal.re()).isEqualTo(1);
        client.say("{\"action\":\"say\",\"data\":{\"text\":\"a\"},\"seq\":2}");
        assertThat(client.next("said").path("data").asString()).isEqualTo("a");
        stillThere();
    }

    @Test
    void aGapAmongReliableMessagesIsClosed() {
        client.say("{\"action\":\"say\",\"data\":{\"text\":\"a\"},\"seq\":2}");
        assertThat(client.closeCode()).isEqualTo(1002);
        assertThat(client.heard("said")).isZero();
    }

    @Test
    void binaryOnAJsonConnectionIsClosed() throws IOException {
        client.socket().frame(RawSocket.FIN | RawSocket.BINARY, Board.say("a").getBytes(UTF_8));
        assertThat(client.closeCode()).isEqualTo(1003);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"t\":null}", "{\"t\":\"1\"}", "{\"t\":[1]}", "{\"t\":true}", "[1]", "1", "null"})
    void aPingWithoutANumberIsRefused(String data) {
        client.say("{\"action\":\"$ping\",\"data\":" + data + "}");
        RawClient.Refusal refusal = client.refusal();
        assertThat(refusal.code()).isEqualTo("bad_data");
        assertThat(refusal.action()).isEqualTo("$ping");
        stillThere();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1.5", "1e3", "0.1", "9007199254740991", "123456789012345678", "-0"})
    void aPingsNumberComesBackUntouched(String t) {
        client.say("{\"action\":\"$ping\",\"data\":{\"t\":" + t + "}}");
        JsonNode pong = client.next("$pong").path("data");
        assertThat(pong.path("t").isNumber()).isTrue();
        assertThat(pong.path("t").asDouble()).isEqualTo(Double.parseDouble(t));
        assertThat(pong.path("time").asLong()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"tick\":1000000}", "{\"tick\":9007199254740991}", "{\"seq\":1}", "{\"tick\":1,\"seq\":5}"})
    void anAcknowledgementOfWhatWasNeverSentIsClosed(String data) {
        client.say("{\"action\":\"$ack\",\"data\":" + data + "}");
        assertThat(client.closeCode()).isEqualTo(1002);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "5",
                "[]",
                "\"1\"",
                "{\"tick\":\"1\"}",
                "{\"tick\":0}",
                "{\"tick\":-1}",
                "{\"tick\":1.5}",
                "{\"tick\":99999999999999999999}",
                "{\"seq\":true}",
                "{\"tick\":{}}"
            })
    void anAcknowledgementOfSomethingElseIsRefused(String data) {
        refused("{\"action\":\"$ack\",\"data\":" + data + "}", "bad_data");
    }

    @Test
    void anOlderAcknowledgementIsIgnored() {
        RawClient acks = closing(RawClient.welcome(port, "{\"acks\":true}"));
        long first = acks.next("$state").path("data").path("tick").asLong();
        acks.say("{\"action\":\"$ack\",\"data\":{\"tick\":" + first + "}}");
        long second = acks.next("$state").path("data").path("tick").asLong();
        acks.say("{\"action\":\"$ack\",\"data\":{\"tick\":" + second + "}}");
        acks.say("{\"action\":\"$ack\",\"data\":{\"tick\":" + first + "}}");
        acks.say("{\"action\":\"$ack\",\"data\":{\"tick\":1}}");
        acks.say(Board.say("still there"));
        acks.next("said");
    }

    @Test
    void aSecondHelloIsClosed() {
        client.say("{\"action\":\"$hello\",\"data\":{}}");
        assertThat(client.closeCode()).isEqualTo(1002);
    }

    @Test
    void whatNobodyAskedForIsIgnored() {
        client.say("{\"action\":\"$pong\",\"data\":{\"t\":1}}");
        client.say("{\"action\":\"$pong\"}");
        client.say("{\"action\":\"$reply\",\"data\":{\"re\":77,\"ok\":null}}");
        stillThere();
    }
}
