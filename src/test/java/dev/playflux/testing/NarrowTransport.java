package dev.playflux.testing;

import dev.playflux.transport.Endpoint;
import dev.playflux.transport.Link;
import dev.playflux.transport.Listener;
import dev.playflux.transport.Transport;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** A network over which each client gets so many bits a second and no more, in order; pings wait in the same queue. */
public record NarrowTransport(Transport network, long bitsPerSecond, Scheduler clock) implements Transport {
    /** What a kernel is told to keep unsent. */
    private static final int ENOUGH = 16 * 1024;

    @Override
    public Mono<Listener> listen(Endpoint endpoint, Consumer<Link> accept) {
        return network.listen(endpoint, link -> accept.accept(new NarrowLink(link)));
    }

    @Override
    public Mono<Link> connect(URI uri, String subProtocol) {
        return network.connect(uri, subProtocol);
    }

    private final class NarrowLink extends ForwardedLink {
        private final Queue<Item> queue = new ArrayDeque<>();
        private final List<Item> unflushed = new ArrayList<>();
        private volatile long waiting;
        private boolean busy;

        private record Item(long bytes, Runnable send) {}

        private NarrowLink(Link link) {
            super(link);
        }

        @Override
        public void write(List<byte[]> parts) {
            long bytes = parts.stream().mapToLong(part -> part.length).sum() + 4;
            add(new Item(bytes, () -> link.write(parts)));
        }

        @Override
        public void ping() {
            add(new Item(4, link::ping));
            flush();
        }

        @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread writes it
        private void add(Item item) {
            waiting += item.bytes;
            unflushed.add(item);
        }

        @Override
        public void flush() {
            queue.addAll(unflushed);
            unflushed.clear();
            send();
        }

        @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread writes it
        private void send() {
            if (busy || queue.isEmpty()) {
                return;
            }
            busy = true;
            Item item = queue.remove();
            Runnable sent = () -> {
                busy = false;
                waiting -= item.bytes;
                item.send.run();
                link.flush();
                send();
            };
            long nanos = item.bytes * 8 * 1_000_000_000L / bitsPerSecond;
            clock.schedule(() -> link.loop().execute(sent), nanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public boolean writable() {
            return waiting < ENOUGH && link.writable();
        }

        @Override
        public long waiting() {
            return waiting + link.waiting();
        }
    }
}
