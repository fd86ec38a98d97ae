package dev.playflux.client;

import dev.playflux.state.ViewSchema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a {@code $welcome} tells, as far as this client needs it. */
record Welcome(
        @Nullable String player,
        @Nullable String room,
        @Nullable Double tickMs,
        @Nullable List<String> actions,
        @Nullable List<ViewSchema> views) {

    /** The time between two inputs in nanoseconds. */
    long tickNanos() {
        return tickMs == null ? 50_000_000L : (long) (tickMs * 1_000_000);
    }
}
