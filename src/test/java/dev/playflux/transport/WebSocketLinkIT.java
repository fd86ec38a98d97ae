package dev.playflux.transport;

import static org.awaitility.Awaitility.await;

import java.time.Duration;

/** The contract on real sockets. */
class WebSocketLinkIT extends LinkContractTest {

    @Override
    Transport transport() {
        return Transport.webSocket();
    }

    @Override
    void until(Runnable assertion) {
        await().pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(15))
                .untilAsserted(assertion::run);
    }

    @Override
    void pass(Duration time) {
        await().pollDelay(time).until(() -> true);
    }

    @Override
    void by(Duration time, Runnable assertion) {
        await().atMost(time.plusSeconds(1)).untilAsserted(assertion::run);
    }

    @Override
    void stall() {
        on(client, () -> client.reading(false));
    }

    @Override
    void unstall() {
        on(client, () -> client.reading(true));
    }

    @Override
    String host() {
        return "127.0.0.1";
    }
}
