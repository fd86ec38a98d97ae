package dev.playflux.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.client.Disconnected.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A server that says nothing more, on a line that stays open. */
class SilentServerTest extends ReliableClient {

    @Test
    void itIsGivenUpAfterFifteenSecondsAndTheLoopHearsATimeOut() {
        List<Disconnected> ends = new ArrayList<>();
        GameLoop loop = join().loop().onDisconnected(ends::add);
        host.network.stalled(true);
        host.pass(Duration.ofSeconds(14));
        loop.pump();
        assertThat(ends).isEmpty();
        host.pass(Duration.ofSeconds(6));
        loop.pump();
        assertThat(ends).singleElement().satisfies(silent -> {
            assertThat(silent.reason()).isEqualTo(Reason.TIMEOUT);
            assertThat(silent.text()).isEqualTo("the server is silent");
            assertThat(silent.returning()).isTrue();
        });
    }
}
