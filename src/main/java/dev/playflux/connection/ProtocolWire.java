package dev.playflux.connection;

import dev.playflux.codec.Codec;
import dev.playflux.codec.Encoded;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Failure;
import dev.playflux.message.Message;
import dev.playflux.message.NetworkConditions;
import dev.playflux.message.Printable;
import dev.playflux.transport.Link;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Sinks;

/** The protocol on a link; this is its outbound side. Its state belongs to the link's loop. */
final class ProtocolWire implements Wire {
    private static final Logger log = LoggerFactory.getLogger(Wire.class);
    /** What is sent again shares a message up to so many bytes, so that a line that is cut often still gets somewhere. */
    private static final int PACKET = 1024;

    private static final long TOO_MUCH = 512 * 1024;
    private static final long DEAD = TimeUnit.SECONDS.toNanos(15);

    private final String id;
    private final Link link;
    private final Terms terms;
    private final Manners manners;
    private final OutboundSink outbound;
    private final Intake intake;
    private final Receipts receipts;
    private final Consumer<Wire> ended;
    private boolean parting;
    private boolean closing;
    private boolean unflushed;
    private int most = Integer.MAX_VALUE;
    private volatile RoundTrip measured = RoundTrip.NONE;
    private volatile Codec codec;

    ProtocolWire(String id, Link link, Terms terms, Function<Wire, Inlet> inlet, Consumer<Wire> ended) {
        this.id = id;
        this.link = link;
        this.terms = terms;
        this.ended = ended;
        this.codec = terms.codec();
        this.manners = new Manners(terms.limits(), terms.clock());
        this.outbound = new OutboundSink(
                terms.limits().outboundMessages(),
                message -> codec.encode(message),
                link::waiting,
                () -> link.loop().execute(this::drain),
                () -> terms.metrics().dropped("outbound"));
        this.receipts = new Receipts(this, terms.clock(), manners);
        this.intake = new Intake(this, terms, manners, inlet.apply(this));
    }

    void open() {
        link.open(intake);
    }

    // What the intake calls.

    boolean closing() {
        return closing;
    }

    void roundTrip(long nanos) {
        terms.metrics().roundTrip(nanos);
        measured = measured.with(nanos);
    }

    /** Adds an envelope that leaves at the end of the turn. */
    void add(Encoded envelope) {
        put(envelope);
        unflushed = true;
    }

    void flush() {
        if (unflushed) {
            unflushed = false;
            link.flush();
        }
    }

    void closed(CloseReason reason) {
        parting = true;
        closing = true;
        outbound.cancel();
        log.debug(
                "{} from {} closed with {} {}",
                id,
                new Printable(address()),
                reason.code(),
                new Printable(reason.reason()));
        ended.accept(this);
    }

    // What leaves.

    @Override
    public void write(List<Encoded> envelopes) {
        int from = 0;
        int bytes = 0;
        for (int i = 0; i < envelopes.size(); i++) {
            // A few more for what stands between them.
            int length = envelopes.get(i).length() + 2;
            if (i > from && bytes + length > most) {
                putAll(envelopes.subList(from, i));
                from = i;
                bytes = 0;
            }
            bytes += length;
        }
        putAll(envelopes.subList(from, envelopes.size()));
        unflushed = false;
        link.flush();
    }

    private void putAll(List<Encoded> envelopes) {
        for (Encoded message : codec.frames(envelopes)) {
            put(message);
        }
    }

    @Override
    public void most(int messageBytes) {
        most = messageBytes;
    }

    private void put(Encoded message) {
        if (link.waiting() > TOO_MUCH) {
            close(new CloseReason(4007, "too much unsent"));
        } else {
            link.write(message.parts());
        }
    }

    @Override
    public void drain() {
        List<Encoded> taken = outbound.take();
        if (!taken.isEmpty()) {
            write(taken);
        }
        CloseReason end = outbound.ended();
        if (end != null) {
            part();
            closing = true;
            link.close(end);
        }
    }

    /** A link that closes hears of no turn's end any more. */
    private void part() {
        if (!parting) {
            parting = true;
            intake.closing();
        }
    }

    @Override
    public void refuse(Failure failure) {
        if (!link.loop().here()) {
            link.loop().execute(() -> {
                refuse(failure);
                flush();
            });
        } else if (!closing) {
            terms.metrics().refused(failure.code());
            if (manners.worthAnAnswer()) {
                tell(failure);
            }
        }
    }

    /** Adds a failure, which leaves at the end of the turn. */
    void tell(Failure failure) {
        add(codec.encode(Message.of("$error", failure.data())));
    }

    @Override
    public void settle(long seq, List<Failure> refused) {
        if (!closing) {
            refused.forEach(failure -> terms.metrics().refused(failure.code()));
            receipts.settle(seq, refused);
        }
    }

    @Override
    public long settled() {
        return receipts.told();
    }

    @Override
    public void resumed(long seq) {
        receipts.told(seq);
        most = PACKET;
        manners.exempt(Outbox.MESSAGES);
    }

    @Override
    public void offended(String problem) {
        if (manners.forgivable()) {
            refuse(Failure.of(Failure.BAD_MESSAGE, problem));
        } else {
            close(new CloseReason(1008, "too many bad messages: " + problem));
        }
    }

    @Override
    public void conditions(NetworkConditions out, NetworkConditions in) {
        link.conditions(out, in);
    }

    @Override
    public void beat() {
        link.loop().execute(() -> {
            if (intake.silent() > DEAD) {
                close(new CloseReason(4008, "silent"));
            } else if (!closing) {
                link.ping();
            }
        });
    }

    @Override
    public void fail(Failure failure, CloseReason reason) {
        link.loop().execute(() -> {
            if (!closing) {
                terms.metrics().refused(failure.code());
                write(List.of(codec.encode(Message.of("$error", failure.data()))));
                close(reason);
            }
        });
    }

    @Override
    public void close(CloseReason reason) {
        if (!link.loop().here()) {
            link.loop().execute(() -> close(reason));
        } else if (!parting) {
            part();
            closing = true;
            outbound.close(reason);
            drain();
        }
    }

    // The rest.

    @Override
    public void attach(Inlet inlet) {
        if (intake.attach(inlet) && !closing) {
            link.reading(true);
            intake.turnEnded();
        }
    }

    @Override
    public void hold() {
        intake.hold();
        link.reading(false);
    }

    @Override
    public void hold(Inlet next) {
        intake.hold(next);
        link.reading(false);
    }

    @Override
    public Duration silent() {
        return Duration.ofNanos(intake.silent());
    }

    @Override
    public RoundTrip roundTrip() {
        return measured;
    }

    @Override
    public Sinks.EmitResult emit(Encoded envelope) {
        return outbound.offer(envelope);
    }

    @Override
    public Sinks.Many<Message> outbound() {
        return outbound;
    }

    @Override
    public boolean writable() {
        return link.writable();
    }

    @Override
    public long waiting() {
        return link.waiting();
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String address() {
        return link.address();
    }

    @Override
    public Codec codec() {
        return codec;
    }

    @Override
    public void codec(Codec other) {
        codec = other;
    }

    @Override
    public Executor loop() {
        return link.loop();
    }
}
