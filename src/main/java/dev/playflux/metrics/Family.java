package dev.playflux.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Meters that differ in one name: as many as a program has names, and one for the rest if it makes them up. Any thread. */
final class Family<M> {
    private static final int MOST = 200;
    private static final String REST = "other";

    private final Map<String, M> meters = new ConcurrentHashMap<>();
    private final Function<String, M> register;

    /** Meters that are registered when they are first used. */
    Family(Function<String, M> register) {
        this.register = register;
    }

    /** The meter of a name. */
    M of(String name) {
        M meter = meters.get(name);
        return meter != null ? meter : added(name);
    }

    private M added(String name) {
        return meters.computeIfAbsent(meters.size() < MOST ? name : REST, register);
    }
}
