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
        @Nullable List<ViewSchema> views,
        @Nullable Resume resume,
        @Nullable Boolean resumed,
        @Nullable Long seq,
        @Nullable Told limits) {

    /** How to come back; the token is never in a log. */
    record Resume(String token) {

        @Override
        public String toString() {
            return "Resume";
        }
    }

    /** What the server takes. */
    record Told(@Nullable Integer messageBytes) {}

    /** The time between two inputs in nanoseconds. */
    long tickNanos() {
        return tickMs == null ? 50_000_000L : (long) (tickMs * 1_000_000);
    }

    /** Whether the session goes on. */
    boolean resumes() {
        return Boolean.TRUE.equals(resumed);
    }

    /** The last reliable message that the server has had from this session. */
    long accepted() {
        return seq == null ? 0 : seq;
    }

    /** The bytes of a message that the server takes; what it does not tell is the protocol's. */
    int messageBytes(int otherwise) {
        return limits == null || limits.messageBytes == null ? otherwise : limits.messageBytes;
    }
}
