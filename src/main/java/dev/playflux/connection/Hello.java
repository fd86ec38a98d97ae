package dev.playflux.connection;

import dev.playflux.codec.Json;
import dev.playflux.message.BadData;
import dev.playflux.message.Body;
import dev.playflux.message.Message;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client says first.
 *
 * @param game the game to play
 * @param room the room to enter
 * @param options what the game's join hook gets
 * @param spectate whether to watch without a seat
 * @param acks whether the client acknowledges ticks
 * @param client name and version, for logs
 */
public record Hello(
        @Nullable String game,
        @Nullable String room,
        Body options,
        boolean spectate,
        boolean acks,
        @Nullable String client) {

    /** No options are an empty object, so that a record whose members may be absent still fits. */
    private static final Body NONE = Json.body(Map.of());

    /** What a {@code $hello} carries on the wire. */
    private record Data(
            @Nullable String game,
            @Nullable String room,
            @Nullable Body options,
            @Nullable Boolean spectate,
            @Nullable Boolean acks,
            @Nullable String token,
            @Nullable Map<String, Object> resume,
            @Nullable String client) {}

    /**
     * The greeting in a {@code $hello}.
     *
     * @throws BadData if it does not fit
     */
    public static Hello of(Message message) {
        Data data = message.as(Data.class);
        if (data == null) {
            return new Hello(null, null, NONE, false, false, null);
        }
        return new Hello(
                data.game,
                data.room,
                data.options == null ? NONE : data.options,
                Boolean.TRUE.equals(data.spectate),
                Boolean.TRUE.equals(data.acks),
                data.client);
    }
}
