package dev.playflux.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.message.CloseReason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeliveriesTest {
    private final List<String> heard = new ArrayList<>();
    private final Deliveries deliveries = new Deliveries(reason -> heard.add("close " + reason.code()));
    private Runnable onMessage = () -> {};

    private final Receiver receiver = new Receiver() {
        @Override
        public void message(byte[] bytes, boolean text) {
            heard.add("message " + bytes.length);
            onMessage.run();
        }

        @Override
        public void turnEnded() {
            heard.add("turnEnded");
        }

        @Override
        public void pong(long nanos) {
            heard.add("pong " + nanos);
        }

        @Override
        public void closed(CloseReason reason) {
            heard.add("closed " + reason.code());
        }
    };

    @Test
    void whatCameBeforeTheReceiverComesFirst() {
        deliveries.message(new byte[1], true);
        deliveries.pong(7);
        deliveries.turnEnded();
        deliveries.open(receiver);
        deliveries.message(new byte[2], true);
        deliveries.turnEnded();
        assertThat(heard).isEmpty();
        deliveries.drain();
        assertThat(heard).containsExactly("message 1", "pong 7", "message 2", "turnEnded");
        deliveries.message(new byte[3], true);
        assertThat(heard).endsWith("message 3");
    }

    @Test
    void theEndComesAfterWhatWasHeld() {
        deliveries.message(new byte[1], true);
        assertThat(deliveries.closed(CloseReason.DONE)).isTrue();
        assertThat(deliveries.closed(CloseReason.LOST)).isFalse();
        deliveries.message(new byte[2], true);
        deliveries.open(receiver);
        deliveries.drain();
        assertThat(heard).containsExactly("message 1", "closed 1000");
    }

    @Test
    void aReceiverThatClosesHearsNothingMoreOfWhatWasHeld() {
        deliveries.message(new byte[1], true);
        deliveries.message(new byte[2], true);
        onMessage = deliveries::silence;
        deliveries.open(receiver);
        deliveries.drain();
        deliveries.message(new byte[3], true);
        deliveries.pong(1);
        deliveries.turnEnded();
        assertThat(heard).containsExactly("message 1");
        deliveries.closed(CloseReason.DONE);
        assertThat(heard).containsExactly("message 1", "closed 1000");
    }

    @Test
    void aTurnWithoutArrivalsDoesNotEnd() {
        deliveries.open(receiver);
        deliveries.turnEnded();
        assertThat(heard).isEmpty();
    }

    @Test
    void aReceiverThatThrowsLosesItsLink() {
        onMessage = () -> {
            throw new AssertionError("on purpose");
        };
        deliveries.open(receiver);
        deliveries.message(new byte[1], true);
        assertThat(heard).containsExactly("message 1", "close 1011");
    }

    @Test
    void aLinkIsOpenedOnce() {
        deliveries.open(receiver);
        assertThatThrownBy(() -> deliveries.open(receiver)).isInstanceOf(IllegalStateException.class);
    }
}
