package dev.playflux.transport;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Bytes at the edges of what UTF-8 is. */
final class Utf8Samples {
    private static final byte[] KOSME = HexFormat.of().parseHex("cebae1bdb9cf83cebcceb5");

    private Utf8Samples() {}

    static Stream<byte[]> all() {
        return Stream.of(prefixes(), boundaries(), continuations(), incomplete(), overlong(), surrogates(), specials())
                .flatMap(each -> each);
    }

    /** Greek, whole, cut anywhere, and followed or interrupted by a surrogate or by something too large. */
    private static Stream<byte[]> prefixes() {
        byte[] text = "Hello-µ@ßöäüàá-UTF-8!!".getBytes(StandardCharsets.UTF_8);
        return Stream.concat(
                IntStream.rangeClosed(0, KOSME.length).mapToObj(length -> Arrays.copyOf(KOSME, length)),
                Stream.of(
                        text,
                        joined(KOSME, hex("eda080"), KOSME),
                        joined(KOSME, hex("f4908080"), KOSME),
                        joined(KOSME, hex("f09f9880"), KOSME)));
    }

    /** The first and last sequences of every length, those of five and six bytes too, and the neighbours of gaps. */
    private static Stream<byte[]> boundaries() {
        return hexes(
                "00",
                "7f",
                "c280",
                "dfbf",
                "e0a080",
                "efbfbf",
                "f0908080",
                "f48fbfbf",
                "f7bfbfbf",
                "f8888080 80",
                "fbbfbfbfbf",
                "fc8480808080",
                "fdbfbfbfbfbf",
                "ed9fbf",
                "ee8080",
                "efbfbd",
                "f4908080");
    }

    /** Continuations of nothing, and leads that nothing continues. */
    private static Stream<byte[]> continuations() {
        Stream<byte[]> lonely = IntStream.range(1, 8).mapToObj(count -> repeated(0x80, count));
        Stream<byte[]> leads = IntStream.of(0xc0, 0xc2, 0xdf, 0xe0, 0xef, 0xf0, 0xf4, 0xf8, 0xfc, 0xfe, 0xff)
                .mapToObj(lead -> new byte[] {(byte) lead, ' '});
        byte[] all = new byte[64];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) (0x80 + i);
        }
        return Stream.of(Stream.of(all, hex("bf")), lonely, leads).flatMap(each -> each);
    }

    private static Stream<byte[]> incomplete() {
        return hexes(
                "c0",
                "e080",
                "f08080",
                "f8808080",
                "fc80808080",
                "df",
                "efbf",
                "f7bfbf",
                "fbbfbfbf",
                "fdbfbfbfbf",
                "c0e080f08080f8808080fc80808080dfefbff7bfbffbbfbfbffdbfbfbfbf",
                "fe",
                "ff",
                "fefeffff",
                "e282",
                "e228a1",
                "f09f98",
                "c328");
    }

    private static Stream<byte[]> overlong() {
        return hexes(
                "c0af",
                "e080af",
                "f08080af",
                "f8808080af",
                "fc80808080af",
                "c1bf",
                "e09fbf",
                "f08fbfbf",
                "f887bfbfbf",
                "fc83bfbfbfbf",
                "c080",
                "e08080",
                "f0808080",
                "f880808080",
                "fc8080808080");
    }

    private static Stream<byte[]> surrogates() {
        return hexes(
                "eda080",
                "edadbf",
                "edae80",
                "edafbf",
                "edb080",
                "edbe80",
                "edbfbf",
                "eda080edb080",
                "eda080edbfbf",
                "edadbfedb080",
                "edadbfedbfbf",
                "edae80edb080",
                "edae80edbfbf",
                "edafbfedb080",
                "edafbfedbfbf");
    }

    /** What is no character but may be said: the last two of each plane, and the specials. */
    private static Stream<byte[]> specials() {
        IntStream last =
                IntStream.rangeClosed(0, 16).flatMap(plane -> IntStream.of(plane << 16 | 0xfffe, plane << 16 | 0xffff));
        IntStream specials = IntStream.rangeClosed(0xfff9, 0xfffd);
        return IntStream.concat(IntStream.concat(last, specials), IntStream.of(0xfeff))
                .mapToObj(c -> new String(Character.toChars(c)).getBytes(StandardCharsets.UTF_8));
    }

    private static Stream<byte[]> hexes(String... all) {
        return Arrays.stream(all).map(Utf8Samples::hex);
    }

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static byte[] repeated(int value, int count) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
