package dev.playflux.connection;

import dev.playflux.codec.Codec;
import dev.playflux.codec.Encoded;
import dev.playflux.message.Message;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What a server without rooms welcomes its clients with. */
final class Greetings {
    private Greetings() {}

    /** The {@code $welcome} to a session, on a wire. */
    static Encoded welcome(StreamConnection connection, Wire wire, Hub.House house, boolean resumed, String token) {
        Map<String, Object> welcome = new HashMap<>();
        welcome.put("session", connection.id());
        welcome.put("resume", Map.of("token", token, "graceMs", house.grace().toMillis()));
        welcome.put("resumed", resumed);
        welcome.put("seq", connection.correspondence().known());
        welcome.put("time", house.clock().now(TimeUnit.MILLISECONDS));
        welcome.put("limits", house.limits().told());
        Codec codec = wire.codec();
        if (!codec.text()) {
            welcome.put("actions", codec.actions());
            welcome.put("views", List.of());
        }
        return codec.encode(Message.of("$welcome", welcome));
    }
}
