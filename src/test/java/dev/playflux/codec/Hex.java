package dev.playflux.codec;

import java.util.HexFormat;

/** Bytes as people write them: hex digits, with spaces where they like. */
public final class Hex {
    private Hex() {}

    public static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    public static String of(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
