package dev.playflux.state;

import dev.playflux.codec.Codec;
import dev.playflux.codec.Encoded;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.io.JsonStringEncoder;

/** Writes {@code $state} records: a header for one client, and the bytes of sections as they are. */
final class StateRecords {
    /** The section of a view that is no longer visible. */
    static final byte[] GONE = ascii("{\"gone\":true}");

    private static final byte[] END = ascii("}}");
    private static final byte[] END_OF_VIEWS = ascii("}}}");

    private StateRecords() {}

    static Encoded encode(Codec codec, StateRecord state) {
        StringBuilder header = new StringBuilder(128)
                .append("{\"action\":\"$state\",\"data\":{\"tick\":")
                .append(state.tick())
                .append(",\"time\":")
                .append(state.time())
                .append(",\"base\":")
                .append(state.base());
        if (state.input() != 0) {
            header.append(",\"input\":").append(state.input());
        }
        return Encoded.of(state.sections().isEmpty() ? List.of(ascii(header), END) : withViews(header, state));
    }

    private static List<byte[]> withViews(StringBuilder header, StateRecord state) {
        List<byte[]> parts = new ArrayList<>(2 * state.sections().size() + 1);
        StringBuilder before = header.append(",\"views\":{");
        for (Section section : state.sections()) {
            before.append('"');
            JsonStringEncoder.getInstance().quoteAsString(section.view(), before);
            parts.add(before.append("\":").toString().getBytes(StandardCharsets.UTF_8));
            parts.add(section.bytes());
            before = new StringBuilder().append(',');
        }
        parts.add(END_OF_VIEWS);
        return parts;
    }

    private static byte[] ascii(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
