package dev.playflux.recording;

import org.jspecify.annotations.Nullable;

/**
 * The exact value of a state at one moment, in a form that does not depend on the order of maps and sets, on identities or
 * on the process. Made when first asked for, by whichever thread asks.
 */
public sealed interface Snapshot permits Traced {

    /** A number of 64 bits that equal states have in common. */
    long fingerprint();

    /** The first place where another state is not the same; null if there is none. */
    @Nullable
    Difference difference(long tick, Snapshot replayed);
}
