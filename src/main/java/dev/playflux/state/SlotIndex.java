package dev.playflux.state;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The slots of keys. Who comes in the same order as the last time is found without a look into the map. */
final class SlotIndex {
    private final Slots slots;
    private final Map<@Nullable Object, Integer> byKey = new HashMap<>();
    private int[] hints = new int[8];

    SlotIndex(Slots slots) {
        this.slots = slots;
    }

    /** The slot of the key that is the next in order, or −1. */
    int find(Object key, int position) {
        if (position >= hints.length) {
            hints = Arrays.copyOf(hints, 2 * position);
        }
        int hint = hints[position];
        if (hint < slots.end && key.equals(slots.ids[hint])) {
            return hint;
        }
        Integer slot = byKey.get(key);
        if (slot == null) {
            return -1;
        }
        hints[position] = slot;
        return slot;
    }

    void put(@Nullable Object key, int slot) {
        byKey.put(key, slot);
    }

    void remove(@Nullable Object key) {
        byKey.remove(key);
    }
}
