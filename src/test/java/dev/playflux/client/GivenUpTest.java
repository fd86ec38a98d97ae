package dev.playflux.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.message.CloseReason;
import dev.playflux.testing.LastMoment;
import dev.playflux.testing.Stage;
import dev.playflux.transport.Endpoint;
import dev.playflux.transport.Link;
import dev.playflux.transport.Listener;
import dev.playflux.transport.Transport;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/** A client that is closed, or whose connect is cancelled, before the server has welcomed it leaves at once and for good. */
class GivenUpTest extends ReliableClient {
    private static final Duration ATTEMPT = Duration.ofMillis(250);

    private final List<String> ends = new ArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger cancelled = new AtomicInteger();

    /** Closes it, and lets no time pass. */
    private void close(GameClient client) {
        client.onClose().subscribe(end -> ends.add(end.code() + end.reason()));
        client.close().subscribe(done -> {}, thrown -> ends.add(thrown.toString()), () -> ends.add("closed"));
        host.settle();
    }

    private void expectEnd() {
        assertThat(ends).containsExactly("1000" + CloseReason.DONE.reason(), "closed");
        assertThat(status).last().isEqualTo(new Status.Closed(CloseReason.DONE));
    }

    /** Loses the connection, and lets the client begin to come back. */
    private void lose() {
        host.network.cut();
        host.pass(ATTEMPT);
    }

    /** Credentials that come the first so many times, and never after that. */
    private GameConnector credentials(int times) {
        return host.client()
                .token(Mono.defer(() -> asked.incrementAndGet() <= times ? Mono.just("t") : Mono.never())
                        .doOnCancel(cancelled::incrementAndGet));
    }

    @Test
    void whileItWaitsForCredentials() {
        GameClient ada = join(credentials(1));
        lose();
        assertThat(asked).hasValue(2);
        close(ada);
        expectEnd();
        assertThat(cancelled).hasValue(1);
    }

    @Test
    void whileTheNetworkConnects() {
        GameClient ada = join();
        host.network.latency(Duration.ofSeconds(3));
        lose();
        close(ada);
        expectEnd();
        host.pass(Duration.ofMinutes(1));
        assertThat(host.connections()).hasSize(1);
    }

    @Test
    void whileTheServerDoesNotWelcomeIt() {
        GameClient ada = join();
        List<String> fate = fate(ada.deliver("n", 1));
        cut();
        close(ada);
        expectEnd();
        assertThat(fate).containsExactly("SESSION_LOST");
        assertThat(host.last().closes()).containsExactly(1000);
        host.pass(Duration.ofMinutes(1));
        assertThat(host.connections()).hasSize(2);
    }

    @Test
    void whileTheServerDoesNotWelcomeItAndTheNetworkStalls() {
        GameClient ada = join();
        cut();
        host.network.stalled(true);
        close(ada);
        host.pass(Duration.ofSeconds(1));
        expectEnd();
    }

    @Test
    void aConnectThatIsCancelledBeforeTheWelcome() {
        host.client().connect().subscribe().dispose();
        host.settle();
        assertThat(host.last().closes()).containsExactly(1000);
        host.pass(Duration.ofMinutes(1));
        assertThat(host.connections()).hasSize(1);
    }

    @Test
    void aConnectThatIsCancelledBeforeThereAreCredentials() {
        credentials(0).connect().subscribe().dispose();
        host.settle();
        assertThat(cancelled).hasValue(1);
    }

    /** The first that hears of the welcome cancels: then nobody gets the client. */
    @Test
    void aConnectThatIsCancelledDuringTheWelcome() {
        PlayerClient ada = new PlayerClient((ConnectorSpec) host.client());
        Disposable.Swap connecting = Disposables.swap();
        List<GameClient> got = new ArrayList<>();
        ada.status().subscribe(any -> connecting.dispose());
        connecting.update(ada.start().subscribe(got::add));
        host.settle();
        welcome("{'player':'p1','resume':{'token':'t1','graceMs':20000},'resumed':false,'seq':0}");
        assertThat(got).isEmpty();
        assertThat(host.last().texts("$bye")).hasSize(1);
        host.pass(Duration.ofSeconds(1));
        assertThat(host.last().closes()).containsExactly(1000);
    }

    @Test
    void whoCancelsWithTheClientInHandKeepsIt() {
        List<GameClient> got = new ArrayList<>();
        host.client().connect().flux().take(1).subscribe(got::add);
        host.settle();
        welcome("{'player':'p1','resumed':false,'seq':0}");
        assertThat(got).hasSize(1);
        host.pass(Duration.ofSeconds(5));
        assertThat(host.last().closes()).isEmpty();
    }

    @Test
    @Timeout(60)
    void aConnectNowThatGivesUpAsTheClientIsComing() throws InterruptedException {
        List<Object> got = new CopyOnWriteArrayList<>();
        Thread waiting = new Thread(() -> {
            try {
                got.add(host.client().connectNow());
            } catch (RuntimeException interrupted) {
                got.add("gave up");
            }
        });
        LastMoment.filtered(GameClient.class, () -> {
            waiting.interrupt();
            Stage.join(waiting);
        });
        try {
            waiting.start();
            while (waiting.isAlive() && waiting.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            host.settle();
            welcome("{'player':'p1','resumed':false,'seq':0}");
        } finally {
            LastMoment.over();
        }
        assertThat(got).containsExactly("gave up");
        assertThat(host.last().texts("$bye")).hasSize(1);
    }

    /** A transport that is too late to stop has its link closed, and the end stays the end. */
    @Test
    void aLinkThatArrivesAllTheSame() {
        GameClient ada = join(host.client().transport(new Unstoppable(host.network)));
        host.network.latency(Duration.ofSeconds(3));
        lose();
        close(ada);
        expectEnd();
        int told = status.size();
        host.pass(Duration.ofSeconds(20));
        assertThat(host.connections()).hasSize(2);
        assertThat(host.last().received()).isEmpty();
        assertThat(host.last().closes()).containsExactly(1000);
        assertThat(status).hasSize(told);
        expectEnd();
    }

    /** Its attempts cannot be cancelled. */
    private record Unstoppable(Transport transport) implements Transport {

        @Override
        public Mono<Listener> listen(Endpoint endpoint, Consumer<Link> accept) {
            return transport.listen(endpoint, accept);
        }

        @Override
        public Mono<Link> connect(URI uri, String subProtocol) {
            return Mono.fromDirect(subscriber -> {
                subscriber.onSubscribe(Operators.emptySubscription());
                transport.connect(uri, subProtocol).subscribe(subscriber::onNext);
            });
        }
    }
}
