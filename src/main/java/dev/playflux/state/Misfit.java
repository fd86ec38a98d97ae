package dev.playflux.state;

/** A record that does not fit what the client holds. Carries no stack trace. */
final class Misfit extends RuntimeException {
    private static final long serialVersionUID = 1;

    Misfit(String problem) {
        super(problem, null, false, false);
    }

    static void unless(boolean fits, String problem) {
        if (!fits) {
            throw new Misfit(problem);
        }
    }
}
