package dev.playflux.room;

import dev.playflux.connection.Identity;
import dev.playflux.message.Body;
import dev.playflux.message.PlayfluxException;
import dev.playflux.recording.Attachment;
import dev.playflux.recording.DoesNotFit;
import dev.playflux.recording.Recorded;
import dev.playflux.recording.Unreadable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes the calls of a recording. */
final class ReplayedCalls<S> {
    private static final int MOST_PLAYERS = 100_000;

    private final GameSpec<S> game;
    private final ReplayedRoom<S> room;
    private final StateFamily states;
    private long joined;

    ReplayedCalls(GameSpec<S> game, ReplayedRoom<S> room) {
        this.game = game;
        this.room = room;
        this.states = StateFamily.of(game);
    }

    long joined() {
        return joined;
    }

    /** Makes the room what it was when the recording began. */
    void begin(Recorded.Opening opening) {
        room.chance().skipped(opening.drawn());
        S first = Objects.requireNonNull(game.initial.get(), "the initial state is null");
        Body state = opening.state();
        room.set(state == null ? first : state(state));
        for (Recorded.Seated seat : opening.seats()) {
            ReplayedPlayer<S> player = join(seat.player(), seat.options(), seat.identity(), seat.details());
            player.away(seat.away());
            player.attach(kept(seat.attachment()));
        }
    }

    @SuppressWarnings("unchecked") // checked as far as it can be
    private S state(Body state) {
        return (S) states.checked(state.as(Object.class));
    }

    /** A value in collections that the game may change. */
    private static @Nullable Object kept(Body value) {
        return Attachment.copy(value.as(Object.class));
    }

    void make(Recorded entry) {
        if (entry instanceof Recorded.Acted acted) {
            act(acted);
        } else if (entry instanceof Recorded.Stepped stepped) {
            room.step(stepped.tick());
        } else if (entry instanceof Recorded.Ticked) {
            room.attempt(() -> game.onTick.apply(room.state(), room.tick()));
        } else if (entry instanceof Recorded.Happened happened) {
            happen(happened.event());
        } else if (entry instanceof Recorded.Drawn drawn) {
            room.chance().skipped(drawn.numbers());
        } else if (entry instanceof Recorded.Paused paused) {
            room.paused(paused.paused());
        } else if (entry instanceof Recorded.Changed changed) {
            room.set(state(changed.state()));
        } else if (entry instanceof Recorded.Opened) {
            room.attempt(() -> game.onOpen.apply(room.state(), room));
        } else {
            seat(entry);
        }
    }

    private void seat(Recorded entry) {
        if (entry instanceof Recorded.Joined joined) {
            joined(joined);
        } else if (entry instanceof Recorded.Left left) {
            ReplayedPlayer<S> player = room.leave(left.player());
            Leave why = reason(left.why());
            room.attempt(() -> game.onLeave.apply(room.state(), player, why));
        } else if (entry instanceof Recorded.Away away) {
            ReplayedPlayer<S> player = room.seat(away.player());
            player.away(true);
            room.attempt(() -> game.onAway.apply(room.state(), player));
        } else if (entry instanceof Recorded.Back back) {
            ReplayedPlayer<S> player = room.seat(back.player());
            player.away(false);
            room.attempt(() -> game.onBack.apply(room.state(), player));
        } else if (entry instanceof Recorded.Attached attached) {
            room.seat(attached.player()).attach(kept(attached.value()));
        } else if (entry instanceof Recorded.Known known) {
            room.seat(known.player()).known(identity(known.identity(), known.details()));
        } else if (!(entry instanceof Recorded.Passed)) {
            throw new Unreadable("a second beginning", null);
        }
    }

    private static Leave reason(String name) {
        for (Leave why : Leave.values()) {
            if (why.name().equals(name)) {
                return why;
            }
        }
        throw new DoesNotFit("nobody leaves by " + name + " any more");
    }

    private ReplayedPlayer<S> join(String id, Body options, @Nullable String name, Body details) {
        if (room.players().size() >= MOST_PLAYERS) {
            throw new Unreadable("more than " + MOST_PLAYERS + " players", null);
        }
        joined++;
        return room.join(id, options, identity(name, details));
    }

    private static @Nullable Identity identity(@Nullable String name, Body details) {
        return name == null ? null : new Identity(name, kept(details));
    }

    private void joined(Recorded.Joined entry) {
        ReplayedPlayer<S> player = join(entry.player(), entry.options(), entry.identity(), entry.details());
        room.attempt(() -> game.onJoin.apply(room.state(), player, JoinOptions.of(game, player)));
    }

    /** A call has ended as it did when it was recorded: who was refused then has no seat. */
    void threw(Recorded call) {
        if (call instanceof Recorded.Joined joined) {
            room.leave(joined.player());
        }
    }

    /** What a game calls the place of a call. */
    static String name(Recorded call) {
        if (call instanceof Recorded.Acted acted) {
            return "on(" + acted.action() + ")";
        }
        if (call instanceof Recorded.Happened happened) {
            Object event = happened.event().as(Object.class);
            return "when(" + (event == null ? "" : event.getClass().getSimpleName()) + ")";
        }
        if (call instanceof Recorded.Joined joined) {
            return "onJoin(" + joined.player() + ")";
        }
        if (call instanceof Recorded.Left) {
            return "onLeave";
        }
        if (call instanceof Recorded.Away) {
            return "onAway";
        }
        if (call instanceof Recorded.Back) {
            return "onBack";
        }
        return call instanceof Recorded.Opened ? "onOpen" : "onTick";
    }

    private void act(Recorded.Acted acted) {
        ReplayedPlayer<S> player = room.seat(acted.player());
        Handler<S> handler = game.handlers.get(acted.action());
        if (handler == null || !handler.changes()) {
            throw new DoesNotFit("the action '" + acted.action() + "' changes no state any more"
                    + (handler == null ? ": the game has none of this name" : ""));
        }
        Object data = there(data(acted, handler), "action");
        room.attempt(() -> handler.end() instanceof Handler.Answer<S> answer
                ? answer.answer().apply(room.state(), player, data).state()
                : ((Handler.Reduce<S>) handler.end()).reducer().apply(room.state(), player, data));
    }

    /** A value in collections that the game may keep and change. */
    private static Object there(@Nullable Object value, String what) {
        if (value == null) {
            throw new Unreadable("an " + what + " without a value", null);
        }
        return Attachment.own(value);
    }

    private @Nullable Object data(Recorded.Acted acted, Handler<S> handler) {
        try {
            return acted.data().as(handler.operators() == null ? handler.type() : Object.class);
        } catch (PlayfluxException unfit) {
            throw new DoesNotFit("the action '" + acted.action() + "' does not fit any more: " + unfit.getMessage());
        }
    }

    private void happen(Body body) {
        Object event = there(body.as(Object.class), "event");
        RoomReducer<S, Object> reducer = game.reducer(event);
        if (reducer == null) {
            throw new DoesNotFit("the game has no when(" + event.getClass().getSimpleName() + ".class, …) any more");
        }
        room.attempt(() -> reducer.apply(room.state(), room, event));
    }
}
