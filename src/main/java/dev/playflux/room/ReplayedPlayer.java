package dev.playflux.room;

import dev.playflux.connection.Identity;
import dev.playflux.connection.RoundTrip;
import dev.playflux.message.Body;
import dev.playflux.message.Message;
import dev.playflux.message.NetworkConditions;
import dev.playflux.recording.NotRecorded;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A player of a replay: known, and never there. */
final class ReplayedPlayer<S> implements Player<S> {
    private final ReplayedRoom<S> room;
    private final String id;
    private final Body options;
    private @Nullable Identity identity;
    private @Nullable Object attachment;
    private boolean away;

    ReplayedPlayer(ReplayedRoom<S> room, String id, Body options, @Nullable Identity identity) {
        this.room = room;
        this.id = id;
        this.options = options;
        this.identity = identity;
    }

    /** Who it is from now on. */
    void known(@Nullable Identity identity) {
        this.identity = identity;
    }

    void away(boolean away) {
        this.away = away;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public boolean spectator() {
        return false;
    }

    @Override
    public Room<S> room() {
        return room;
    }

    @Override
    public <T> @Nullable T identity(Class<T> type) {
        if (identity != null && type != String.class) {
            recorded("what the authenticator knew of " + id, identity.details(), type);
        }
        return identity == null ? null : identity.as(type);
    }

    @Override
    public boolean away() {
        return away;
    }

    @Override
    public <T> @Nullable T options(Class<T> type) {
        return type.cast(options.as(type));
    }

    @Override
    public void attach(@Nullable Object value) {
        attachment = value;
    }

    @Override
    public <T> @Nullable T attachment(Class<T> type) {
        recorded("what was attached to " + id, attachment, type);
        return type.isInstance(attachment) ? type.cast(attachment) : null;
    }

    private static void recorded(String what, @Nullable Object value, Class<?> asked) {
        if (value instanceof NotRecorded absent && absent.mayBe(asked)) {
            throw absent.missing(what);
        }
    }

    @Override
    public RoundTrip roundTrip() {
        return RoundTrip.NONE;
    }

    @Override
    public void send(Object message) {
        ReplayedRoom.checked(Message.of(message));
    }

    @Override
    public void send(String action, @Nullable Object data) {
        ReplayedRoom.checked(Message.of(action, data));
    }

    @Override
    public Mono<Void> deliver(Object message) {
        send(message);
        return Mono.never();
    }

    @Override
    public Mono<Void> deliver(String action, @Nullable Object data) {
        send(action, data);
        return Mono.never();
    }

    @Override
    public <R> Mono<R> ask(Object question, Class<R> answer) {
        send(question);
        return Mono.never();
    }

    @Override
    public void network(NetworkConditions toClient, NetworkConditions fromClient) {}

    @Override
    public void kick(String reason) {}
}
