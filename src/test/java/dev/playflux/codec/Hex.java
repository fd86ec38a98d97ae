package dev.playflux.codec;

import java.util.HexFormat;

/** Bytes as people write them: hex digits, with spaces where they like. */
final class Hex {
    private Hex() {}

    static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    static String of(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
