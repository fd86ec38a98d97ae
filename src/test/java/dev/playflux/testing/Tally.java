package dev.playflux.testing;

import dev.playflux.metrics.Metrics;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what a server drops and refuses. */
public final class Tally implements Metrics {
    public final List<String> dropped = new CopyOnWriteArrayList<>();
    public final List<String> refused = new CopyOnWriteArrayList<>();
    public final AtomicInteger skipped = new AtomicInteger();
    public final AtomicInteger steps = new AtomicInteger();
    public final AtomicInteger overruns = new AtomicInteger();

    @Override
    public void dropped(String where) {
        dropped.add(where);
    }

    @Override
    public void refused(String code) {
        refused.add(code);
    }

    @Override
    public void stateSkipped() {
        skipped.incrementAndGet();
    }

    @Override
    public void overrun(String game) {
        overruns.incrementAndGet();
    }

    @Override
    public void stepsDropped(String game, int dropped) {
        steps.addAndGet(dropped);
    }
}
