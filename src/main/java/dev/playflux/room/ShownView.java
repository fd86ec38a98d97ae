package dev.playflux.room;

import dev.playflux.state.Findings;
import dev.playflux.state.ViewName;
import dev.playflux.state.ViewSchema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One view of a room: its keys that somebody wants, each made and published once a tick for all who see it. On the
 * room's thread.
 */
final class ShownView<S> {
    /** How many keys of a view somebody sees. */
    static final int MOST = 1024;
    /** The one key of the world. */
    static final Object ALL = "all";

    private final ViewSpec<S> spec;
    private final ViewName name;
    private final ViewSchema schema;
    private final Audience<S> audience;
    private final Map<Object, Shown> keys = new LinkedHashMap<>();
    private final Set<String> texts = new HashSet<>();
    private final List<Shown> seen = new ArrayList<>();
    private final Findings findings = new Reported();
    private @Nullable Seat<S> seat;
    private long tooMany;

    ShownView(ViewSpec<S> spec, int index, Audience<S> audience) {
        this.spec = spec;
        this.name = ViewName.of(spec.name(), index);
        this.schema = new ViewSchema(spec.name(), spec.source().schema());
        this.audience = audience;
    }

    /** What a binary client is told of it first. */
    ViewSchema schema() {
        return schema;
    }

    /** What a new seat sees of it: nothing yet. */
    Sight sight() {
        return new Sight(audience::mark, spec.many());
    }

    /** Looks what a seat wants to see now, and makes that. A function of keys that throws leaves what is shown. */
    void show(Moment<S> moment, Seat<S> seat, Sight sight) {
        this.seat = seat;
        try {
            seen.clear();
            look(moment, seat, sight);
        } catch (Throwable thrown) {
            sight.keep(audience.tick());
            report(thrown);
            return;
        }
        for (int i = 0; i < seen.size(); i++) {
            make(moment.state(), seen.get(i));
        }
        sight.want(seen);
    }

    private void look(Moment<S> moment, Seat<S> seat, Sight sight) {
        ViewSpec.Keys<S> of = spec.keys();
        if (of instanceof ViewSpec.Keys.All) {
            see(ALL, sight);
        } else if (of instanceof ViewSpec.Keys.Own) {
            see(seat.spectator() ? null : seat, sight);
        } else if (of instanceof ViewSpec.Keys.One<S> one) {
            see(one.key().apply(moment.state(), seat), sight);
        } else if (of instanceof ViewSpec.Keys.Many<S> many) {
            seeAll(many.keys().apply(moment.state(), seat), sight);
        } else if (of instanceof ViewSpec.Keys.Hosting) {
            see(moment.host(), sight);
        }
    }

    private void seeAll(@Nullable Collection<?> wanted, Sight sight) {
        if (wanted == null) {
            return;
        }
        long mark = audience.mark();
        for (Object key : wanted) {
            Shown shown = see(key, sight);
            if (shown != null && shown.mark == mark) {
                seen.remove(seen.size() - 1);
            } else if (shown != null) {
                shown.mark = mark;
            }
            if (seen.size() > MOST) {
                seen.remove(MOST);
                tooMany();
                return;
            }
        }
    }

    /** Adds a key to what is seen, unless it is null. */
    private @Nullable Shown see(@Nullable Object key, Sight sight) {
        if (key == null) {
            return null;
        }
        Shown shown = sight.at(seen.size());
        if (shown == null || !shown.is(key)) {
            shown = keys.get(key);
            if (shown == null) {
                shown = open(key);
                keys.put(key, shown);
            }
        }
        seen.add(shown);
        return shown;
    }

    /** A new key; one that cannot have a name is never visible, and reported once while it is wanted. */
    private Shown open(Object key) {
        if (!spec.many()) {
            return new Shown(key, name, spec.source(), false);
        }
        try {
            named(key.getClass());
            ViewName named = name.forKey(key, audience.nextIndex());
            if (!texts.add(String.valueOf(named.key()))) {
                throw new IllegalArgumentException("has two keys that are written '" + named.key() + "'");
            }
            return new Shown(key, named, spec.source(), false);
        } catch (RuntimeException | NoSuchMethodException refused) {
            report(refused);
            return new Shown(key, name, spec.source(), true);
        }
    }

    /** A key is told apart by its text, which must be the same for equal keys in every tick. */
    private static void named(Class<?> type) throws NoSuchMethodException {
        if (type.getMethod("toString").getDeclaringClass() == Object.class
                || type.getMethod("equals", Object.class).getDeclaringClass() == Object.class) {
            throw new IllegalArgumentException(
                    "has keys of " + type.getTypeName() + ", which has no equals or no toString of its own");
        }
    }

    private void tooMany() {
        if (tooMany != audience.tick()) {
            tooMany = audience.tick();
            report(new IllegalStateException("a player sees at most " + MOST + " keys; the rest is left out"));
        }
    }

    /** Publishes the value of a key, once a tick; one that throws keeps its last. */
    private void make(S state, Shown shown) {
        shown.wanted = audience.tick();
        if (!shown.due(audience.tick())) {
            return;
        }
        shown.made = audience.tick();
        try {
            Object value = spec.value().apply(state, shown.key);
            boolean visible = value != null || spec.keys() instanceof ViewSpec.Keys.All;
            if (visible) {
                shown.source.publish(value, audience.tick(), audience.verifies(), findings);
            }
            shown.visible = visible;
        } catch (Throwable thrown) {
            report(thrown);
        }
    }

    private final class Reported implements Findings {

        @Override
        public void changedInPlace(String path) {
            String hint = path + " was changed in place; return a changed copy, or use Game.simulation";
            report(new IllegalStateException(hint));
        }

        @Override
        public void unfit(String path, String problem) {
            report(new IllegalStateException(
                    path + " " + problem + ": the view is sent as patches until that is over"));
        }

        @Override
        public void clamped(int numbers) {
            audience.clamped(spec.name(), numbers);
        }
    }

    private void report(Throwable thrown) {
        audience.report(spec.name(), spec.keys() instanceof ViewSpec.Keys.All ? null : seat, thrown);
    }

    /** Drops what nobody wants and nobody has. */
    void sweep() {
        seat = null;
        keys.values().removeIf(shown -> {
            boolean idle = shown.idle(audience.tick());
            if (idle && shown.name.key() != null) {
                texts.remove(shown.name.key());
            }
            return idle;
        });
    }
}
