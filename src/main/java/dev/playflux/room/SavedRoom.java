package dev.playflux.room;

import dev.playflux.connection.Identity;
import dev.playflux.connection.Outbox;
import dev.playflux.message.Body;
import dev.playflux.message.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A room as a store keeps it.
 *
 * @param version of this form
 * @param at when it was written, in ms since the Unix epoch
 * @param whole whether nothing has happened since: the server ended by itself
 * @param game its name
 * @param room its id
 * @param tick the number of the last tick
 * @param steps of game time
 * @param paused whether it is
 * @param locked whether it is
 * @param stateType the name of the state's class; null if it is that of the first state
 * @param state the game's
 * @param options of whoever opened it
 * @param events that wait for their time
 * @param seats of its players
 */
record SavedRoom(
        int version,
        long at,
        boolean whole,
        String game,
        String room,
        long tick,
        long steps,
        boolean paused,
        boolean locked,
        @Nullable String stateType,
        Body state,
        Body options,
        List<SavedEvent> events,
        List<SavedSeat> seats) {
    static final int VERSION = 1;

    /** An event, by the name of its class among those that the game has a {@code when} for. */
    record SavedEvent(String type, long due, long period, Body data) {}

    /** A seat, its session, and what is unacknowledged. */
    record SavedSeat(
            String player,
            String session,
            String address,
            @Nullable String identity,
            boolean spectator,
            boolean away,
            boolean stale,
            Body options,
            List<String> tokens,
            long handled,
            long sent,
            long input,
            List<SavedMessage> unacknowledged) {

        static SavedSeat of(Seat<?> seat) {
            Identity identity = seat.identity();
            Outbox outbox = seat.correspondence().outbox();
            return new SavedSeat(
                    seat.id(),
                    seat.session(),
                    seat.ticket().address(),
                    identity == null ? null : identity.name(),
                    seat.spectator(),
                    seat.away(),
                    seat.correspondence().stale(),
                    seat.said(),
                    seat.ticket().kept(),
                    seat.correspondence().handled(),
                    outbox.last(),
                    seat.input(),
                    outbox.messages().stream().map(SavedMessage::of).toList());
        }
    }

    /** A reliable message; its number is its place. */
    record SavedMessage(String action, boolean ask, Body data) {

        static SavedMessage of(Message message) {
            return new SavedMessage(message.action(), message.ask(), message.body());
        }

        Message message() {
            Message plain = Message.of(action, data);
            return ask ? plain.asking() : plain;
        }
    }
}
