package dev.playflux.transport;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whose address a request has: that of the TCP peer; if that is a trusted proxy, the one that it names, and so on, so
 * that what a stranger claims behind it is nobody's. {@code Forwarded} (RFC 7239) comes before
 * {@code X-Forwarded-For}. What cannot be read is not believed.
 */
final class Peers {
    private final List<Network> proxies;

    Peers(List<String> proxies) {
        this.proxies = proxies.stream().map(Network::of).toList();
    }

    /** The address that counts, without a port. */
    String of(Channel channel, HttpHeaders headers) {
        String peer = Channels.address(channel);
        return proxies.isEmpty() ? peer : behind(peer, headers);
    }

    private String behind(String peer, HttpHeaders headers) {
        String address = peer;
        List<String> hops = hops(headers);
        for (int i = hops.size() - 1; i >= 0 && trusted(address); i--) {
            String hop = plain(hops.get(i));
            if (hop == null) {
                return address;
            }
            address = hop;
        }
        return address;
    }

    private boolean trusted(String address) {
        byte[] bytes = Network.bytes(withoutZone(address));
        return bytes != null && proxies.stream().anyMatch(proxy -> proxy.has(bytes));
    }

    private static String withoutZone(String address) {
        int zone = address.indexOf('%');
        return zone < 0 ? address : address.substring(0, zone);
    }

    private static List<String> hops(HttpHeaders headers) {
        List<String> hops = new ArrayList<>();
        boolean standard = headers.contains("Forwarded");
        for (String header : headers.getAll(standard ? "Forwarded" : "X-Forwarded-For")) {
            for (String element : header.split(",", -1)) {
                hops.add(standard ? by(element) : element.trim());
            }
        }
        return hops;
    }

    /** The {@code for} of an element of {@code Forwarded}, or nothing. */
    private static String by(String element) {
        for (String pair : element.split(";", -1)) {
            String trimmed = pair.trim();
            if (trimmed.toLowerCase(Locale.ROOT).startsWith("for=")) {
                String value = trimmed.substring(4);
                boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
                return quoted ? value.substring(1, value.length() - 1) : value;
            }
        }
        return "";
    }

    /** An address in the form in which the same address is always written, without brackets and port; or null. */
    private static @Nullable String plain(String hop) {
        byte[] bytes = Network.bytes(bare(hop));
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException never) {
            throw new AssertionError(never);
        }
    }

    private static String bare(String hop) {
        int close = hop.indexOf(']');
        if (hop.startsWith("[") && close > 0) {
            return hop.substring(1, close);
        }
        int colon = hop.indexOf(':');
        boolean port =
                colon > 0 && colon == hop.lastIndexOf(':') && NetUtil.isValidIpV4Address(hop.substring(0, colon));
        return port ? hop.substring(0, colon) : hop;
    }
}
