package dev.playflux.room;

import dev.playflux.connection.Shipment;
import dev.playflux.message.Message;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Messages to many players of a room. From any thread. */
record Broadcasts<S>(RunningRoom<S> room, Members<S> members) {

    /** Sends to all but one, at most once, encoded once for each codec. */
    void send(@Nullable Player<S> except, Message message) {
        Circular circular = new Circular(message, members.encoded(message));
        room.errands().send(() -> room.showing().tell(circular, except));
    }

    /** Sends to some, reliably. */
    Mono<Integer> deliver(Collection<? extends Player<S>> players, Object message) {
        List<Seat<S>> seats = new ArrayList<>(players.size());
        for (Player<S> player : players) {
            if (!(player instanceof Seat<S> seat) || seat.room() != room) {
                throw new IllegalArgumentException("player " + player.id() + " is not of room " + room.id());
            }
            seats.add(seat);
        }
        Shipment shipment = Shipment.of(Message.of(message), room.settings().clock());
        return Shipment.count(
                seats.stream().map(seat -> seat.mail().deliver(shipment)).toList());
    }
}
