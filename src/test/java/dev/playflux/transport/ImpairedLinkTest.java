package dev.playflux.transport;

import dev.playflux.message.NetworkConditions;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import reactor.test.scheduler.VirtualTimeScheduler;

/** The contract on worse lines, in virtual time. */
class ImpairedLinkTest {
    private static final long SEED = 11;

    @Nested
    class WithoutConditions extends Impaired {
        WithoutConditions() {
            super(NetworkConditions.none());
        }
    }

    @Nested
    class WithLatencyAndJitter extends Impaired {
        WithLatencyAndJitter() {
            super(NetworkConditions.none().latency(Duration.ofMillis(15)).jitter(Duration.ofMillis(20)));
        }
    }

    @Nested
    class WithStalls extends Impaired {
        WithStalls() {
            super(NetworkConditions.none().stalls(0.2, 3, Duration.ofMillis(30)));
        }
    }

    @Nested
    class WithLittleBandwidth extends Impaired {
        WithLittleBandwidth() {
            super(NetworkConditions.none().bandwidth(400_000));
        }
    }

    /** Both ends of every line have the conditions. */
    abstract static class Impaired extends LinkContractTest {
        private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();
        private final MemoryTransport network = Transport.memory(clock);
        private final Transport impaired;

        Impaired(NetworkConditions conditions) {
            impaired = new ImpairedNetwork(network, SEED, () -> clock).conditions(conditions, conditions);
        }

        @Override
        Transport transport() {
            return impaired;
        }

        @Override
        void until(Runnable assertion) {
            for (int i = 0; i < 1000; i++) {
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
            pass(time.plusMillis(200));
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
    }
}
