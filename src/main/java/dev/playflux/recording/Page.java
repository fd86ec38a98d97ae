package dev.playflux.recording;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a room was given in a tick or less, with about how many bytes of memory that holds on to. The room's thread fills it,
 * and weighs each entry once; then it is handed over, and changes no more.
 */
public final class Page {
    /** How much may wait for somebody: 32 MiB. */
    public static final long HEAVIEST = 32L << 20;

    /** How many of the smallest entries may wait: each counts half a KiB, so that one bound holds for small and large ones. */
    public static final int MOST = 65_536;

    private static final int FULL = 1024;
    private static final long LEAST = HEAVIEST / MOST;

    private final List<Recorded> entries;
    private long weight;

    /** An empty one. */
    public Page() {
        this(16);
    }

    private Page(int room) {
        entries = new ArrayList<>(room);
    }

    /** A page of some entries. */
    static Page of(List<? extends Recorded> entries) {
        Page page = new Page(entries.size());
        entries.forEach(page::add);
        return page;
    }

    /** An empty one, of which about as much is expected as of this one. */
    public Page next() {
        return new Page(entries.size() + 8);
    }

    /** Writes an entry at its end. */
    public void add(Recorded entry) {
        entries.add(entry);
        weight += Math.max(LEAST, Weight.of(entry));
    }

    /** The entries, in their order. */
    public List<Recorded> entries() {
        return Collections.unmodifiableList(entries);
    }

    /** About how many bytes it holds on to. */
    public long weight() {
        return weight;
    }

    /** Whether it should be handed over before the tick ends. */
    public boolean full() {
        return entries.size() >= FULL || weight >= HEAVIEST / 8;
    }

    /** Whether it may wait too, where so much waits already. One always may: a single entry can be as large as a state. */
    public boolean fits(long waiting) {
        return waiting == 0 || waiting + weight <= HEAVIEST;
    }

    /** What of it belongs to the step at hand; null if that ends in a later one. It counts as much as the whole. */
    @Nullable
    Page step() {
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i) instanceof Recorded.Passed) {
                Page step = new Page(i + 1);
                step.entries.addAll(entries.subList(0, i + 1));
                step.weight = weight;
                return step;
            }
        }
        return null;
    }
}
