package dev.playflux.room;

import dev.playflux.state.Section;
import dev.playflux.state.ViewSchema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What everybody sees of a state: a tick publishes all views once, and each seat that is ready gets what changed since
 * its own last tick. On the room's thread.
 */
final class Audience<S> {
    private static final int VERIFIED_EVERY = 64;

    private final RunningRoom<S> room;
    private final List<ViewSpec<S>> specs;
    private final List<ShownView<S>> views = new ArrayList<>();
    private final List<Section> sections = new ArrayList<>();
    private final Printer printer = new Printer();
    private long tick;
    private long published;
    private boolean verifies;
    private long marks;
    private long indexes;

    Audience(RunningRoom<S> room, List<ViewSpec<S>> specs) {
        this.room = room;
        this.specs = specs;
    }

    /** Opens the views of a game whose state is of a type. */
    void open(Class<?> state) {
        for (ViewSpec<S> view : specs) {
            views.add(new ShownView<>(view.typed(state), views.size(), this));
        }
        indexes = views.size();
    }

    /** What a new seat sees: nothing of any view yet. */
    List<Sight> sights() {
        return views.stream().map(ShownView::sight).toList();
    }

    /** What a binary welcome tells of the views. */
    List<ViewSchema> schemas() {
        return views.stream().map(ShownView::schema).toList();
    }

    /** Publishes what there is to see after a tick to the seats. */
    void publish(Moment<S> moment, Collection<Seat<S>> seats) {
        if (seats.isEmpty()) {
            return;
        }
        tick = moment.tick();
        verifies = room.settings().development() || ++published % VERIFIED_EVERY == 0;
        for (int i = 0; i < views.size(); i++) {
            ShownView<S> view = views.get(i);
            for (Seat<S> seat : seats) {
                if (!seat.away()) {
                    view.show(moment, seat, seat.here().sight(i));
                }
            }
            view.sweep();
        }
        printer.tick(tick, moment.time().toMillis());
        long now = room.now();
        for (Seat<S> seat : seats) {
            if (!seat.away()) {
                send(seat, seat.here(), now);
            }
        }
    }

    private void send(Seat<S> seat, Line<S> line, long now) {
        if (!line.due(now)) {
            return;
        }
        if (!line.ready(now)) {
            room.settings().metrics().stateSkipped();
            return;
        }
        sections.clear();
        try {
            line.tell(sections);
            count();
            line.state(printer.print(seat.codec(), line.base(), seat.input(), sections), tick, now);
        } catch (Throwable thrown) { // an accessor that fails now and then: this seat gets everything the next time
            line.forget();
            report("of a player", seat, thrown);
        }
    }

    private void count() {
        room.settings().metrics().stateSent();
        for (int i = 0; i < sections.size(); i++) {
            Section section = sections.get(i);
            room.settings().metrics().viewSent(room.game(), section.view().name(), section.bytes().length);
        }
    }

    // What the views ask.

    long tick() {
        return tick;
    }

    /** Whether this tick looks for values changed in place. */
    boolean verifies() {
        return verifies;
    }

    /** A number that no other pass over keys has. */
    long mark() {
        return ++marks;
    }

    /** The index of a new key. */
    long nextIndex() {
        return indexes++;
    }

    /** Numbers of a view were beyond their range. */
    void clamped(String view, int numbers) {
        room.settings().metrics().clamped(room.game(), view, numbers);
    }

    void report(String view, @Nullable Seat<S> seat, Throwable thrown) {
        room.report("view(" + view + ")", seat, thrown);
    }
}
