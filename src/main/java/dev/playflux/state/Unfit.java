package dev.playflux.state;

/** A value, or a type, that is not made of tables: it travels as a tree. Costs no stack trace. */
final class Unfit extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String path;

    Unfit(String path, String problem) {
        super(problem, null, false, false);
        this.path = path;
    }

    /** Where in the value. */
    String path() {
        return path;
    }
}
