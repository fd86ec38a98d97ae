package dev.playflux.room;

import dev.playflux.codec.Codec;
import dev.playflux.state.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one seat sees of one view: the keys that it wants as of this tick, and those that its client has. Most ticks both
 * are the same in the same order, which costs a look at each. On the room's thread.
 */
final class Sight {
    private final LongSupplier marks;
    private final boolean many;
    private final List<Shown> wanted = new ArrayList<>(1);
    private final List<Shown> held = new ArrayList<>(1);

    /**
     * An empty one.
     *
     * @param marks a number of its own for each pass over keys
     * @param many whether each key has a name of its own; else a new one takes the place of the last
     */
    Sight(LongSupplier marks, boolean many) {
        this.marks = marks;
        this.many = many;
    }

    /** The key at a place as of the last tick. */
    @Nullable
    Shown at(int place) {
        return place < wanted.size() ? wanted.get(place) : null;
    }

    /** Wants these from now on, each of them once. */
    void want(List<Shown> keys) {
        if (!same(wanted, keys)) {
            wanted.clear();
            wanted.addAll(keys);
        }
    }

    private static boolean same(List<Shown> some, List<Shown> others) {
        boolean same = some.size() == others.size();
        for (int i = 0; same && i < some.size(); i++) {
            same = some.get(i) == others.get(i);
        }
        return same;
    }

    /** Goes on wanting the same. */
    void keep(long tick) {
        wanted.forEach(shown -> shown.wanted = tick);
    }

    /** Whether a client that has the values of {@code base} has not all that is wanted. */
    boolean news(long base) {
        int visible = 0;
        for (int i = 0; i < wanted.size(); i++) {
            Shown shown = wanted.get(i);
            if (shown.visible) {
                if (shown.source.changed() > base) {
                    return true;
                }
                visible++;
            }
        }
        return visible != held.size() || !(settled() || sameInOtherOrder());
    }

    /** Whether each visible key is one that the client has, if they are as many. */
    private boolean sameInOtherOrder() {
        long had = marks.getAsLong();
        held.forEach(shown -> shown.mark = had);
        return wanted.stream().noneMatch(shown -> shown.visible && shown.mark != had);
    }

    /** Whether the client has the keys that are wanted and visible, in the same order. */
    private boolean settled() {
        int place = 0;
        for (int i = 0; i < wanted.size(); i++) {
            Shown shown = wanted.get(i);
            if (shown.visible && (place == held.size() || held.get(place++) != shown)) {
                return false;
            }
        }
        return place == held.size();
    }

    /** Adds what there is to tell a client that has the values of {@code base}, and counts it as told. */
    void tell(Codec codec, long base, List<Section> sections) {
        if (base > 0 && settled()) {
            for (int i = 0; i < held.size(); i++) {
                tell(held.get(i), codec, base, sections);
            }
            return;
        }
        long now = marks.getAsLong();
        boolean any = mark(now);
        if (base > 0 && (many || !any)) {
            tellGone(now, sections);
        }
        long before = marks.getAsLong();
        held.forEach(shown -> {
            shown.mark = before;
            shown.holders--;
        });
        held.clear();
        for (Shown shown : wanted) {
            if (shown.visible) {
                tell(shown, codec, shown.mark == before ? base : 0, sections);
                shown.holders++;
                held.add(shown);
            }
        }
    }

    /** Marks what is visible; whether anything is. */
    private boolean mark(long mark) {
        boolean any = false;
        for (Shown shown : wanted) {
            if (shown.visible) {
                shown.mark = mark;
                any = true;
            }
        }
        return any;
    }

    private void tellGone(long now, List<Section> sections) {
        for (Shown shown : held) {
            if (shown.mark != now) {
                sections.add(Section.gone(shown.name));
            }
        }
    }

    private static void tell(Shown shown, Codec codec, long base, List<Section> sections) {
        if (shown.source.changed() > base) {
            sections.add(shown.section(codec, base));
        }
    }

    /** The client is gone, and has nothing any more. */
    void end() {
        held.forEach(shown -> shown.holders--);
        held.clear();
        wanted.clear();
    }
}
