package desktop;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import tag.Tag;

/**
 * The states of the last moment, and a clock that follows the game's a little late, so that there is always a state on
 * either side of it. States come in jerks; the clock never does: it runs a bit faster or slower until it is right again.
 */
final class Timeline {
    /** How long ago the picture is, in ms: two states. */
    static final double DELAY = 100;

    /** A clock that is wrong by more is set, in ms. */
    private static final double TOO_WRONG = 500;

    /** How fast it becomes right: so many ms until a third of the error is left. */
    private static final double PATIENCE = 400;

    private static final int MOST = 32;

    private final Deque<Tag> tags = new ArrayDeque<>();
    private double clock;
    private double sinceLatest;

    /** Takes the loop's latest state; the one it has already is nothing new. */
    void add(Tag tag) {
        Tag latest = tags.peekLast();
        if (tag == latest) {
            return;
        }
        if (latest == null || tag.time() < latest.time()) { // another room, whose time is its own
            tags.clear();
            clock = tag.time() - DELAY;
        }
        tags.addLast(tag);
        sinceLatest = 0;
        if (tags.size() > MOST) {
            tags.removeFirst();
        }
    }

    /** The picture after this many milliseconds more; null before the first state. */
    @Nullable
    Moment advance(double millis) {
        if (tags.isEmpty()) {
            return null;
        }
        sinceLatest += millis;
        clock += millis;
        double error = tags.getLast().time() + sinceLatest - DELAY - clock;
        clock += Math.abs(error) > TOO_WRONG ? error : error * Math.min(1, millis / PATIENCE);
        return at(clock);
    }

    private Moment at(double time) {
        Iterator<Tag> states = tags.iterator();
        Tag from = states.next();
        int passed = 0;
        Tag to = from;
        while (states.hasNext() && to.time() <= time) {
            from = to;
            to = states.next();
            passed++;
        }
        for (; passed > 1; passed--) { // what lies behind the two is never needed again
            tags.removeFirst();
        }
        return Moment.between(from, to, time);
    }
}
