package dev.playflux.transport;

import dev.playflux.message.CloseReason;
import dev.playflux.message.NetworkConditions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/**
 * A link on a worse line: what is sent waits in one lane before the real link gets it, what comes in another one before the
 * receiver does, signs of life and the end too. What is not final belongs to the link's loop.
 *
 * <p>A silent line hides an end from the other side: a link that is closed on one has ended here, and the real one is left
 * open for a while, as a server keeps the socket of a phone that is out of reach.
 */
final class ImpairedLink implements Link {
    /** What is counted for what frames a message. */
    private static final int FRAME = 4;
    /** As much as a kernel is told to keep unsent. */
    private static final int ENOUGH = 16 * 1024;

    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(1);
    private static final Duration FORGOTTEN = Duration.ofSeconds(30);

    private final Link link;
    private final Scheduler clock;
    private final Consumer<ImpairedLink> opened;
    private final Consumer<ImpairedLink> ended;
    private final Lane out;
    private final Lane in;
    private final Deliveries deliveries = new Deliveries(this::close);
    private final Deque<Asked> asked = new ArrayDeque<>(1);
    private final Deque<List<byte[]>> written = new ArrayDeque<>();
    private final AtomicReference<@Nullable CloseReason> closing = new AtomicReference<>();
    private volatile long unflushed;
    private boolean reads = true;
    private boolean reading = true;
    private boolean gone;
    /** What is to happen if the real link has not ended by then. */
    private Disposable deadline = Disposables.disposed();

    /** A PING: when the real link sent it, and how long it had been on its way before that. */
    private record Asked(long at, long before) {}

    /** A link; {@code opened} and {@code ended} hear of it on its loop, and {@code ended} alone if it ends unopened. */
    ImpairedLink(
            Link link,
            Scheduler clock,
            SplittableRandom random,
            Consumer<ImpairedLink> opened,
            Consumer<ImpairedLink> ended) {
        this.link = link;
        this.clock = clock;
        this.opened = opened;
        this.ended = ended;
        this.out = new Lane(link.loop(), clock, new Course(random.split()), new Turn(link::flush));
        this.in = new Lane(link.loop(), clock, new Course(random.split()), new Turn(this::turnEnded));
    }

    /** The end of either lane. */
    private final class Turn implements Lane.Turn {
        private final Runnable arrived;

        Turn(Runnable arrived) {
            this.arrived = arrived;
        }

        @Override
        public void arrived() {
            arrived.run();
        }

        @Override
        public void cut() {
            close(CloseReason.LOST);
        }
    }

    /** The conditions at first, before anybody has the link. */
    void begin(NetworkConditions toPeer, NetworkConditions fromPeer) {
        out.change(toPeer);
        in.change(fromPeer);
    }

    @Override
    public void conditions(NetworkConditions toPeer, NetworkConditions fromPeer) {
        link.loop().execute(() -> {
            out.change(toPeer);
            in.change(fromPeer);
        });
    }

    // What leaves.

    @Override
    public void write(List<byte[]> parts) {
        if (closing.get() != null) {
            return;
        }
        if (written.isEmpty() && out.idle()) {
            link.write(parts);
        } else {
            written.add(parts);
            unflushed(bytes(parts));
        }
    }

    @Override
    public void flush() {
        while (!written.isEmpty()) {
            List<byte[]> parts = written.remove();
            int bytes = bytes(parts);
            unflushed(-bytes);
            out.add(bytes, () -> link.write(parts));
        }
        link.flush();
    }

