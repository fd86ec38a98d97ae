package dev.playflux.server;

import java.net.URI;

/**
 * An address of this machine.
 *
 * @param text as people write it: {@code 192.168.1.5}, {@code fd00::2}
 * @param loopback whether it leads from this machine to itself only
 */
public record LocalAddress(String text, boolean loopback) {

    /** Where a client finds a server on a port: {@code ws://192.168.1.5:8080/play}, {@code ws://[fd00::2]:8080/play}. */
    public URI uri(int port) {
        return uri(port, "/play");
    }

    /** The same for another path. */
    public URI uri(int port, String path) {
        String host = text.indexOf(':') < 0 ? text : "[" + text + "]";
        return URI.create("ws://" + host + ":" + port + path);
    }
}
