package dev.playflux.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.message.Limits;
import dev.playflux.message.Message;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** Messages as the wire has them, for tests. */
final class Samples {
    static final Codec CODEC = Codec.json();

    private Samples() {}

    static List<Received> decode(String json) {
        return CODEC.decode(json.getBytes(UTF_8), Limits.Shape.DEFAULTS);
    }

    /** The only envelope, which is well-formed. */
    static Message message(String json) {
        List<Received> received = decode(json);
        assertThat(received).hasSize(1);
        return message(received.get(0));
    }

    static Message message(Received received) {
        assertThat(received).isInstanceOf(Received.Wellformed.class);
        return ((Received.Wellformed) received).message();
    }

    /** What is wrong with the only envelope. */
    static String problem(String json) {
        List<Received> received = decode(json);
        assertThat(received).hasSize(1);
        return problem(received.get(0));
    }

    static String problem(Received received) {
        assertThat(received).isInstanceOf(Received.Malformed.class);
        return ((Received.Malformed) received).problem();
    }

    /** A message with this body. */
    static Message body(String json) {
        return message("{\"action\":\"a\",\"data\":" + json + "}");
    }

    static byte[] bytes(Encoded encoded) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        encoded.parts().forEach(all::writeBytes);
        assertThat(all.size()).isEqualTo(encoded.length());
        return all.toByteArray();
    }

    static String text(Encoded encoded) {
        return new String(bytes(encoded), UTF_8);
    }

    /** How a value travels. */
    static String written(Object value) {
        return new String(Json.write(value), UTF_8);
    }
}
