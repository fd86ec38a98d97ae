package dev.playflux.codec;

import dev.playflux.message.Ack;
import dev.playflux.message.Action;
import dev.playflux.message.Body;
import dev.playflux.message.Message;
import dev.playflux.message.NotEncodable;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;

/** Writes envelopes, and arrays of them. */
final class JsonEncoder {
    private static final int MOST_ENVELOPES = 64;
    private static final byte[] OPEN = {'['};
    private static final byte[] COMMA = {','};
    private static final byte[] CLOSE = {']'};

    private JsonEncoder() {}

    static Encoded encode(Message message) {
        StringBuilder head = new StringBuilder(64)
                .append("{\"action\":\"")
                .append(checked(message.action()))
                .append('"');
        if (message.seq() != 0) {
            head.append(",\"seq\":").append(message.seq());
        }
        if (message.ask()) {
            head.append(",\"ask\":true");
        }
        if (message.input() != 0) {
            head.append(",\"input\":").append(message.input());
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        ascii(head, out);
        data(message.body(), out);
        out.write('}');
        return Encoded.of(out.toByteArray());
    }

    /** A value in bytes. */
    static byte[] value(@Nullable Object value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        write(value, out);
        return out.toByteArray();
    }

    private static void data(Body body, ByteArrayOutputStream out) {
        boolean relayed = body instanceof RawBody raw && raw.verbatim(Format.JSON);
        Object value = relayed ? body : body.as(Object.class);
        if (value == null) {
            return;
        }
        ascii(",\"data\":", out);
        if (relayed) {
            ((RawBody) body).writeTo(out);
        } else if (value instanceof Ack ack) {
            ascii(acknowledged(ack), out);
        } else {
            write(value, out);
        }
    }

    private static void write(@Nullable Object value, ByteArrayOutputStream out) {
        try {
            JsonMappers.MAPPER.writeValue(out, value);
        } catch (JacksonException broken) {
            throw new NotEncodable(problem(broken), broken);
        }
    }

    private static String acknowledged(Ack ack) {
        String tick = ack.tick() == 0 ? "" : "\"tick\":" + ack.tick();
        String seq = ack.seq() == 0 ? "" : "\"seq\":" + ack.seq();
        return '{' + tick + (tick.isEmpty() || seq.isEmpty() ? "" : ",") + seq + '}';
    }

    /** What is wrong with a value that could not be written. */
    static String problem(JacksonException broken) {
        if (broken instanceof CheckedGenerator.Unwritable) {
            return broken.getOriginalMessage();
        }
        boolean deep = broken instanceof StreamConstraintsException;
        return Paths.at(
                Paths.of(broken),
                deep
                        ? "nested deeper than " + JsonMappers.DEEPEST_WRITTEN + ", or contains itself"
                        : broken.getOriginalMessage());
    }

    /** The name of an action, if it is one. */
    static String checked(String action) {
        if (!Action.Names.legal(action.startsWith("$") ? "_" + action.substring(1) : action)) {
            throw new NotEncodable("'" + action + "' is not the name of an action", null);
        }
        return action;
    }

    private static void ascii(CharSequence text, ByteArrayOutputStream out) {
        out.writeBytes(text.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    static List<Encoded> frames(List<Encoded> envelopes) {
        if (envelopes.size() < 2) {
            return List.copyOf(envelopes);
        }
        List<Encoded> frames = new ArrayList<>();
        for (int from = 0; from < envelopes.size(); from += MOST_ENVELOPES) {
            int to = Math.min(from + MOST_ENVELOPES, envelopes.size());
            frames.add(to - from == 1 ? envelopes.get(from) : array(envelopes.subList(from, to)));
        }
        return frames;
    }

    private static Encoded array(List<Encoded> envelopes) {
        List<byte[]> parts = new ArrayList<>(2 * envelopes.size() + 1);
        for (Encoded envelope : envelopes) {
            parts.add(parts.isEmpty() ? OPEN : COMMA);
            parts.addAll(envelope.parts());
        }
        parts.add(CLOSE);
        return Encoded.of(parts);
    }
}
