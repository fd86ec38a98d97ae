package dev.playflux.state;

/** Hears what is odd about a value while it is published. On the publishing thread. */
@FunctionalInterface
public interface Findings {

    /** Something changed under an instance that stayed the same, such as {@code runners.p1.x}; it is published all the same. */
    void changedInPlace(String path);

    /** The value does not fit the columns of its type, and travels as patches until it does; told once. */
    default void unfit(String path, String problem) {}

    /** So many numbers were beyond the range that they are quantized in, and were published as its end. */
    default void clamped(int numbers) {}
}
