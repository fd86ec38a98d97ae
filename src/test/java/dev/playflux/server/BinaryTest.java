package dev.playflux.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.codec.CborOutput;
import dev.playflux.codec.Hex;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A client of {@link Board} on a binary connection that writes its records itself; somebody new is served in the end. */
abstract class BinaryTest extends SocketTest {
    /** The text "say" in CBOR. */
    static final String SAY = "63 736179";
    /** The data of a {@link Board.Say}. */
    static final String HELLO = "a1 6474657874 6161";

    int port;
    RawClient client;

    @BeforeEach
    void join() {
        port = serve(GameServer.create().game(Board.GAME)).port();
        client = closing(RawClient.binary(port, "{}"));
    }

    @AfterEach
    void theNextOneIsServed() {
        servesSomebodyNew(port);
    }

    /** Record 0x01 with this body. */
    static String message(String body) {
        return Hex.of(CborOutput.create(64).raw(Hex.bytes(body)).framed(1));
    }

    final void stillThere() {
        client.say(Board.say("still there"));
        assertThat(client.next("said").path("data").asString()).isEqualTo("still there");
    }

    /** A message is refused with this code, once, and nothing of it is handled. */
    final void refused(String message, String code) {
        refused(message, code, 1);
    }

    /** The same for the so-manieth message that is. */
    final void refused(String message, String code, int time) {
        client.send(Hex.bytes(message));
        RawClient.Refusal refusal = client.refusal();
        assertThat(refusal.code()).as(refusal.message()).isEqualTo(code);
        assertThat(refusal.fatal()).isFalse();
        client.say(Board.say("still there"));
        assertThat(client.next("said").path("data").asString()).isEqualTo("still there");
        assertThat(client.heard("said")).isEqualTo(time);
        assertThat(client.heard("$error")).isEqualTo(time);
    }

    /** A message is skipped, or does nothing. */
    final void ignored(String message) {
        client.send(Hex.bytes(message));
        stillThere();
        assertThat(client.heard("said")).isEqualTo(1);
        assertThat(client.heard("$error")).isZero();
    }

    final void closed(String message, int code) {
        client.send(Hex.bytes(message));
        assertThat(client.closeCode()).isEqualTo(code);
    }
}