    private static int bytes(List<byte[]> parts) {
        int bytes = FRAME;
        for (byte[] part : parts) {
            bytes += part.length;
        }
        return bytes;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes it
    private void unflushed(long bytes) {
        unflushed += bytes;
    }

    @Override
    public void ping() {
        if (closing.get() == null) {
            flush();
            long at = now();
            out.add(FRAME, () -> {
                long later = now();
                asked.add(new Asked(later, later - at));
                link.ping();
            });
        }
    }

    @Override
    public boolean writable() {
        return closing.get() == null && out.waiting() < ENOUGH && link.writable();
    }

    @Override
    public long waiting() {
        return unflushed + out.waiting() + link.waiting();
    }

    // What comes.

    @Override
    public void open(Receiver receiver) {
        if (loop().here()) {
            opened(receiver);
        } else {
            loop().execute(() -> opened(receiver));
        }
    }

    private void opened(Receiver receiver) {
        deliveries.open(receiver);
        if (!deliveries.ended()) {
            opened.accept(this);
        }
        if (deliveries.holds()) { // it has ended on a silent line, and the real link will not say so
            loop().execute(deliveries::drain);
        }
        link.open(new Entry());
    }

    private void deliver(byte[] bytes, boolean text) {
        if (closing.get() == null) {
            deliveries.message(bytes, text);
        }
    }

    private void answered(long nanos) {
        if (closing.get() == null) {
            deliveries.pong(nanos);
        }
    }

    /** Where the real link delivers. */
    private final class Entry implements Deliveries.Line {

        @Override
        public void message(byte[] bytes, boolean text) {
            if (in.idle()) {
                deliver(bytes, text);
            } else {
                in.add(bytes.length + FRAME, () -> deliver(bytes, text));
                read();
            }
        }

        @Override
        public void turnEnded() {
            ImpairedLink.this.turnEnded();
        }

        @Override
        public void pinged(Runnable answer) {
            in.add(
                    FRAME,
                    () -> out.add(FRAME, () -> {
                        answer.run();
                        link.flush();
                    }));
        }

        @Override
        public void pong(long nanos) {
            long at = now();
            long before = before(at - nanos);
            in.add(FRAME, () -> answered(before + nanos + now() - at));
        }

        @Override
        public void closed(CloseReason reason) {
            gone = true;
            deadline.dispose();
            out.drop();
            if (closing.get() != null) {
                finish();
            } else {
                in.add(0, () -> finish(reason));
            }
        }
    }

    /** How long the question that the real link sent then had been on its way; those before it need no answer any more. */
    private long before(long sent) {
        long before = 0;
        while (!asked.isEmpty() && asked.element().at <= sent) {
            before = asked.remove().before;
        }
        return before;
    }

    private void turnEnded() {
        deliveries.turnEnded();
        read();
    }

    @Override
    public void reading(boolean wanted) {
        reading = wanted;
        read();
    }

    /** Reads no more than a window ahead of what has arrived. */
    private void read() {
        boolean wanted = reading && in.queued() < Lane.WINDOW;
        if (wanted != reads) {
            reads = wanted;
            link.reading(wanted);
        }
    }

    // The end.

    @Override
    public void close(CloseReason reason) {
        if (closing.compareAndSet(null, reason)) {
            if (loop().here()) {
                deliveries.silence();
            }
            loop().execute(() -> sayClose(reason));
        }
    }

    private void sayClose(CloseReason reason) {
        deliveries.silence();
        in.drop();
        boolean frame = CloseCodes.sendable(reason.code());
        if (gone) {
            finish();
        } else if (frame) {
            flush();
            out.add(0, () -> {
                later(CLOSE_DEADLINE, this::giveUp);
                link.close(reason);
            });
            if (!out.empty()) {
                // A network delivers what is in front of a close frame, however long it takes; but not for ever.
                Duration travel = Duration.ofNanos(Math.min(out.lag(), FORGOTTEN.toNanos()));
                later(CLOSE_DEADLINE.plus(travel), this::giveUp);
            }
        } else {
            giveUp();
        }
    }

    /** Cuts who has not taken the close frame. */
    private void giveUp() {
        if (gone) {
            return;
        }
        boolean hidden = out.conditions().silent();
        out.drop();
        if (hidden) {
            later(FORGOTTEN, () -> link.close(CloseReason.LOST));
            finish();
        } else {
            link.close(CloseReason.LOST);
        }
    }

    /** The real link is about to be closed by its listener. From any thread. */
    void end(CloseReason reason) {
        closing.compareAndSet(null, reason);
        loop().execute(() -> {
            deliveries.silence();
            in.drop();
            out.drop();
            deadline.dispose();
            if (gone) {
                finish();
            }
        });
    }

    private void finish() {
        finish(Objects.requireNonNull(closing.get()));
    }

    private void finish(CloseReason reason) {
        closing.compareAndSet(null, reason);
        in.drop();
        out.drop();
        if (deliveries.closed(reason)) {
            ended.accept(this);
        }
    }

    // The rest.

    private void later(Duration time, Runnable task) {
        deadline.dispose();
        deadline = clock.schedule(() -> loop().execute(task), time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private long now() {
        return clock.now(TimeUnit.NANOSECONDS);
    }

    @Override
    public String subProtocol() {
        return link.subProtocol();
    }

    @Override
    public String address() {
        return link.address();
    }

    @Override
    public Loop loop() {
        return link.loop();
    }
}
