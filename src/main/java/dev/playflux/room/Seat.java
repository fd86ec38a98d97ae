package dev.playflux.room;

import dev.playflux.action.Chain;
import dev.playflux.codec.Encoded;
import dev.playflux.connection.Hello;
import dev.playflux.connection.SlidingWindow;
import dev.playflux.connection.Wire;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Failure;
import dev.playflux.message.Message;
import dev.playflux.state.Section;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A player, or somebody who watches. What is not final belongs to the room's thread. */
final class Seat<S> implements Player<S> {
    private static final long WAITING = 64 * 1024;
    private static final int REFUSALS = 64;
    private static final long SILENCE = TimeUnit.SECONDS.toNanos(1);

    private final String id;
    private final boolean spectator;
    private final RunningRoom<S> room;
    private final Wire wire;
    private final Hello hello;
    private final @Nullable Window window;
    private final SlidingWindow resyncs;
    private final SlidingWindow resyncStrikes;
    private final List<Sight> sights;
    private final Map<String, Chain<Object>> chains = new HashMap<>();
    private List<Encoded> pending = List.of();
    private long pendingBytes;
    private boolean queued;
    private boolean gone;
    private boolean away;
    private boolean welcomed;
    private boolean resync;
    private @Nullable Object attachment;
    private long base;
    private long lastTick;
    private long lastSent;
    private long input;
    private long inputTold;
    private boolean stateful;
    private volatile boolean handed;
    private volatile long heard;
    private long acknowledged;
    private final AtomicLong handedBytes = new AtomicLong();
    private List<Failure> refusals = List.of();

    Seat(String id, RunningRoom<S> room, Wire wire, Hello hello) {
        this.id = id;
        this.room = room;
        this.wire = wire;
        this.hello = hello;
        this.spectator = hello.spectate();
        this.window = hello.acks() ? new Window(room.game.tickRate) : null;
        this.resyncs =
                new SlidingWindow(1, Duration.ofSeconds(1), room.settings().clock());
        this.resyncStrikes =
                new SlidingWindow(4, Duration.ofSeconds(10), room.settings().clock());
        this.sights = room.audience().sights();
    }

    // What the game calls.

    @Override
    public String id() {
        return id;
    }

    @Override
    public boolean spectator() {
        return spectator;
    }

    @Override
    public Room<S> room() {
        return room;
    }

    @Override
    public boolean away() {
        return away;
    }

    @Override
    public <T> @Nullable T options(Class<T> type) {
        return type.cast(hello.options().as(type));
    }

    @Override
    public void attach(@Nullable Object value) {
        attachment = value;
    }

    @Override
    public <T> @Nullable T attachment(Class<T> type) {
        return type.isInstance(attachment) ? type.cast(attachment) : null;
    }

    @Override
    public Duration roundTrip() {
        return wire.roundTrip();
    }

    @Override
    public void send(Object message) {
        send(Message.of(message));
    }

    @Override
    public void send(String action, @Nullable Object data) {
        send(Message.of(action, data));
    }

    private void send(Message message) {
        Encoded envelope = wire.codec().encode(message);
        room.ask(() -> post(envelope));
    }

    @Override
    public void kick(String reason) {
        room.ask(() -> {
            room.door().leave(this, Leave.KICKED);
            room.flush();
            wire.close(new CloseReason(4003, reason));
        });
    }

    // What the room calls, on its thread.

    Wire wire() {
        return wire;
    }

    void away(boolean away) {
        this.away = away;
    }

    /** Adds a message to the next write; dropped while too much waits. */
    void post(Encoded envelope) {
        if (gone) {
            return;
        }
        if (wire.waiting() + handedBytes.get() + pendingBytes > WAITING) {
            room.settings().metrics().dropped("player");
            return;
        }
        add(envelope);
    }

    private void add(Encoded envelope) {
        pending = pending.isEmpty() ? List.of(envelope) : more(pending.size(), envelope);
        pendingBytes += envelope.length();
        room.unsent(this);
    }

    /** Puts the welcome before all that the join hook sent. */
    void welcome(Encoded envelope) {
        pending = more(0, envelope);
        room.unsent(this);
    }

    /** Most turns have one envelope for a player, the state, which needs no list that grows. */
    private List<Encoded> more(int place, Encoded envelope) {
        List<Encoded> more = pending instanceof ArrayList ? pending : new ArrayList<>(pending);
        more.add(place, envelope);
        return more;
    }

    /** Whether it waits for {@link #flush} from now on, and did not before. */
    boolean queue() {
        boolean before = queued;
        queued = true;
        return !before;
    }

    /** Hands what waits to the fan-out. */
    void flush(FanOut fanOut) {
        queued = false;
        if (pending.isEmpty() && refusals.isEmpty()) {
            return;
        }
        Post post = new Post(pending, refusals, pendingBytes, stateful, !welcomed);
        pending = List.of();
        refusals = List.of();
        pendingBytes = 0;
        stateful = false;
        welcomed = true;
        handedBytes.addAndGet(post.bytes);
        fanOut.add(post);
    }

    /** What leaves in one turn, on its way to the socket. */
    private final class Post implements FanOut.Letter {
        private final List<Encoded> envelopes;
        private final List<Failure> failures;
        private final long bytes;
        private final boolean state;
        private final boolean first;

        Post(List<Encoded> envelopes, List<Failure> failures, long bytes, boolean state, boolean first) {
            this.envelopes = envelopes;
            this.failures = failures;
            this.bytes = bytes;
            this.state = state;
            this.first = first;
        }

        @Override
        public Wire wire() {
            return wire;
        }

        @Override
        public void write() {
            wire.write(envelopes);
            handedBytes.addAndGet(-bytes);
            if (state) {
                handed = false;
            }
            if (!failures.isEmpty()) {
                failures.forEach(wire::refuse);
                wire.write(List.of());
            }
            if (first) {
                wire.attach(new SeatInlet<>(room, Seat.this));
            }
        }
    }

    /** The chain of a shaped action. */
    Chain<Object> chain(Handler<S> handler) {
        return chains.computeIfAbsent(handler.action(), action -> room.play().chain(this, handler));
    }

    /** Completes the chains and takes no more. */
    void leave() {
        chains.values().forEach(Chain::complete);
        sights.forEach(Sight::end);
        gone = true;
    }

    boolean gone() {
        return gone;
    }

    /** Tells the client of a refusal; from the room's thread with what else leaves at the end of the turn. From any thread. */
    void refuse(Failure failure) {
        if (!room.mailbox().here()) {
            wire.refuse(failure);
        } else if (!gone && refusals.size() < REFUSALS) {
            refusals = refusals.isEmpty() ? new ArrayList<>(2) : refusals;
            refusals.add(failure);
            room.unsent(this);
        }
    }

    /** The highest input handled. */
    void handled(Message message) {
        input = Math.max(input, message.input());
    }

    long input() {
        return input;
    }

    // States.

    /** What this seat sees of a view. */
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
        if (base == 0 || input != inputTold || at - lastSent >= SILENCE) {
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
        return !handed && wire.writable() && (window == null || !window.behind(at, wire.roundTrip()));
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
        inputTold = input;
        handed = true;
        stateful = true;
        if (window != null) {
            room.settings().metrics().unacknowledged("states", window.depth());
            window.sent(base, at);
        }
    }

    // What the client's protocol asks.

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
        if (window == null ? tick > lastTick : !window.acknowledge(tick, room.now(), wire.roundTrip())) {
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
