package dev.playflux.transport;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a server meets the network.
 *
 * @param tls what it proves who it is with; null: no TLS
 * @param proxies the addresses, and the networks in CIDR notation, whose word on forwarded addresses counts
 * @param compression whether permessage-deflate is agreed to, for clients that ask
 */
public record Edge(@Nullable Tls tls, List<String> proxies, boolean compression) {
    /** Neither of them. */
    public static final Edge PLAIN = new Edge(null, List.of(), false);

    /**
     * An edge that means something.
     *
     * @throws IllegalArgumentException if a proxy is no address and no network
     */
    public Edge {
        proxies.forEach(Network::of);
        proxies = List.copyOf(proxies);
    }

    /** The same with TLS. */
    public Edge withTls(Path certificate, Path key) {
        return new Edge(new Tls(certificate, key), proxies, compression);
    }

    /** The same behind these proxies. */
    public Edge withProxies(List<String> proxies) {
        return new Edge(tls, proxies, compression);
    }

    /** The same with compression, or without. */
    public Edge withCompression(boolean compression) {
        return new Edge(tls, proxies, compression);
    }

    /**
     * A server's proof of who it is, in files.
     *
     * @param certificate its certificate and those that vouch for it, in PEM
     * @param key its private key, PKCS#8 in PEM, without a password
     */
    public record Tls(Path certificate, Path key) {}
}
