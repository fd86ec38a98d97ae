package dev.playflux.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.message.CloseReason;
import dev.playflux.testing.LastMoment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.test.scheduler.VirtualTimeScheduler;

/** The contract in memory, in virtual time. */
class MemoryLinkTest extends LinkContractTest {
    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();
    private final MemoryTransport network = Transport.memory(clock);

    @Override
    Transport transport() {
        return network;
    }

    @Override
    void until(Runnable assertion) {
        for (int i = 0; i < 300; i++) {
            try {
                assertion.run();
                return;
            } catch (AssertionError notYet) {
                clock.advanceTimeBy(Duration.ofMillis(10));
            }
        }
        assertion.run();
    }

    @Override
    void pass(Duration time) {
        clock.advanceTimeBy(time);
    }

    @Override
    void by(Duration time, Runnable assertion) {
        pass(time);
        assertion.run();
    }

    @Override
    void stall() {
        network.stalled(true);
    }

    @Override
    void unstall() {
        network.stalled(false);
    }

    @Override
    String host() {
        return "memory";
    }

    @Test
    void aMessageTakesTheLatency() {
        network.latency(Duration.ofMillis(30));
        send(client, "hello");
        pass(Duration.ofMillis(29));
        assertThat(atServer.messages).isEmpty();
        pass(Duration.ofMillis(1));
        assertThat(atServer.messages).hasSize(1);
    }

    @Test
    void aPongTakesTheLatencyTwice() {
        network.latency(Duration.ofMillis(30));
        on(server, server::ping);
        pass(Duration.ofMillis(60));
        assertThat(atServer.pongs).containsExactly(Duration.ofMillis(60).toNanos());
    }

    @Test
    void aShorterLatencyDoesNotChangeTheOrder() {
        network.latency(Duration.ofMillis(30));
        send(client, "one");
        network.latency(Duration.ZERO);
        send(client, "two");
        assertThat(atServer.messages).isEmpty();
        pass(Duration.ofMillis(30));
        assertThat(atServer.messages).containsExactly("text:one", "text:two");
    }

    @Test
    void aCutNetworkLosesBothEnds() {
        send(client, "lost");
        network.latency(Duration.ofMillis(30));
        send(client, "on its way");
        network.cut();
        assertThat(atClient.closes).containsExactly(CloseReason.LOST);
        assertThat(atServer.closes).containsExactly(CloseReason.LOST);
        pass(Duration.ofSeconds(3));
        assertThat(atServer.messages).containsExactly("text:lost");
    }

    @Test
    void whatThrowsOnALoopLeavesTheClockRunning() {
        client.loop().execute(() -> {
            throw new IllegalStateException("on purpose");
        });
        send(client, "hello");
        assertThat(atServer.messages).hasSize(1);
    }

    @Test
    void portsAreInvented() {
        Listener second = get(network.listen(endpoint(0), link -> {}));
        Listener third = get(network.listen(endpoint(0), link -> {}));
        assertThat(second.port()).isEqualTo(2);
        assertThat(third.port()).isEqualTo(3);
    }

    @Test
    void aLinkThatIsGivenUpAsItOpensEnds() {
        Disposable.Swap connecting = Disposables.swap();
        LastMoment.created(Link.class, connecting::dispose);
        List<Link> taken = new ArrayList<>();
        int times;
        try {
            clock.schedule(
                    () -> connecting.update(network.connect(uri("/play"), JSON).subscribe(taken::add)));
            clock.advanceTime();
        } finally {
            times = LastMoment.over();
        }
        assertThat(times).isEqualTo(1);
        assertThat(taken).isEmpty();
        Heard given = Heard.of(accepted.get(1));
        until(() -> assertThat(given.closes).hasSize(1));
    }
}
