package dev.playflux.room;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What those who watch a mutable world will see of it later: the world goes on, so all views are made at once, of the keys that
 * a stranger sees who watches and has said nothing. All who watch see the same. On the room's thread.
 */
final class Snapshots<S> {
    private final RunningRoom<S> room;
    private final List<ViewSpec<S>> specs;
    private final Player<S> onlooker;
    private Pictures last = Pictures.NOTHING;
    private Pictures shown = Pictures.NOTHING;

    Snapshots(RunningRoom<S> room) {
        this.room = room;
        this.specs = room.game.views;
        this.onlooker = new Onlooker<>(room);
    }

    /** The game's views, of the snapshot that is shown and not of the world. */
    List<ViewSpec<S>> views() {
        List<ViewSpec<S>> views = new ArrayList<>();
        for (int i = 0; i < specs.size(); i++) {
            views.add(view(specs.get(i), i));
        }
        return views;
    }

    private ViewSpec<S> view(ViewSpec<S> spec, int index) {
        if (spec.keys() instanceof ViewSpec.Keys.Hosting) {
            return spec; // The moment itself knows.
        }
        ViewSpec.Keys<S> keys = spec.keys();
        if (keys instanceof ViewSpec.Keys.One) {
            keys = new ViewSpec.Keys.One<>(
                    (world, seat) -> first(shown.view(index).keySet()));
        } else if (keys instanceof ViewSpec.Keys.Many) {
            keys = new ViewSpec.Keys.Many<>((world, seat) -> shown.view(index).keySet());
        }
        return new ViewSpec<>(
                spec.name(),
                spec.type(),
                keys,
                (world, key) -> shown.view(index).get(key));
    }

    private static @Nullable Object first(Collection<?> keys) {
        return keys.isEmpty() ? null : keys.iterator().next();
    }

    /** Shows a snapshot from now on. */
    void show(Pictures snapshot) {
        shown = snapshot;
    }

    /** Makes the views of a world as it is; one that throws is what it was. */
    Pictures take(S world) {
        List<Map<Object, @Nullable Object>> views = new ArrayList<>(specs.size());
        for (int i = 0; i < specs.size(); i++) {
            ViewSpec<S> spec = specs.get(i);
            try {
                views.add(make(spec, world));
            } catch (Throwable thrown) {
                room.report("view(" + spec.name() + ")", null, thrown);
                views.add(last.view(i));
            }
        }
        last = new Pictures(views);
        return last;
    }

    private Map<Object, @Nullable Object> make(ViewSpec<S> spec, S world) {
        Map<Object, @Nullable Object> made = new LinkedHashMap<>();
        for (Object key : keys(spec, world)) {
            if (key != null && made.size() < ShownView.MOST) {
                made.computeIfAbsent(key, wanted -> spec.value().apply(world, wanted));
            }
        }
        return made;
    }

    private Collection<? extends @Nullable Object> keys(ViewSpec<S> spec, S world) {
        ViewSpec.Keys<S> of = spec.keys();
        if (of instanceof ViewSpec.Keys.All) {
            return List.of(ShownView.ALL);
        } else if (of instanceof ViewSpec.Keys.One<S> one) {
            Object key = one.key().apply(world, onlooker);
            return key == null ? List.of() : List.of(key);
        } else if (of instanceof ViewSpec.Keys.Many<S> many) {
            Collection<?> keys = many.keys().apply(world, onlooker);
            return keys == null ? List.of() : keys;
        }
        return List.of();
    }
}
