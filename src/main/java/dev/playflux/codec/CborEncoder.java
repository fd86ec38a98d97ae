package dev.playflux.codec;

import dev.playflux.message.Ack;
import dev.playflux.message.Body;
import dev.playflux.message.Message;
import dev.playflux.message.NotEncodable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Writes records, and joins them. */
final class CborEncoder {
    private static final int MOST_RECORDS = 64;

    private CborEncoder() {}

    static Encoded encode(Message message, Map<String, Integer> indexes) {
        byte[] record = switch (message.action()) {
            case "$ack" -> acknowledgement(message.body().as(Object.class));
            case "$ping" -> times(BinaryRecord.PING, message.body().as(Object.class), "t");
            case "$pong" -> times(BinaryRecord.PONG, message.body().as(Object.class), "t", "time");
            default -> message(message, indexes);
        };
        return Encoded.of(record);
    }

    private static byte[] acknowledgement(@Nullable Object data) {
        if (!(data instanceof Ack ack)) {
            throw new NotEncodable("$ack: expected an Ack", null);
        }
        return new CborBytes(16).varint(ack.tick()).varint(ack.seq()).framed(BinaryRecord.ACK);
    }

    private static byte[] times(int kind, @Nullable Object data, String... names) {
        CborBytes out = new CborBytes(16);
        for (String name : names) {
            if (!(data instanceof Map<?, ?> map && map.get(name) instanceof Number number)) {
                throw new NotEncodable(name + ": expected a number", null);
            }
            out.float64(number.doubleValue());
        }
        return out.framed(kind);
    }

    private static byte[] message(Message message, Map<String, Integer> indexes) {
        int meta = (message.seq() != 0 ? 1 : 0) + (message.ask() ? 1 : 0) + (message.input() != 0 ? 1 : 0);
        CborBytes out = new CborBytes(256).array(meta == 0 ? 2 : 3);
        Integer index = indexes.get(message.action());
        if (index != null) {
            out.integer(index);
        } else {
            out.text(JsonEncoder.checked(message.action()));
        }
        data(message.body(), out);
        if (meta > 0) {
            out.map(meta);
            if (message.seq() != 0) {
                out.integer(CborDecoder.SEQ).integer(message.seq());
            }
            if (message.ask()) {
                out.integer(CborDecoder.ASK).truth(true);
            }
            if (message.input() != 0) {
                out.integer(CborDecoder.INPUT).integer(message.input());
            }
        }
        return out.framed(BinaryRecord.MESSAGE);
    }

    private static void data(Body body, CborBytes out) {
        if (body instanceof RawBody raw && raw.verbatim(Format.CBOR)) {
            raw.writeTo(out);
        } else {
            write(body.as(Object.class), out);
        }
    }

    /** Adds a value. */
    static void write(@Nullable Object value, CborBytes out) {
        if (value == null) {
            out.nothing();
            return;
        }
        try {
            JsonMappers.MAPPER.writeValue(new CheckedGenerator(new CborGenerator(out)), value);
        } catch (JacksonException broken) {
            throw new NotEncodable(JsonEncoder.problem(broken), broken);
        }
    }

    static List<Encoded> frames(List<Encoded> envelopes) {
        if (envelopes.isEmpty()
                || (envelopes.size() == 1 && envelopes.get(0).parts().size() <= MOST_RECORDS)) {
            return List.copyOf(envelopes);
        }
        Frames frames = new Frames();
        envelopes.forEach(envelope -> envelope.parts().forEach(frames::add));
        return frames.all();
    }

    /** Counts records by their heads. A state may have the announcements of its views before it, each a part. */
    private static final class Frames {
        private final List<Encoded> full = new ArrayList<>(1);
        private List<byte[]> parts = new ArrayList<>();
        private int records;
        private long left;

        void add(byte[] part) {
            if (left == 0) {
                if (records == MOST_RECORDS) {
                    full.add(Encoded.of(parts));
                    parts = new ArrayList<>();
                    records = 0;
                }
                records++;
                left = size(part);
            }
            parts.add(part);
            left -= part.length;
        }

        /** The size of the record whose head this part has. */
        private static long size(byte[] part) {
            long length = 0;
            int at = 1;
            do {
                length |= (part[at] & 0x7FL) << (7 * (at - 1));
            } while (part[at++] < 0);
            return at + length;
        }

        List<Encoded> all() {
            full.add(Encoded.of(parts));
            return full;
        }
    }
}
