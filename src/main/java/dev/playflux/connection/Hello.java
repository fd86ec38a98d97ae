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
 * @param token credentials for the authenticator; never in a log
 * @param resume the session to go on with
 */
public record Hello(
        @Nullable String game,
        @Nullable String room,
        Body options,
        boolean spectate,
        boolean acks,
        @Nullable String client,
        @Nullable String token,
        @Nullable Resume resume) {

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
            @Nullable Resume resume,
            @Nullable String client) {}

    /**
     * What a client says to go on with its session.
     *
     * @param token the token of its last welcome; never in a log
     * @param seq the last reliable message that it accepted
     */
    public record Resume(String token, long seq) {

        @Override
        public String toString() {
            return "Resume[seq=" + seq + "]";
        }
    }

    /**
     * The greeting in a {@code $hello}.
     *
     * @throws BadData if it does not fit
     */
    public static Hello of(Message message) {
        Data data = message.as(Data.class);
        if (data == null) {
            return new Hello(null, null, NONE, false, false, null, null, null);
        }
        return new Hello(
                data.game,
                data.room,
                data.options == null ? NONE : data.options,
                Boolean.TRUE.equals(data.spectate),
                Boolean.TRUE.equals(data.acks),
                data.client,
                data.token,
                data.resume);
    }

    /** The same of somebody who watches. */
    public Hello watching() {
        return spectate ? this : new Hello(game, room, options, true, acks, client, token, resume);
    }

    /** Everything but the secrets. */
    @Override
    public String toString() {
        return "Hello[game=" + game + ", room=" + room + ", spectate=" + spectate + ", acks=" + acks + ", client="
                + client + "]";
    }
}
