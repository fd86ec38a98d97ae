package dev.playflux.connection;

/** Hears, once, what became of a reliable message. */
public interface Outcome {
    /** Nobody wants to know. */
    Outcome IGNORED = new Outcome() {
        @Override
        public void acknowledged() {}

        @Override
        public void failed(Throwable why) {}
    };

    /** The peer has accepted it. */
    void acknowledged();

    /** It was refused, or nothing will be heard of it any more. */
    void failed(Throwable why);
}
