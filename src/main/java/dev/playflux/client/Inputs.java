package dev.playflux.client;

import dev.playflux.codec.Codec;
import dev.playflux.codec.Encoded;
import dev.playflux.message.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Continuous inputs: the latest of each action waits until the tick lets it out. From any thread: a lock makes a number and
 * its place one step, so that none leaves behind a later one.
 */
final class Inputs {
    private final Object lock = new Object();
    /** In the order of the numbers. */
    private final Map<String, Message> latest = new LinkedHashMap<>();

    private long count;
    private boolean scheduled;

    /** Numbers an input and keeps it until it is sent or a later one takes its place. */
    long put(Message message) {
        synchronized (lock) {
            count++;
            latest.remove(message.action());
            latest.put(message.action(), message.withInput(count));
            return count;
        }
    }

    /** Whether the caller is the one to schedule the sending. */
    boolean schedules() {
        synchronized (lock) {
            boolean first = !latest.isEmpty() && !scheduled;
            scheduled |= first;
            return first;
        }
    }

    /** The one who had scheduled it is gone. */
    void unschedule() {
        synchronized (lock) {
            scheduled = false;
        }
    }

    /** Nothing waits any more: it was for a player who is gone. */
    void forget() {
        synchronized (lock) {
            latest.clear();
        }
    }

    /** Takes what waits, in the order of the numbers. */
    List<Encoded> take(Codec codec) {
        List<Message> taken;
        synchronized (lock) {
            scheduled = false;
            taken = List.copyOf(latest.values());
            latest.clear();
        }
        return new ArrayList<>(taken.stream().map(codec::encode).toList());
    }
}
