package dev.playflux.room;

import dev.playflux.codec.Encoded;
import dev.playflux.connection.Correspondence;
import dev.playflux.connection.SlidingWindow;
import dev.playflux.connection.Wire;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Failure;
import dev.playflux.state.Section;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A seat's connection: what waits to be written to it, which states it has had, and which of them its client has
 * acknowledged. A client that comes back gets another one. What is not said to be otherwise belongs to the room's thread.
 */
final class Line<S> implements Correspondence.Receipted {
    private static final int REFUSALS = 64;
    private static final long SILENCE = TimeUnit.SECONDS.toNanos(1);

    private final RunningRoom<S> room;
    private final Seat<S> seat;
    private final Wire wire;
    private final @Nullable Window window;
    private final SlidingWindow resyncs;
    private final SlidingWindow resyncStrikes;
    private final List<Sight> sights;
    private final AtomicLong handedBytes = new AtomicLong();
    private volatile boolean handed;
    private volatile long heard;

    private List<Encoded> pending = List.of();
    private long pendingBytes;
    private List<Failure> refusals = List.of();
    private List<Failure> refused = List.of();
    private long settled;
    private long handledBefore;
    private long toldBefore;
    private boolean resumed;
    private boolean behind;
    private boolean adopts;
    private String token = "";
    private boolean welcomed;
    private boolean stateful;
    private boolean resync;
    private long acknowledged;
    private long base;
    private long lastTick;
    private long lastSent;
    private long inputTold;

    Line(RunningRoom<S> room, Seat<S> seat, Wire wire, boolean acks) {
        this.room = room;
        this.seat = seat;
        this.wire = wire;
        this.window = acks ? new Window(room.game.tickRate) : null;
        this.resyncs =
                new SlidingWindow(1, Duration.ofSeconds(1), room.settings().clock());
        this.resyncStrikes =
                new SlidingWindow(4, Duration.ofSeconds(10), room.settings().clock());
        this.sights = room.showing().audience(seat).sights();
    }

    Wire wire() {
        return wire;
    }

    /**
     * This line goes on where another one ended.
     *
     * @param handled the last of the client's reliable messages that is handled
     * @param told the last one of which its client surely knows so
     * @param adopts whether the client's next number may be any
     */
    void resume(long handled, long told, boolean adopts) {
        resumed = true;
        behind = true;
        this.adopts = adopts;
        handledBefore = handled;
        toldBefore = told;
    }

    /** The client sees nothing any more. */
    void end() {
        sights.forEach(Sight::end);
    }

    // Messages.

    /** Adds a message to the next write; false while too much waits. */
    boolean post(Encoded envelope) {
        if (wire.waiting() + handedBytes.get() + pendingBytes > Wire.UNSENT) {
            return false;
        }
        add(envelope);
        return true;
    }

    /** Adds a message to the next write, however much waits. */
    void add(Encoded envelope) {
        pending = pending.isEmpty() ? List.of(envelope) : more(pending.size(), envelope);
        pendingBytes += envelope.length();
        room.unsent(seat);
    }

    /** Adds a reliable message; until those before it are sent again, it is one of them and comes with them. */
    void ship(Encoded envelope) {
        if (!behind) {
            add(envelope);
        }
    }

    /** Adds all reliable messages that the client of the line before may not have. */
    void again(List<Encoded> unacknowledged) {
        behind = false;
        unacknowledged.forEach(this::add);
    }

    /** Puts the welcome before all that the join hook sent; it brings a token. */
    void welcome(Encoded envelope, String token) {
        this.token = token;
        pending = more(0, envelope);
        room.unsent(seat);
    }

    /** Most turns have one envelope for a player, the state, which needs no list that grows. */
    private List<Encoded> more(int place, Encoded envelope) {
        List<Encoded> more = pending instanceof ArrayList ? pending : new ArrayList<>(pending);
        more.add(place, envelope);
        return more;
    }

    /** Adds a failure to the next write; no more than a few are worth it. */
    void refuse(Failure failure) {
        if (refusals.size() < REFUSALS) {
            refusals = with(refusals, failure);
            room.unsent(seat);
        }
    }

    @Override
    public void settle(long seq, @Nullable Failure refusal) {
        settled = Math.max(settled, seq);
        if (refusal != null) {
            refused = with(refused, refusal);
        }
        room.unsent(seat);
    }

