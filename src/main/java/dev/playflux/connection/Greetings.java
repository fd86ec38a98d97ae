package dev.playflux.connection;

import dev.playflux.codec.Codec;
import dev.playflux.message.Limits;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import reactor.core.scheduler.Scheduler;

/** What every {@code $welcome} tells; a room adds what is its own. */
public final class Greetings {
    private Greetings() {}

    /**
     * The data of a {@code $welcome} to a session.
     *
     * @param codec of the connection: a binary one brings its dictionary, and no views yet
     * @param session the session's public id
     * @param token to come back with
     * @param grace how long the session is kept without a connection
     * @param resumed whether it is one that goes on
     * @param seq the last of the client's reliable messages of which it surely knows that it is handled
     */
    public static Map<String, Object> welcome(
            Codec codec,
            String session,
            String token,
            Duration grace,
            boolean resumed,
            long seq,
            Limits limits,
            Scheduler clock) {
        // In an order that is the same in every JVM, which that of Map.of is not.
        Map<String, Object> resume = new LinkedHashMap<>(4);
        resume.put("token", token);
        resume.put("graceMs", grace.toMillis());
        Map<String, Object> welcome = new HashMap<>();
        welcome.put("session", session);
        welcome.put("resume", resume);
        welcome.put("resumed", resumed);
        welcome.put("seq", seq);
        welcome.put("time", clock.now(TimeUnit.MILLISECONDS));
        welcome.put("limits", limits.told());
        if (!codec.text()) {
            welcome.put("actions", codec.actions());
            welcome.put("views", List.of());
        }
        return welcome;
    }
}
