package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Seats are taken, given back and closed by several threads at once. */
class ReservationsTest {
    private static final int ROUNDS = 300_000;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void noSeatIsLostOrTakenTwice() throws Exception {
        Reservations seats = new Reservations(2);
        AtomicInteger taken = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Runnable guest = () -> {
            for (int i = 0; i < ROUNDS; i++) {
                if (seats.reserve()) {
                    most.accumulateAndGet(taken.incrementAndGet(), Math::max);
                    taken.decrementAndGet();
                    seats.release();
                }
            }
        };
        for (Future<?> future : IntStream.range(0, 3)
                .<Future<?>>mapToObj(i -> threads.submit(guest))
                .toList()) {
            future.get(30, TimeUnit.SECONDS);
        }
        assertThat(most.get()).isLessThanOrEqualTo(2);
        assertThat(seats.none()).isTrue();
    }

    @Test
    void whoHasASeatKeepsTheRoomOpen() throws Exception {
        Reservations[] rooms =
                IntStream.range(0, ROUNDS).mapToObj(i -> new Reservations(1)).toArray(Reservations[]::new);
        boolean[] reserved = new boolean[ROUNDS];
        boolean[] closed = new boolean[ROUNDS];
        AtomicInteger arrived = new AtomicInteger();
        Future<?> closing = threads.submit(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                meet(arrived, i);
                closed[i] = rooms[i].closeEmpty();
            }
        });
        for (int i = 0; i < ROUNDS; i++) {
            meet(arrived, i);
            reserved[i] = rooms[i].reserve();
        }
        closing.get(30, TimeUnit.SECONDS);
        assertThat(IntStream.range(0, ROUNDS).filter(i -> reserved[i] == closed[i]))
                .as("rounds of both or neither")
                .isEmpty();
    }

    /** Waits a moment for the other thread, so that both begin a round at once as often as may be. */
    private static void meet(AtomicInteger arrived, int round) {
        arrived.incrementAndGet();
        for (int spins = 0; arrived.get() < 2 * (round + 1) && spins < 2000; spins++) {
            Thread.onSpinWait();
        }
    }
}
