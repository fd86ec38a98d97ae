package dev.playflux.transport;

import dev.playflux.message.CloseReason;
import dev.playflux.message.NetworkConditions;
import dev.playflux.message.PlayfluxException;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** A transport with conditions. Its links are numbered as they open, and the number makes each one's seed. */
final class ImpairedNetwork implements ImpairedTransport {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Transport transport;
    private final long seed;
    private final Supplier<Scheduler> clock;
    private final AtomicLong opened = new AtomicLong();
    private final Set<ImpairedLink> links = ConcurrentHashMap.newKeySet();
    private volatile Both conditions = new Both(NetworkConditions.none(), NetworkConditions.none());

    private record Both(NetworkConditions out, NetworkConditions in) {

        boolean silent() {
            return out.silent() || in.silent();
        }

        Duration roundTrip() {
            return out.latency().plus(in.latency());
        }
    }

    /** Asks for the clock whenever a link opens, since a test may have set another one. */
    ImpairedNetwork(Transport transport, long seed, Supplier<Scheduler> clock) {
        this.transport = transport;
        this.seed = seed;
        this.clock = clock;
    }

    /** How many links are known. */
    int open() {
        return links.size();
    }

    @Override
    public ImpairedTransport conditions(NetworkConditions out, NetworkConditions in) {
        conditions = new Both(out, in);
        links.forEach(link -> link.conditions(out, in));
        return this;
    }

    @Override
    public void cut() {
        links.forEach(link -> link.close(CloseReason.LOST));
    }

    @Override
    public long seed() {
        return seed;
    }

    @Override
    public Mono<Listener> listen(Endpoint endpoint, Consumer<Link> accept) {
        return Mono.defer(() -> {
            Set<ImpairedLink> accepted = ConcurrentHashMap.newKeySet();
            return transport
                    .listen(endpoint, link -> accept.accept(impaired(link, accepted)))
                    .map(listener -> new ImpairedListener(listener, accepted));
        });
    }

    @Override
    public Mono<Link> connect(URI uri, String subProtocol) {
        return Mono.defer(() -> {
            Both now = conditions;
            Mono<Link> link = transport
                    .connect(uri, subProtocol)
                    .map(connected -> impaired(connected, ConcurrentHashMap.newKeySet()));
            if (now.silent()) {
                String problem = uri + " did not answer within " + PATIENCE.toSeconds() + " s";
                return Mono.delay(PATIENCE, clock.get()).then(Mono.error(() -> new PlayfluxException(problem)));
            }
            // Not by then(): that drops the link if the connect is cancelled just as it comes.
            return now.roundTrip().isZero() ? link : link.delaySubscription(now.roundTrip(), clock.get());
        });
    }

    private Link impaired(Link link, Set<ImpairedLink> others) {
        SplittableRandom random =
                new SplittableRandom(new SplittableRandom(seed + opened.getAndIncrement()).nextLong());
        Both begun = conditions;
        // Known from its opening on: one whose connect is cancelled in its last moment is never opened, and never ends.
        Consumer<ImpairedLink> opens = open -> {
            links.add(open);
            others.add(open);
            Both now = conditions;
            if (now != begun) {
                open.begin(now.out, now.in);
            }
        };
        ImpairedLink impaired = new ImpairedLink(link, clock.get(), random, opens, ended -> {
            links.remove(ended);
            others.remove(ended);
        });
        impaired.begin(begun.out, begun.in);
        return impaired;
    }

    /** What listens, with the links that it has accepted. */
    private record ImpairedListener(Listener listener, Set<ImpairedLink> links) implements Listener {

        @Override
        public int port() {
            return listener.port();
        }

        @Override
        public Mono<Void> stop(CloseReason reason) {
            // Their loops are about to end, and take what is on its way with them.
            links.forEach(link -> link.end(reason));
            return listener.stop(reason);
        }

        @Override
        public Mono<Void> onStop() {
            return listener.onStop();
        }
    }
}
