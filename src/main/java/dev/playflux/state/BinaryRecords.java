package dev.playflux.state;

import dev.playflux.codec.BinaryRecord;
import dev.playflux.codec.Encoded;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes {@code $state} records for binary connections: a header for one client, and the bytes of sections as they are,
 * each behind the view's index. Before it come the records that tell the client what the keys are called that are new to
 * it.
 */
final class BinaryRecords {
    /** A view is no longer visible. */
    static final int GONE = 0;
    /** The value. */
    static final int FULL = 1;
    /** What changed in the value. */
    static final int PATCH = 2;
    /** Tables. */
    static final int COMPLETE = 3;
    /** What changed in tables. */
    static final int DELTA = 4;

    private static final byte[] GONE_SECTION = {GONE, 0};

    private BinaryRecords() {}

    static Encoded encode(StateRecord state) {
        List<byte[]> parts = new ArrayList<>(2 * state.sections().size() + 1);
        long length = 0;
        for (Section section : state.sections()) {
            if (section.fresh() && section.view().announcement().length > 0) {
                parts.add(section.view().announcement());
            }
            length += Varints.size(section.view().index()) + bytes(section).length;
        }
        boolean first = true;
        for (Section section : state.sections()) {
            long index = section.view().index();
            parts.add(first ? header(state, length, Varints.of(index)) : Varints.of(index));
            parts.add(bytes(section));
            first = false;
        }
        if (first) {
            parts.add(header(state, 0, new byte[0]));
        }
        return Encoded.of(parts);
    }

    private static byte[] bytes(Section section) {
        return section.bytes() == StateRecords.GONE ? GONE_SECTION : section.bytes();
    }

    /** All before the first section's bytes, its index included; {@code sections} counts that too. */
    private static byte[] header(StateRecord state, long sections, byte[] index) {
        long age = state.base() == 0 ? 0 : state.tick() - state.base();
        int own = Varints.size(state.tick())
                + Varints.size(age)
                + Varints.size(state.input())
                + Varints.size(state.time());
        byte[] header = new byte[1 + Varints.size(own + sections) + own + index.length];
        header[0] = BinaryRecord.STATE;
        int at = Varints.put(header, 1, own + sections);
        at = Varints.put(header, at, state.tick());
        at = Varints.put(header, at, age);
        at = Varints.put(header, at, state.input());
        at = Varints.put(header, at, state.time());
        System.arraycopy(index, 0, header, at, index.length);
        return header;
    }
}
