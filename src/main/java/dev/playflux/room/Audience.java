package dev.playflux.room;

import dev.playflux.state.Section;
import dev.playflux.state.Source;
import dev.playflux.state.StateRecord;
import dev.playflux.state.ViewName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What everybody sees of a state. The sources of the views live here: the world's, and one for each key of the others; a
 * tick publishes all of them once, and each seat that is ready gets what changed since its own last tick. On the room's
 * thread.
 */
final class Audience<S> {
    private static final int VERIFIED_EVERY = 64;

    private final GameSpec<S> game;
    private final RunningRoom<S> room;
    private final boolean verifyAlways;
    private final Shown world = new Shown();
    private final List<Map<Object, Shown>> views = new ArrayList<>();
    private final List<ViewName> names = new ArrayList<>();
    private long tick;
    private long published;
    private boolean verify;

    /** The source of a key; hidden while its value is null, and before its first. */
    private static final class Shown {
        private final Source source = Source.tree();
        private boolean visible;
        private long wanted;

        @Nullable
        Source source() {
            return visible ? source : null;
        }
    }

    Audience(GameSpec<S> game, RunningRoom<S> room, boolean verifyAlways) {
        this.game = game;
        this.room = room;
        this.verifyAlways = verifyAlways;
        names.add(ViewName.of("world", 0));
        for (ViewSpec<S> view : game.views) {
            names.add(ViewName.of(view.name(), names.size()));
            views.add(new HashMap<>());
        }
    }

    /** Publishes the state of a tick to the seats. */
    void publish(S state, long tick, Iterable<Seat<S>> seats) {
        if (!seats.iterator().hasNext()) {
            return;
        }
        this.tick = tick;
        verify = verifyAlways || ++published % VERIFIED_EVERY == 0;
        publish("world", null, world, true, () -> game.world.apply(state));
        for (Seat<S> seat : seats) {
            seat.show(0, world.source());
            for (int i = 0; i < game.views.size(); i++) {
                seat.show(i + 1, view(i, state, seat));
            }
        }
        views.forEach(keys -> keys.values().removeIf(shown -> shown.wanted != tick));
        long now = room.now();
        for (Seat<S> seat : seats) {
            send(seat, now);
        }
    }

    /** The source of a view for a seat; null hides it. A key function that throws leaves what is shown. */
    private @Nullable Source view(int index, S state, Seat<S> seat) {
        ViewSpec<S> view = game.views.get(index);
        if (seat.spectator() && !view.shared()) {
            return null;
        }
        Object key;
        try {
            key = view.key().apply(state, seat);
        } catch (Throwable thrown) {
            room.report("view(" + view.name() + ")", seat, thrown);
            return seat.shown(index + 1);
        }
        if (key == null) {
            return null;
        }
        Shown shown = views.get(index).computeIfAbsent(key, absent -> new Shown());
        if (shown.wanted != tick) {
            shown.wanted = tick;
            publish(view.name(), seat, shown, false, () -> view.value().apply(state, key));
        }
        return shown.source();
    }

    /** Publishes a view's value; a view that throws keeps its last one. */
    private void publish(
            String view,
            @Nullable Seat<S> seat,
            Shown shown,
            boolean nullable,
            Supplier<? extends @Nullable Object> value) {
        try {
            Object now = value.get();
            if (now != null || nullable) {
                shown.source.publish(now, tick, verify, path -> changedInPlace(view, seat, path));
            }
            shown.visible = now != null || nullable;
        } catch (Throwable thrown) {
            room.report("view(" + view + ")", seat, thrown);
        }
    }

    private void changedInPlace(String view, @Nullable Seat<S> seat, String path) {
        String hint = path + " was changed in place; return a changed copy, or use Game.simulation";
        room.report("view(" + view + ")", seat, new IllegalStateException(hint));
    }

    private void send(Seat<S> seat, long now) {
        if (!seat.due(now)) {
            return;
        }
        if (!seat.ready(now)) {
            room.settings().metrics().stateSkipped();
            return;
        }
        List<Section> sections = new ArrayList<>(2);
        for (int i = 0; i <= game.views.size(); i++) {
            Section section = seat.section(i, names.get(i));
            if (section != null) {
                sections.add(section);
            }
        }
        seat.state(new StateRecord(tick, room.clockwork().time().toMillis(), seat.base(), seat.input(), sections), now);
    }
}
