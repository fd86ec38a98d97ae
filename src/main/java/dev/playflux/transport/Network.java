package dev.playflux.transport;

import io.netty.util.NetUtil;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The addresses that begin with the same bits: {@code 10.0.0.0/8}, or one alone. IPv4 in IPv6 is IPv4. */
final class Network {
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    private final byte[] address;
    private final int bits;

    private Network(byte[] address, int bits) {
        this.address = address;
        this.bits = bits;
    }

    /**
     * Reads an address or a network.
     *
     * @throws IllegalArgumentException if it is neither
     */
    static Network of(String text) {
        Objects.requireNonNull(text, "a proxy");
        int slash = text.indexOf('/');
        byte[] address = bytes(slash < 0 ? text : text.substring(0, slash));
        int bits = slash < 0 ? Integer.MAX_VALUE : number(text.substring(slash + 1));
        if (address == null || bits < 0 || (slash >= 0 && bits > 8 * address.length)) {
            throw new IllegalArgumentException(
                    "a proxy is an address or a network like 10.0.0.0/8, was '" + text + "'");
        }
        return new Network(address, Math.min(bits, 8 * address.length));
    }

    private static int number(String text) {
        return text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : -1;
    }

    /** An address's bytes, or null if it is none: names are not looked up. */
    static byte @Nullable [] bytes(String address) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        boolean mapped = bytes != null && bytes.length == 16 && startsWith(bytes, MAPPED, 96);
        return mapped ? Arrays.copyOfRange(bytes, 12, 16) : bytes;
    }

    /** Whether an address is of this network. */
    boolean has(byte[] other) {
        return other.length == address.length && startsWith(other, address, bits);
    }

    private static boolean startsWith(byte[] bytes, byte[] prefix, int bits) {
        int whole = bits / 8;
        if (!Arrays.equals(bytes, 0, whole, prefix, 0, whole)) {
            return false;
        }
        int rest = bits % 8;
        return rest == 0 || ((bytes[whole] ^ prefix[whole]) & 0xff) >> (8 - rest) == 0;
    }
}