    private static List<Failure> with(List<Failure> some, Failure one) {
        List<Failure> more = some.isEmpty() ? new ArrayList<>(2) : some;
        more.add(one);
        return more;
    }

    /** Hands what waits to the fan-out. */
    void flush(FanOut fanOut) {
        if (pending.isEmpty() && refusals.isEmpty() && settled == 0) {
            return;
        }
        Post post = new Post();
        pending = List.of();
        refusals = List.of();
        refused = List.of();
        settled = 0;
        pendingBytes = 0;
        stateful = false;
        welcomed = true;
        handedBytes.addAndGet(post.bytes);
        fanOut.add(post);
    }

    /** What is told of the client's own messages. */
    private record Answers(List<Failure> failures, List<Failure> refused, long settled) {

        void write(Wire wire) {
            if (settled > 0) {
                wire.settle(settled, refused);
            }
            failures.forEach(wire::refuse);
        }
    }

    /** What leaves in one turn, on its way to the socket. */
    private final class Post implements FanOut.Letter {
        private final List<Encoded> envelopes = pending;
        private final @Nullable Answers answers =
                settled == 0 && refusals.isEmpty() ? null : new Answers(refusals, refused, settled);
        private final long bytes = pendingBytes;
        private final boolean state = stateful;
        private final boolean first = !welcomed;
        private final String brought = token;

        @Override
        public Wire wire() {
            return wire;
        }

        @Override
        public void write() {
            if (first) {
                if (resumed) {
                    wire.resumed(toldBefore);
                }
                wire.write(envelopes);
                attach();
            }
            if (answers != null) {
                answers.write(wire);
            }
            wire.write(first ? List.of() : envelopes);
            handedBytes.addAndGet(-bytes);
            if (state) {
                handed = false;
            }
        }

        private void attach() {
            SeatInlet<S> inlet = new SeatInlet<>(room, seat, Line.this, handledBefore, adopts);
            wire.attach(inlet);
            inlet.listening(brought);
        }
    }

    // States.

    /** What this client sees of a view. */
    Sight sight(int view) {
        return sights.get(view);
    }

    long base() {
        return base;
    }

    /** Whether there is anything to tell: something changed, an input was handled, or nothing was said for a second. */
    boolean due(long at) {
        acknowledge();
        if (resync && resyncs.admit()) {
            resync = false;
            base = 0;
        }
        if (base == 0 || seat.input() != inputTold || at - lastSent >= SILENCE) {
            return true;
        }
        for (int i = 0; i < sights.size(); i++) {
            if (sights.get(i).news(base)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the client takes a state now; one that has taken none for too long is given up. */
    boolean ready(long at) {
        if (window != null && window.stalled(at)) {
            wire.close(new CloseReason(4008, "no state acknowledged for 5 s"));
            return false;
        }
        return !handed
                && wire.writable()
                && (window == null || !window.behind(at, wire.roundTrip().smoothed()));
    }

    /** Adds what there is to tell, which then counts as told. */
    void tell(List<Section> sections) {
        for (int i = 0; i < sights.size(); i++) {
            sights.get(i).tell(wire.codec(), base, sections);
        }
    }

    /** The client has nothing that could be built on. */
    void forget() {
        base = 0;
    }

    /** Sends the state of a tick. */
    void state(Encoded state, long tick, long at) {
        add(state);
        base = tick;
        lastTick = base;
        lastSent = at;
        inputTold = seat.input();
        handed = true;
        stateful = true;
        if (window != null) {
            room.settings().metrics().unacknowledged("states", window.depth());
            window.sent(base, at);
        }
    }

    /**
     * The client has a tick. Only the highest matters, and only at the next tick, so it waits here and not in the room's
     * mailbox. On the wire's loop.
     */
    void heard(long tick) {
        if (tick > heard) {
            heard = tick;
        }
    }

    /** Takes what was heard; a tick that was never sent is a protocol error. */
    private void acknowledge() {
        long tick = heard;
        if (tick == acknowledged) {
            return;
        }
        acknowledged = tick;
        if (window == null
                ? tick > lastTick
                : !window.acknowledge(tick, room.now(), wire.roundTrip().smoothed())) {
            wire.close(CloseReason.protocolError("tick " + tick + " was never sent"));
        }
    }

    /** The client asks for a complete state: at most one a second, and not five times in ten. */
    void resync() {
        if (!resyncStrikes.admit()) {
            wire.close(new CloseReason(1008, "too many $resync"));
        } else {
            resync = true;
        }
    }
}
