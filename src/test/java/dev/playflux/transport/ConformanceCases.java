package dev.playflux.transport;

import static dev.playflux.transport.RawSocket.BINARY;
import static dev.playflux.transport.RawSocket.CLOSE;
import static dev.playflux.transport.RawSocket.CONTINUATION;
import static dev.playflux.transport.RawSocket.FIN;
import static dev.playflux.transport.RawSocket.PING;
import static dev.playflux.transport.RawSocket.PONG;
import static dev.playflux.transport.RawSocket.TEXT;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a client may send, and what must come of it. */
final class ConformanceCases {
    private static final int WHOLE = Integer.MAX_VALUE;
    private static final String HELLO = "Hello, world!";

    private ConformanceCases() {}

    /** Bytes that are sent in pieces of a size; none at all is a pause. */
    record Step(byte[] bytes, int chop) {}

    /**
     * A case.
     *
     * @param events what comes back
     * @param ours whether the client closes after that, with 1000
     * @param answered whether the client has sent its close frame then
     * @param code of the server's close frame
     */
    record Case(String name, List<Step> steps, List<String> events, boolean ours, boolean answered, int code) {

        Case(String name) {
            this(name, List.of(), List.of(), true, true, 1000);
        }

        Case send(int first, String payload) {
            return send(first, payload, WHOLE);
        }

        Case send(int first, String payload, int chop) {
            return step(new Step(RawSocket.masked(first, payload.getBytes(ISO_8859_1)), chop));
        }

        Case step(Step step) {
            return new Case(name, joined(steps, step), events, ours, answered, code);
        }

        Case pause() {
            return step(new Step(new byte[0], WHOLE));
        }

        Case expect(String event) {
            return new Case(name, steps, joined(events, event), ours, answered, code);
        }

        /** The server closes. */
        Case refused(int code) {
            return new Case(name, steps, events, false, false, code);
        }

        /** The client has closed by what it sent. */
        Case closed(int code) {
            return new Case(name, steps, events, false, true, code);
        }

        /** All in one piece, or octet by octet. */
        Stream<Case> variants() {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            steps.forEach(step -> all.writeBytes(step.bytes()));
            Step once = new Step(all.toByteArray(), WHOLE);
            Step octets = new Step(all.toByteArray(), 1);
            return Stream.of(
                    this,
                    new Case(name + " at once", List.of(once), events, ours, answered, code),
                    new Case(name + " by octets", List.of(octets), events, ours, answered, code));
        }

        @Override
        public String toString() {
            return name;
        }

        private static <T> List<T> joined(List<T> list, T last) {
            return Stream.concat(list.stream(), Stream.of(last)).toList();
        }
    }

    /** Messages of all lengths, text and binary. */
    static List<Case> framing() {
        List<Case> cases = new ArrayList<>();
        for (int length : new int[] {0, 125, 126, 127, 128, 65_535, 65_536, 1_000_000}) {
            String text = "*".repeat(length);
            String bytes = "\u00fe".repeat(length);
            cases.add(new Case("text of " + length).send(FIN | TEXT, text).expect("text:" + text));
            cases.add(new Case("binary of " + length).send(FIN | BINARY, bytes).expect("binary:" + bytes));
        }
        String text = "*".repeat(65_536);
        cases.add(new Case("text in chops").send(FIN | TEXT, text, 997).expect("text:" + text));
        cases.add(new Case("binary in chops").send(FIN | BINARY, text, 997).expect("binary:" + text));
        Case fragmented = new Case("text in 51 fragments").send(TEXT, "*".repeat(1300));
        for (int i = 1; i < 50; i++) {
            fragmented = fragmented.send(CONTINUATION, "*".repeat(1300));
        }
        cases.add(fragmented.send(FIN | CONTINUATION, "*".repeat(536)).expect("text:" + text));
        return cases;
    }

