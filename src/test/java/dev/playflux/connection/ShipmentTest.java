package dev.playflux.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.message.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

class ShipmentTest {
    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();

    @Test
    void howeverManyGetItTheCountIsThereAfterThirtySeconds() {
        Shipment shipment = Shipment.of(Message.of("news", 1), clock);
        List<Outcome> outcomes = new ArrayList<>();
        List<Mono<Void>> deliveries = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            deliveries.add(shipment.deliver(outcomes::add));
        }
        List<Integer> counted = new ArrayList<>();
        Shipment.count(deliveries).subscribe(counted::add);
        outcomes.get(599).acknowledged();
        clock.advanceTimeBy(Duration.ofMillis(29_999));
        assertThat(counted).isEmpty();
        clock.advanceTimeBy(Duration.ofMillis(1));
        assertThat(counted).containsExactly(1);
    }

    @Test
    void ofNobodyTheCountIsThereAtOnce() {
        assertThat(Shipment.count(List.of()).block(Duration.ofSeconds(1))).isZero();
    }
}
