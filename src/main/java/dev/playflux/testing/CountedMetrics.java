package dev.playflux.testing;

import dev.playflux.metrics.Metrics;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Counts what a match does, all together and by name. On the match's thread. */
final class CountedMetrics implements Metrics, Counts {
    private final Map<String, Count> counts = new HashMap<>();

    private static final class Count {
        private final Map<Object, Long> named = new HashMap<>();
        private long all;
    }

    private void count(String method) {
        counts.computeIfAbsent(method, added -> new Count()).all++;
    }

    private void count(String method, Object name, long times) {
        Count count = counts.computeIfAbsent(method, added -> new Count());
        count.all += times;
        count.named.merge(name, times, Long::sum);
    }

    @Override
    public long of(String name) {
        int dot = name.indexOf('.');
        Count count = counts.get(dot < 0 ? name : name.substring(0, dot));
        if (count == null || dot < 0) {
            return count == null ? 0 : count.all;
        }
        return Objects.requireNonNullElse(count.named.get(name.substring(dot + 1)), 0L);
    }

    @Override
    public Map<String, Long> all() {
        Map<String, Long> all = new TreeMap<>();
        counts.forEach((method, count) -> {
            all.put(method, count.all);
            count.named.forEach((name, times) -> all.put(method + "." + name, times));
        });
        return all;
    }

    @Override
    public String toString() {
        return all().toString();
    }

    @Override
    public void connectionOpened() {
        count("connectionOpened");
    }

    @Override
    public void connectionClosed(int code) {
        count("connectionClosed", String.valueOf(code), 1);
    }

    @Override
    public void sessionOpened() {
        count("sessionOpened");
    }

    @Override
    public void sessionAway() {
        count("sessionAway");
    }

    @Override
    public void sessionResumed() {
        count("sessionResumed");
    }

    @Override
    public void sessionEnded(boolean away) {
        count("sessionEnded", away ? "away" : "in time", 1);
    }

    @Override
    public void roomOpened(String game) {
        count("roomOpened", game, 1);
    }

    @Override
    public void roomClosed(String game) {
        count("roomClosed", game, 1);
    }

    @Override
    public void tick(String game, long nanos) {
        count("tick", game, 1);
    }

    @Override
    public void overrun(String game) {
        count("overrun", game, 1);
    }

    @Override
    public void stepsDropped(String game, int steps) {
        count("stepsDropped", game, steps);
    }

    @Override
    public void message(String action) {
        count("message", action, 1);
    }

    @Override
    public void refused(String code) {
        count("refused", code, 1);
    }

    @Override
    public void dropped(String where) {
        count("dropped", where, 1);
    }

    @Override
    public void limited(String limit) {
        count("limited", limit, 1);
    }

    @Override
    public void stateSent() {
        count("stateSent");
    }

    @Override
    public void stateSkipped() {
        count("stateSkipped");
    }

    @Override
    public void viewSent(String game, String view, int bytes) {
        count("viewSent", view, bytes);
    }

    @Override
    public void clamped(String game, String view, int numbers) {
        count("clamped", view, numbers);
    }
}
