package dev.playflux.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The meters of Micrometer. Each is looked up by the names that it is tagged with, and counting one more allocates nothing.
 */
final class MicrometerMetrics implements Metrics {
    private static final String GAME = "game";

    private final MeterRegistry registry;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger sessions = new AtomicInteger();
    private final AtomicInteger away = new AtomicInteger();
    private final Counter connectionsOpened;
    private final Family<Counter> connectionsClosed;
    private final Counter sessionsOpened;
    private final Counter sessionsResumed;
    private final Counter sessionsLost;
    private final Family<AtomicInteger> rooms;
    private final Family<Timer> ticks;
    private final Family<Counter> overruns;
    private final Family<Counter> stepsDropped;
    private final Family<Counter> messages;
    private final Family<Counter> refused;
    private final Family<Counter> dropped;
    private final Family<Counter> limited;
    private final Counter statesSent;
    private final Counter statesSkipped;
    private final Family<Family<Counter>> viewBytes;
    private final Family<Family<Counter>> clamped;
    private final Family<DistributionSummary> unacknowledged;
    private final Timer roundTrips;

    MicrometerMetrics(MeterRegistry registry) {
        this.registry = registry;
        gauge("connections", Tags.empty(), connections);
        gauge("sessions", Tags.empty(), sessions);
        gauge("sessions.away", Tags.empty(), away);
        connectionsOpened = counter("connections.opened", Tags.empty());
        connectionsClosed = counters("connections.closed", "code");
        sessionsOpened = counter("sessions.opened", Tags.empty());
        sessionsResumed = counter("sessions.resumed", Tags.empty());
        sessionsLost = counter("sessions.lost", Tags.empty());
        rooms = new Family<>(game -> gauge("rooms", Tags.of(GAME, game), new AtomicInteger()));
        ticks = new Family<>(game -> registry.timer(named("tick"), Tags.of(GAME, game)));
        overruns = counters("tick.overruns", GAME);
        stepsDropped = counters("tick.dropped", GAME);
        messages = counters("messages", "action");
        refused = counters("refused", "code");
        dropped = counters("dropped", "where");
        limited = counters("limited", "limit");
        statesSent = counter("states.sent", Tags.empty());
        statesSkipped = counter("states.skipped", Tags.empty());
        viewBytes = new Family<>(game -> ofViews("view.bytes", "bytes", game));
        clamped = new Family<>(game -> ofViews("view.clamped", "numbers", game));
        unacknowledged = new Family<>(what -> registry.summary(named("unacknowledged"), Tags.of("of", what)));
        roundTrips = registry.timer(named("roundtrip"));
    }

    private static String named(String name) {
        return "playflux." + name;
    }

    private AtomicInteger gauge(String name, Tags tags, AtomicInteger number) {
        Gauge.builder(named(name), number, AtomicInteger::get)
                .tags(tags)
                .strongReference(true)
                .register(registry);
        return number;
    }

    private Counter counter(String name, Tags tags) {
        return registry.counter(named(name), tags);
    }

    private Family<Counter> counters(String name, String tag) {
        return new Family<>(value -> counter(name, Tags.of(tag, value)));
    }

    private Family<Counter> ofViews(String name, String unit, String game) {
        return new Family<>(view -> Counter.builder(named(name))
                .baseUnit(unit)
                .tags(GAME, game, "view", view)
                .register(registry));
    }

    @Override
    public void connectionOpened() {
        connections.incrementAndGet();
        connectionsOpened.increment();
    }

    @Override
    public void connectionClosed(int code) {
        connections.decrementAndGet();
        connectionsClosed.of(told(code)).increment();
    }

    /** A peer may close with any code; those of the protocol have a name here. */
    private static String told(int code) {
        boolean known = (code >= 1000 && code <= 1015) || (code >= 4000 && code <= 4011);
        return known ? String.valueOf(code) : "other";
    }

    @Override
    public void sessionOpened() {
        sessions.incrementAndGet();
        sessionsOpened.increment();
    }

    @Override
    public void sessionAway() {
        away.incrementAndGet();
    }

    @Override
    public void sessionResumed() {
        away.decrementAndGet();
        sessionsResumed.increment();
    }

    @Override
    public void sessionEnded(boolean wasAway) {
        sessions.decrementAndGet();
        if (wasAway) {
            away.decrementAndGet();
            sessionsLost.increment();
        }
    }

    @Override
    public void roomOpened(String game) {
        rooms.of(game).incrementAndGet();
    }

    @Override
    public void roomClosed(String game) {
        rooms.of(game).decrementAndGet();
    }

    @Override
    public void tick(String game, long nanos) {
        ticks.of(game).record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void overrun(String game) {
        overruns.of(game).increment();
    }

    @Override
    public void stepsDropped(String game, int steps) {
        stepsDropped.of(game).increment(steps);
    }

    @Override
    public void message(String action) {
        messages.of(action).increment();
    }

    @Override
    public void refused(String code) {
        refused.of(code).increment();
    }

    @Override
    public void dropped(String where) {
        dropped.of(where).increment();
    }

    @Override
    public void limited(String limit) {
        limited.of(limit).increment();
    }

    @Override
    public void stateSent() {
        statesSent.increment();
    }

    @Override
    public void stateSkipped() {
        statesSkipped.increment();
    }

    @Override
    public void viewSent(String game, String view, int bytes) {
        viewBytes.of(game).of(view).increment(bytes);
    }

    @Override
    public void clamped(String game, String view, int numbers) {
        clamped.of(game).of(view).increment(numbers);
    }

    @Override
    public void unacknowledged(String what, int depth) {
        unacknowledged.of(what).record(depth);
    }

    @Override
    public void roundTrip(long nanos) {
        roundTrips.record(nanos, TimeUnit.NANOSECONDS);
    }
}
