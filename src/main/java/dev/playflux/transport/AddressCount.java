package dev.playflux.transport;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The open connections of each address, up to a limit. */
final class AddressCount {
    private final int limit;
    private final Map<String, Integer> open = new ConcurrentHashMap<>();

    AddressCount(int limit) {
        this.limit = limit;
    }

    /** Counts one more, unless the address has as many as it may. */
    boolean take(String address) {
        boolean[] taken = {false};
        open.compute(address, (same, count) -> {
            int before = count == null ? 0 : count;
            taken[0] = before < limit;
            return taken[0] ? before + 1 : before;
        });
        return taken[0];
    }

    /** Counts one less. */
    void release(String address) {
        open.computeIfPresent(address, (same, count) -> count == 1 ? null : count - 1);
    }
}