    /** PING and PONG. */
    static List<Case> controls() {
        String bytes = "\u0000\u00ff\u00fe\u00fd\u00fc\u00fb\u0000\u00ff";
        String most = "\u00fe".repeat(125);
        Case ten = new Case("ten pings");
        for (int i = 0; i < 10; i++) {
            ten = ten.send(FIN | PING, "payload-" + i).expect("pong:payload-" + i);
        }
        return Stream.of(
                        Stream.of(
                                new Case("an empty ping").send(FIN | PING, "").expect("pong:"),
                                new Case("a ping of text")
                                        .send(FIN | PING, HELLO)
                                        .expect("pong:" + HELLO),
                                new Case("a ping of bytes")
                                        .send(FIN | PING, bytes)
                                        .expect("pong:" + bytes),
                                new Case("a ping of 125").send(FIN | PING, most).expect("pong:" + most)),
                        new Case("a ping of 126")
                                .send(FIN | PING, most + "x")
                                .refused(1002)
                                .variants(),
                        Stream.of(
                                new Case("an unasked pong").send(FIN | PONG, ""),
                                new Case("an unasked pong of text").send(FIN | PONG, HELLO),
                                new Case("an unasked pong and a ping")
                                        .send(FIN | PONG, HELLO)
                                        .send(FIN | PING, "?")
                                        .expect("pong:?")),
                        ten.variants())
                .flatMap(each -> each)
                .toList();
    }

    /** Reserved bits and opcodes. */
    static List<Case> reserved() {
        Stream<Case> bits = IntStream.range(1, 8)
                .boxed()
                .flatMap(rsv -> Stream.of(TEXT, BINARY, PING, PONG, CLOSE)
                        .flatMap(opcode -> badFrame("bits " + rsv + " on " + opcode, rsv << 4 | opcode)));
        Stream<Case> opcodes = IntStream.of(3, 4, 5, 6, 7, 11, 12, 13, 14, 15)
                .boxed()
                .flatMap(opcode -> badFrame("opcode " + opcode, opcode));
        return Stream.concat(bits, opcodes).toList();
    }

    private static Stream<Case> badFrame(String name, int first) {
        Case empty = new Case(name)
                .send(FIN | TEXT, HELLO)
                .expect("text:" + HELLO)
                .send(FIN | first, "")
                .send(FIN | PING, "")
                .refused(1002);
        Case full = new Case(name + " with a payload")
                .send(FIN | TEXT, HELLO)
                .expect("text:" + HELLO)
                .send(FIN | first, HELLO)
                .send(FIN | PING, "")
                .refused(1002);
        return Stream.concat(empty.variants(), full.variants());
    }

    /** Messages in fragments. */
    static List<Case> fragments() {
        Case ping = new Case("a ping in fragments")
                .send(PING, "a")
                .send(FIN | CONTINUATION, "b")
                .refused(1002);
        Case pong = new Case("a pong in fragments")
                .send(PONG, "a")
                .send(FIN | CONTINUATION, "b")
                .refused(1002);
        Case two = new Case("two fragments")
                .send(TEXT, "one")
                .send(FIN | CONTINUATION, "two")
                .expect("text:onetwo");
        Case between = new Case("a ping between")
                .send(TEXT, "one")
                .send(FIN | PING, "?")
                .send(FIN | CONTINUATION, "two")
                .expect("pong:?")
                .expect("text:onetwo");
        Case nothing = new Case("a continuation of nothing")
                .send(FIN | CONTINUATION, "no")
                .send(FIN | TEXT, HELLO)
                .refused(1002);
        Case noEnd = new Case("a continuation of nothing, without an end")
                .send(CONTINUATION, "no")
                .send(FIN | TEXT, HELLO)
                .refused(1002);
        Case after = new Case("a continuation after the end")
                .send(TEXT, "one")
                .send(FIN | CONTINUATION, "two")
                .send(CONTINUATION, "three")
                .send(FIN | TEXT, HELLO)
                .expect("text:onetwo")
                .refused(1002);
        Case twice = new Case("twice a continuation of nothing")
                .send(CONTINUATION, "a")
                .send(TEXT, "b")
                .send(FIN | CONTINUATION, "c")
                .send(CONTINUATION, "a")
                .refused(1002);
        Case inside = new Case("a text inside a text")
                .send(TEXT, "one")
                .send(FIN | TEXT, "two")
                .refused(1002);
        Case many = new Case("two pings between five fragments")
                .send(TEXT, "1")
                .send(CONTINUATION, "2")
                .send(FIN | PING, "?")
                .pause()
                .send(CONTINUATION, "3")
                .send(CONTINUATION, "4")
                .send(FIN | PING, "!")
                .send(FIN | CONTINUATION, "5")
                .expect("pong:?")
                .expect("pong:!")
                .expect("text:12345");
        return Stream.of(ping, pong, two, between, nothing, noEnd, after, twice, inside, many)
                .flatMap(Case::variants)
                .toList();
    }

