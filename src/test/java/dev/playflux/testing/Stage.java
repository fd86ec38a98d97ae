package dev.playflux.testing;

import dev.playflux.client.GameClient;
import dev.playflux.client.GameConnector;
import dev.playflux.codec.Codec;
import dev.playflux.room.Game;
import dev.playflux.room.Room;
import dev.playflux.server.GameServer;
import dev.playflux.server.RunningServer;
import dev.playflux.transport.Link;
import dev.playflux.transport.MemoryTransport;
import dev.playflux.transport.Transport;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A server on a network in memory, all of it in virtual time that the test lets pass. */
public final class Stage implements AutoCloseable {
    public static final Duration TICK = Duration.ofMillis(50);

    private static Codec peers = Codec.json();

    public final VirtualTimeScheduler clock = VirtualTimeScheduler.getOrSet();
    public final MemoryTransport network = Transport.memory(clock);
    public final Tally tally = new Tally();
    /** What onError of the server heard: where, and the message of what was thrown. */
    public final List<String> faults = new CopyOnWriteArrayList<>();

    public final RunningServer server;

    private Stage(UnaryOperator<Transport> line, UnaryOperator<GameServer> served) {
        GameServer spec = GameServer.create()
                .port(1)
                .transport(line.apply(network))
                .schedulers(List.of(clock))
                .seed(1)
                .metrics(tally)
                .onError((where, thrown) -> faults.add(where + ": " + thrown.getMessage()));
        server = served.apply(spec).bindNow();
    }

    /** How the peers of all stages speak from now on. */
    public static void peers(Codec codec) {
        peers = codec;
    }

    /** A server of a game. */
    public static Stage of(Game<?> game) {
        return of(spec -> spec.game(game));
    }

    /** A server. */
    public static Stage of(UnaryOperator<GameServer> served) {
        return new Stage(UnaryOperator.identity(), served);
    }

    /** A server whose end of the network is another one. */
    public static Stage over(UnaryOperator<Transport> line, Game<?> game) {
        return new Stage(line, spec -> spec.game(game));
    }

    /** A connection that has said nothing yet. */
    public Peer connect() {
        return connect(Duration.ZERO);
    }

    /** The same, after the time that the network takes for it. */
    public Peer connect(Duration time) {
        AtomicReference<Peer> peer = new AtomicReference<>();
        network.connect(URI.create("ws://memory:1/play"), peers.subProtocol())
                .subscribe((Link link) -> peer.set(new Peer(link)));
        pass(time);
        return Objects.requireNonNull(peer.get(), "connected");
    }

    /** A peer that has said hello with this data. */
    public Peer hello(String data) {
        Peer peer = connect();
        peer.send("$hello", data);
        settle();
        return peer;
    }

    /** A peer that comes back to a session, with the last reliable message that it has of it. */
    public Peer resume(String token, long seq) {
        return hello("{'resume':{'token':'" + token + "','seq':" + seq + "}}");
    }

    /** A player. */
    public Peer join() {
        return hello("{}");
    }

    /** The JVM client's definition for this server. */
    public GameConnector client() {
        return GameClient.create().uri("ws://memory:1/play").transport(network).random(new SplittableRandom(1));
    }

    /** The same, on a line that somebody listens to: gives each message of the server. */
    public GameConnector tapped(Consumer<byte[]> heard) {
        return client().transport(new TappedTransport(network, heard));
    }

    /** The first room. */
    @SuppressWarnings("unchecked") // the caller knows its game
    public <S> Room<S> room() {
        return (Room<S>) server.rooms().iterator().next();
    }

    /** Does something in one moment: what it causes happens after it, as on real threads. */
    public void atOnce(Runnable moment) {
        clock.schedule(moment);
        settle();
    }

    /** Does something on another thread than the caller's, and waits for its end. */
    public static void onAnotherThread(Runnable task) {
        Thread other = new Thread(task, "outside");
        other.start();
        join(other);
    }

    /** Waits for a thread's end, which is near. */
    public static void join(Thread other) {
        try {
            other.join(20_000);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** Does something after so many tasks of this moment. */
    public void after(int tasks, Runnable then) {
        clock.schedule(tasks == 0 ? then : () -> after(tasks - 1, then));
    }

    /** Does what is due now. */
    public void settle() {
        clock.advanceTime();
    }

    /** Lets time pass. */
    public void pass(Duration time) {
        clock.advanceTimeBy(time);
    }

    /** Lets so many ticks of 50 ms pass. */
    public void ticks(int count) {
        pass(TICK.multipliedBy(count));
    }

    @Override
    public void close() {
        server.dispose();
        settle();
        VirtualTimeScheduler.reset();
    }
}
