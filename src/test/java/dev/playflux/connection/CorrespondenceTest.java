package dev.playflux.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.codec.Codec;
import dev.playflux.message.Message;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

/** The numbers of a session whose server was killed, and goes on from what it had stored: PROTOCOL 6. */
class CorrespondenceTest {
    private final List<String> told = new ArrayList<>();
    private final Correspondence correspondence = new Correspondence(VirtualTimeScheduler.create(), 8, 5);

    /** The store had two unacknowledged messages, 9 and 10. */
    CorrespondenceTest() {
        send("ninth");
        send("tenth");
        correspondence.adopt();
    }

    private void send(String action) {
        correspondence.send(Message.of(action, null), Codec.json(), new Outcome() {
            @Override
            public void acknowledged() {
                told.add(action);
            }

            @Override
            public void failed(Throwable why) {
                told.add(action + " failed");
            }
        });
    }

    private void back(long received) {
        assertThat(correspondence.continues(received)).isTrue();
        correspondence.resumed();
        correspondence.outbox().acknowledge(received);
    }

    private List<String> unacknowledged() {
        return correspondence.outbox().messages().stream()
                .map(message -> message.seq() + " " + message.action())
                .toList();
    }

    @Test
    void whatIsSentBeforeTheClientIsBackComesBehindWhatTheServerHasForgotten() {
        send("new"); // as 11, which the client has had from the server that was killed, as it has 12
        back(12);
        assertThat(told).containsExactly("ninth", "tenth");
        assertThat(unacknowledged()).containsExactly("13 new");
    }

    @Test
    void aClientThatHasNoMoreThanWhatWasStoredGetsTheRestUnderItsNumbers() {
        send("new");
        back(9);
        assertThat(told).containsExactly("ninth");
        assertThat(unacknowledged()).containsExactly("10 tenth", "11 new");
    }

    @Test
    void onceItIsBackNumbersThatWereNeverSentAreImpossible() {
        back(12);
        send("new");
        assertThat(correspondence.continues(14)).isFalse();
        assertThat(correspondence.continues(13)).isTrue();
    }
}