    /** Text that is UTF-8 or not, in one frame, in octets of one frame, and in frames of one octet. */
    static List<Case> texts() {
        List<Case> cases = new ArrayList<>(
                Utf8Samples.all().flatMap(ConformanceCases::text).toList());
        String start = "\u00ce\u00ba\u00e1\u00bd\u00b9\u00cf\u0083";
        String wrong = "\u00f4\u0090";
        cases.add(new Case("empty fragments")
                .send(TEXT, "")
                .send(CONTINUATION, "")
                .send(FIN | CONTINUATION, "")
                .expect("text:"));
        cases.add(new Case("a text between empty fragments")
                .send(TEXT, "")
                .send(CONTINUATION, "m")
                .send(FIN | CONTINUATION, "")
                .expect("text:m"));
        cases.add(new Case("a wrong fragment is refused before the last")
                .send(TEXT, start)
                .pause()
                .send(CONTINUATION, wrong)
                .refused(1007));
        cases.add(new Case("a wrong octet is refused before the frame ends")
                .step(new Step(
                        cut(RawSocket.masked(FIN | TEXT, (start + wrong + "abc").getBytes(ISO_8859_1)), 3), WHOLE))
                .refused(1007));
        return cases;
    }

    private static byte[] cut(byte[] frame, int missing) {
        return Arrays.copyOf(frame, frame.length - missing);
    }

    private static Stream<Case> text(byte[] bytes) {
        String name = "text " + HexFormat.of().formatHex(bytes);
        String text = new String(bytes, ISO_8859_1);
        Case octets = new Case(name + " in frames of an octet").send(TEXT, "");
        for (byte octet : bytes) {
            octets = octets.send(CONTINUATION, new String(new byte[] {octet}, ISO_8859_1));
        }
        return Stream.concat(
                        Stream.of(new Case(name).send(FIN | TEXT, text)),
                        Stream.of(
                                new Case(name + " by octets").send(FIN | TEXT, text, 1),
                                octets.send(FIN | CONTINUATION, "")))
                .map(each -> valid(bytes) ? each.expect("text:" + text) : each.refused(1007));
    }

    /** An opinion that is not our own. */
    private static boolean valid(byte[] bytes) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException wrong) {
            return false;
        }
    }

    /** Close frames. */
    static List<Case> closes() {
        List<Case> cases = new ArrayList<>();
        for (int code : new int[] {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999}) {
            cases.add(close("close " + code, code, "").closed(code));
        }
        for (int code :
                new int[] {0, 999, 1004, 1005, 1006, 1012, 1013, 1014, 1015, 1016, 1100, 2000, 2999, 5000, 65_535}) {
            cases.add(close("close " + code, code, "").closed(1002));
        }
        String most = "*".repeat(123);
        cases.add(new Case("close").send(FIN | CLOSE, "").closed(-1));
        cases.add(new Case("a close of one byte").send(FIN | CLOSE, "\u0003").closed(1002));
        cases.add(close("close with a reason", 1000, HELLO).closed(1000));
        cases.add(close("close with the longest reason", 1000, most).closed(1000));
        cases.add(close("close with a longer reason", 1000, most + "x").closed(1002));
        cases.add(close("close with a reason that is not UTF-8", 1000, "\u00ce\u00ba\u00ed\u00a0\u0080")
                .closed(1007));
        cases.add(close("close with half a character", 1000, "\u00ce").closed(1007));
        cases.add(new Case("a text, then close")
                .send(FIN | TEXT, HELLO)
                .send(FIN | CLOSE, "")
                .expect("text:" + HELLO)
                .closed(-1));
        cases.add(close("close twice", 1000, "").send(FIN | CLOSE, "").closed(1000));
        cases.add(close("a ping after close", 1000, "").send(FIN | PING, "").closed(1000));
        cases.add(close("a text after close", 1000, "").send(FIN | TEXT, HELLO).closed(1000));
        cases.add(new Case("close inside a message")
                .send(TEXT, "one")
                .send(FIN | CLOSE, "\u0003\u00e8")
                .send(FIN | CONTINUATION, "two")
                .closed(1000));
        cases.add(new Case("much, then close, then a ping")
                .send(FIN | TEXT, "x".repeat(262_144))
                .send(FIN | CLOSE, "\u0003\u00e8")
                .send(FIN | PING, "")
                .expect("text:" + "x".repeat(262_144))
                .closed(1000));
        return cases.stream()
                .flatMap(Case::variants)
                .filter(each -> !(each.name().startsWith("much") && each.name().endsWith("octets")))
                .toList();
    }

    private static Case close(String name, int code, String reason) {
        String bytes = "" + (char) (code >> 8) + (char) (code & 0xff);
        return new Case(name).send(FIN | CLOSE, bytes + reason);
    }
}
