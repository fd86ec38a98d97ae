package dev.playflux.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.message.CloseReason;
import dev.playflux.testing.LastMoment;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A connect that is given up leaves no socket behind. */
class ConnectIT extends ServerTest {
    private final List<Object> signals = new CopyOnWriteArrayList<>();

    @AfterEach
    void reset() {
        LastMoment.over();
        VirtualTimeScheduler.reset();
    }

    private Disposable connect() {
        return Transport.webSocket()
                .connect(URI.create("ws://127.0.0.1:" + listener.port() + "/play"), JSON)
                .subscribe(signals::add, thrown -> signals.add(String.valueOf(thrown.getMessage())));
    }

    @Test
    void aSocketThatOpensAsTheTimeIsUpIsClosed() {
        listen();
        VirtualTimeScheduler clock = VirtualTimeScheduler.getOrSet();
        LastMoment.created(Link.class, () -> clock.advanceTimeBy(Duration.ofSeconds(5)));
        connect();
        eventually(() -> assertThat(signals).hasSize(1));
        assertThat(signals.get(0)).asString().contains("did not answer within 5 s");
        eventually(() -> assertThat(heard(0).closes).hasSize(1));
    }

    @Test
    void aSocketThatHasOpenedInTimeIsNotLostAsTheTimeIsUp() {
        listen();
        VirtualTimeScheduler clock = VirtualTimeScheduler.getOrSet();
        LastMoment.filtered(Link.class, () -> clock.advanceTimeBy(Duration.ofSeconds(5)));
        connect();
        eventually(() -> assertThat(signals).hasSize(1));
        assertThat(LastMoment.over()).isEqualTo(1);
        assertThat(signals.get(0)).isInstanceOf(Link.class);
    }

    @Test
    void aSocketThatIsGivenUpAsItOpensIsClosed() {
        listen();
        CompletableFuture<Disposable> connecting = new CompletableFuture<>();
        LastMoment.created(
                Link.class,
                () -> connecting.orTimeout(10, TimeUnit.SECONDS).join().dispose());
        connecting.complete(connect());
        eventually(() -> assertThat(heard(0).closes).hasSize(1));
        assertThat(signals).isEmpty();
    }

    @Test
    void aSocketThatIsGivenUpOnItsWayIsClosed() {
        listen();
        for (int i = 0; i < 20; i++) {
            connect().dispose();
        }
        connect();
        eventually(() -> assertThat(signals).hasSize(1));
        assertThat(signals.get(0)).isInstanceOf(Link.class);
        ((Link) signals.get(0)).close(CloseReason.DONE);
        eventually(() -> assertThat(heard)
                .isNotEmpty()
                .allSatisfy(one -> assertThat(one.closes).hasSize(1)));
    }
}
