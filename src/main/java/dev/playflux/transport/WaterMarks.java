package dev.playflux.transport;

/** When a socket's queue counts as full, and when as empty enough again. Small, since what waits there grows stale. */
final class WaterMarks {
    /** A full queue drained to this takes more again. */
    static final int LOW = 8 * 1024;
    /** A queue above this takes no more. */
    static final int HIGH = 32 * 1024;

    private WaterMarks() {}
}
