package dev.playflux.client;

import dev.playflux.connection.Hello;
import dev.playflux.message.Body;
import dev.playflux.message.Message;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a client wants, as its {@code $hello} says it each time. */
record Greeting(
        @Nullable String game,
        @Nullable String room,
        @Nullable Body options,
        boolean spectating) {

    /** Of a client that wants nothing in particular. */
    static final Greeting NONE = new Greeting(null, null, null, false);

    /**
     * The message.
     *
     * @param token the credentials; empty if there are none
     * @param resume the session to go on with
     */
    Message hello(String token, Hello.@Nullable Resume resume) {
        Map<String, Object> hello = new LinkedHashMap<>();
        hello.put("acks", true);
        hello.put("client", "playflux-java");
        put(hello, "game", game);
        put(hello, "room", room);
        put(hello, "options", options == null ? null : options.as(Object.class));
        put(hello, "token", token.isEmpty() ? null : token);
        put(hello, "resume", resume);
        if (spectating) {
            hello.put("spectate", true);
        }
        return Message.of("$hello", hello);
    }

    private static void put(Map<String, Object> hello, String name, @Nullable Object value) {
        if (value != null) {
            hello.put(name, value);
        }
    }
}
