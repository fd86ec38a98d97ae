package dev.playflux.transport;

import java.net.URI;
import java.nio.file.Path;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** A way to get links. */
public interface Transport {

    /**
     * Listens: cold, binds on subscription; signals the bound listener, or an error if the address is taken. Each
     * accepted link, its sub-protocol agreed, is handed to {@code accept} on the link's loop.
     */
    Mono<Listener> listen(Endpoint endpoint, Consumer<Link> accept);

    /**
     * Connects: cold, each subscription opens a socket and offers the sub-protocol; signals the open link on its loop,
     * or a {@link dev.playflux.message.PlayfluxException} that says what failed. Cancelling abandons the attempt. A client
     * takes messages of up to 16 MiB. The loops of WebSocket clients are shared by the process, daemons, and never end.
     *
     * @param uri {@code ws://host:port/path}, or {@code wss://}; over the memory transport only the path and port matter
     */
    Mono<Link> connect(URI uri, String subProtocol);

    /**
     * WebSockets on real sockets. Each listener has network loops of its own, as many as there are cores; they end with
     * it.
     */
    static Transport webSocket() {
        return WebSocketTransport.INSTANCE;
    }

    /**
     * WebSockets whose clients believe the certificates in a PEM file, and those that they vouch for, instead of the JDK's:
     * for {@code wss://} to a server whose certificate is its own. The server's name must be the certificate's. The file is
     * read at once.
     *
     * @throws dev.playflux.message.PlayfluxException if it cannot be read, or has no certificates
     */
    static Transport webSocket(Path trusted) {
        return WebSocketTransport.trusting(trusted);
    }

    /**
     * Links in memory, without sockets and without threads: every delivery is a task of the scheduler. Each call makes a
     * network of its own.
     */
    static MemoryTransport memory(Scheduler scheduler) {
        return new MemoryNetwork(scheduler);
    }

    /**
     * Another transport whose lines are worse than they are: slow, uneven, narrow, cut or silent, as its conditions say. Without
     * any it adds nothing. A server's transport can be made worse, or a client's: each has conditions for both directions of its
     * lines, and where both are worse, a message meets the ones and then the others.
     *
     * @param seed what the delays follow; the same one makes the same delays of the same messages at the same times
     */
    static ImpairedTransport impaired(Transport transport, long seed) {
        return new ImpairedNetwork(transport, seed, Schedulers::parallel);
    }
}
