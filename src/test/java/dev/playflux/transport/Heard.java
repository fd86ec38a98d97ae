package dev.playflux.transport;

import dev.playflux.message.CloseReason;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A receiver that writes down what it hears, and from where. */
final class Heard implements Receiver {
    final List<String> messages = new CopyOnWriteArrayList<>();
    final List<CloseReason> closes = new CopyOnWriteArrayList<>();
    final List<Long> pongs = new CopyOnWriteArrayList<>();
    final List<String> faults = new CopyOnWriteArrayList<>();
    final List<String> events = new CopyOnWriteArrayList<>();
    private final Link link;
    private volatile boolean busy;
    private volatile @Nullable Consumer<String> onMessage;

    private Heard(Link link) {
        this.link = link;
    }

    static Heard of(Link link) {
        Heard heard = new Heard(link);
        link.open(heard);
        return heard;
    }

    void onMessage(Consumer<String> action) {
        onMessage = action;
    }

    int turns() {
        return (int) events.stream().filter("turnEnded"::equals).count();
    }

    @Override
    public void message(byte[] bytes, boolean text) {
        String message = (text ? "text:" : "bytes:") + new String(bytes, StandardCharsets.UTF_8);
        hear("message", () -> {
            messages.add(message);
            Consumer<String> action = onMessage;
            if (action != null) {
                action.accept(message);
            }
        });
    }

    @Override
    public void turnEnded() {
        hear("turnEnded", () -> {});
    }

    @Override
    public void pong(long nanos) {
        hear("pong", () -> pongs.add(nanos));
    }

    @Override
    public void closed(CloseReason reason) {
        hear("closed", () -> closes.add(reason));
    }

    private void hear(String event, Runnable then) {
        if (!link.loop().here()) {
            faults.add(event + " off the loop");
        }
        if (busy) {
            faults.add(event + " inside another call");
        }
        if (!closes.isEmpty()) {
            faults.add(event + " after closed");
        }
        busy = true;
        events.add(event);
        try {
            then.run();
        } finally {
            busy = false;
        }
    }
}
