package dev.playflux.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.client.Disconnected.Reason;
import dev.playflux.codec.Json;
import dev.playflux.message.BadData;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Failure;
import dev.playflux.message.Message;
import dev.playflux.message.PlayfluxException;
import dev.playflux.transport.HttpRefused;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Why there was no welcome, as programs read it. */
class ConnectFailedTest {
    private static final URI SERVER = URI.create("ws://localhost:8080/play");

    @ParameterizedTest
    @CsvSource({
        "overloaded, SHUTDOWN",
        "handler_failed, LOST",
        "room_full, REFUSED",
        "room_not_found, REFUSED",
        "room_closed, REFUSED",
        "auth_failed, REFUSED",
        "bad_data, REFUSED",
        "wrong_password, REFUSED"
    })
    void whatTheServerSaysDecides(String code, Reason why) {
        Failure failure = Failure.of(code, "so it is", Message.of("$hello", null));
        assertThat(new ConnectFailed(failure, failure.close()).why()).isEqualTo(why);
        assertThat(new ConnectFailed(failure, CloseReason.LOST).why())
                .as("also if the close was lost behind it")
                .isEqualTo(why);
    }

    @ParameterizedTest
    @CsvSource({"1001, SHUTDOWN", "1013, SHUTDOWN", "1002, REFUSED", "1006, LOST", "4003, KICKED"})
    void whoJustClosesIsAsOneWhoClosesLater(int code, Reason why) {
        assertThat(new ConnectFailed(null, new CloseReason(code, "")).why()).isEqualTo(why);
    }

    @ParameterizedTest
    @CsvSource({"403, REFUSED", "429, REFUSED", "500, LOST", "502, LOST", "503, SHUTDOWN"})
    void aSocketThatIsRefusedByHttpIsNoLostOne(int status, Reason why) {
        ConnectFailed failed = new ConnectFailed(new HttpRefused(SERVER, status, "not you"));
        assertThat(failed.why()).isEqualTo(why);
        assertThat(failed).hasMessage(SERVER + " refused the connection with HTTP " + status + ": not you");
        assertThat(failed.reason().reason()).isEqualTo(failed.getMessage());
    }

    @Test
    void aRefusalWithoutACodeIsNone() {
        Message error = new Message("$error", Json.body(Map.of("message", "so it is", "fatal", true)), 0, false, 0);
        assertThatThrownBy(() -> error.as(Failure.class)).isInstanceOf(BadData.class);
        Map<String, Object> codeless = new HashMap<>(Map.of("message", "so it is", "fatal", true));
        codeless.put("code", null);
        Message nothing = new Message("$error", Json.body(codeless), 0, false, 0);
        assertThatThrownBy(() -> nothing.as(Failure.class)).isInstanceOf(BadData.class);
    }

    @Test
    void whoCannotBeReachedIsLost() {
        assertThat(new ConnectFailed(new PlayfluxException("nobody there")).why())
                .isEqualTo(Reason.LOST);
    }
}
