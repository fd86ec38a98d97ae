package dev.playflux.room;

import dev.playflux.connection.RoundTrip;
import dev.playflux.message.NetworkConditions;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Anybody who watches: nobody in particular, who has said nothing and hears nothing. */
record Onlooker<S>(Room<S> room) implements Player<S> {

    @Override
    public String id() {
        return "s0";
    }

    @Override
    public boolean spectator() {
        return true;
    }

    @Override
    public <T> @Nullable T identity(Class<T> type) {
        return null;
    }

    @Override
    public boolean away() {
        return false;
    }

    @Override
    public <T> @Nullable T options(Class<T> type) {
        return null;
    }

    @Override
    public void attach(@Nullable Object value) {}

    @Override
    public <T> @Nullable T attachment(Class<T> type) {
        return null;
    }

    @Override
    public RoundTrip roundTrip() {
        return RoundTrip.NONE;
    }

    @Override
    public void network(NetworkConditions toClient, NetworkConditions fromClient) {}

    @Override
    public void send(Object message) {}

    @Override
    public void send(String action, @Nullable Object data) {}

    @Override
    public Mono<Void> deliver(Object message) {
        return Mono.empty();
    }

    @Override
    public Mono<Void> deliver(String action, @Nullable Object data) {
        return Mono.empty();
    }

    @Override
    public <R> Mono<R> ask(Object question, Class<R> answer) {
        return Mono.empty();
    }

    @Override
    public void kick(String reason) {}
}
