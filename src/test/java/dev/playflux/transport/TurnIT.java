package dev.playflux.transport;

import static dev.playflux.transport.RawSocket.FIN;
import static dev.playflux.transport.RawSocket.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A loop's turn ends for all of its links at once, so that what they share is woken once. */
class TurnIT extends ServerTest {
    private final List<RawSocket> sockets = new ArrayList<>();

    @Test
    void aTurnEndsWhenAllSocketsThatWereReadyHaveBeenRead() throws IOException {
        listen();
        do {
            sockets.add(RawSocket.upgraded(listener.port()));
            heard(sockets.size() - 1);
        } while (mates().size() < 2);
        List<Integer> mates = mates();
        List<Integer> endedBefore = new CopyOnWriteArrayList<>();
        mates.forEach(mate -> heard.get(mate)
                .onMessage(message ->
                        endedBefore.add(mates.stream().mapToInt(this::turns).sum())));

        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch sent = new CountDownLatch(1);
        links.get(mates.get(0)).loop().execute(() -> {
            held.countDown();
            hold(sent);
        });
        hold(held); // else it may read the first before the second is sent
        for (int mate : mates) {
            sockets.get(mate).frame(FIN | TEXT, "now");
        }
        await().pollDelay(Duration.ofMillis(100)).until(() -> true);
        sent.countDown();
        eventually(() -> assertThat(mates).allMatch(mate -> turns(mate) == 1));
        assertThat(endedBefore).hasSize(mates.size()).containsOnly(0);
    }

    /** The sockets that are served by the loop of the newest. */
    private List<Integer> mates() {
        Loop loop = links.get(links.size() - 1).loop();
        List<Integer> mates = new ArrayList<>();
        for (int i = 0; i < links.size(); i++) {
            if (links.get(i).loop() == loop) {
                mates.add(i);
            }
        }
        return mates;
    }

    private int turns(int index) {
        return heard.get(index).turns();
    }

    private static void hold(CountDownLatch until) {
        try {
            assertThat(until.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void disconnect() throws IOException {
        for (RawSocket socket : sockets) {
            socket.close();
        }
    }
}
