package dev.playflux.client;

import dev.playflux.codec.Codec;
import dev.playflux.codec.Encoded;
import dev.playflux.message.Message;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Continuous inputs: the latest of each action waits until the tick lets it out. From any thread. */
final class Inputs {
    private final Map<String, Message> latest = new ConcurrentHashMap<>();
    private final AtomicLong count = new AtomicLong();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    /** Numbers an input and keeps it until it is sent or a later one takes its place. */
    long put(Message message) {
        long number = count.incrementAndGet();
        Message numbered = message.withInput(number);
        latest.merge(message.action(), numbered, (old, now) -> old.input() > now.input() ? old : now);
        return number;
    }

    /** Whether the caller is the one to schedule the sending. */
    boolean schedules() {
        return !latest.isEmpty() && scheduled.compareAndSet(false, true);
    }

    /** The one who had scheduled it is gone. */
    void unschedule() {
        scheduled.set(false);
    }

    /** Nothing waits any more: it was for a player who is gone. */
    void forget() {
        latest.clear();
    }

    /** Takes what waits, in the order of the numbers. */
    List<Encoded> take(Codec codec) {
        scheduled.set(false);
        List<Message> taken = new ArrayList<>();
        for (String action : List.copyOf(latest.keySet())) {
            Message message = latest.remove(action);
            if (message != null) {
                taken.add(message);
            }
        }
        taken.sort(Comparator.comparingLong(Message::input));
        return new ArrayList<>(taken.stream().map(codec::encode).toList());
    }
}
