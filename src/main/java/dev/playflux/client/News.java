package dev.playflux.client;

import dev.playflux.connection.Announcements;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Failure;
import dev.playflux.message.Message;
import dev.playflux.state.Frame;
import dev.playflux.state.Latest;
import dev.playflux.state.Replica;
import dev.playflux.state.ViewSchema;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/** What a client hears from its server, for whoever subscribes. Told by the connection's loop. */
final class News {
    private static final Duration PONG = Duration.ofSeconds(5);

    private final Scheduler clock;
    private final LoopInbox inbox;
    private final Replica replica = Replica.create();
    private final Latest<Frame> frames = Latest.create();
    private final Announcements<Message> messages = new Announcements<>(256);
    private final Announcements<Failure> errors = new Announcements<>(256);
    private final Map<Long, Sinks.One<Duration>> pings = new ConcurrentHashMap<>();
    private final AtomicLong pingCount = new AtomicLong();

    News(Scheduler clock, LoopInbox inbox) {
        this.clock = clock;
        this.inbox = inbox;
    }

    // Told.

    /** A new connection, whose welcome told of these views. */
    void reset(@Nullable List<ViewSchema> views) {
        replica.reset(views == null ? List.of() : views);
    }

    /** A {@code $state}: what became of it. */
    Replica.Outcome state(Message message) {
        Replica.Outcome outcome = replica.apply(message);
        if (outcome == Replica.Outcome.APPLIED) {
            frames.set(replica.frame());
            inbox.state();
        }
        return outcome;
    }

    /** The tick of the last state. */
    long tick() {
        return replica.frame().tick();
    }

    void announced(Message view) {
        replica.announced(view);
    }

    void message(Message message) {
        messages.announce(message);
        inbox.message(message);
    }

    void refused(Failure failure) {
        errors.announce(failure);
        inbox.refused(failure);
    }

    void pong(Message message) {
        if (message.as(Object.class) instanceof Map<?, ?> pong && pong.get("t") instanceof Number t) {
            Sinks.One<Duration> ping = pings.remove(t.longValue());
            if (ping != null) {
                ping.tryEmitValue(Duration.ofNanos(clock.now(TimeUnit.NANOSECONDS)));
            }
        }
    }

    /** There is no more. */
    void complete(CloseReason reason) {
        frames.complete();
        messages.complete();
        errors.complete();
        pings.values().forEach(ping -> ping.tryEmitError(new ConnectFailed(null, reason)));
    }

    // Heard.

    @Nullable
    Frame frame() {
        return frames.get();
    }

    Flux<Frame> frames() {
        return frames.flux();
    }

    Flux<Message> messages() {
        return messages.flux();
    }

    Flux<Failure> errors() {
        return errors.flux();
    }

    Mono<Duration> ping(Predicate<Message> send) {
        return Mono.defer(() -> {
            long t = pingCount.incrementAndGet();
            Sinks.One<Duration> pong = Sinks.one();
            pings.put(t, pong);
            long sent = clock.now(TimeUnit.NANOSECONDS);
            if (!send.test(Message.of("$ping", Map.of("t", t)))) {
                pings.remove(t);
                return Mono.error(new ConnectFailed(null, CloseReason.LOST));
            }
            return pong.asMono()
                    .map(arrived -> arrived.minusNanos(sent))
                    .timeout(PONG, clock)
                    .doFinally(end -> pings.remove(t));
        });
    }
}
