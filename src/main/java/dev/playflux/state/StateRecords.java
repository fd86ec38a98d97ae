package dev.playflux.state;

import dev.playflux.codec.Codec;
import dev.playflux.codec.Encoded;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Writes {@code $state} records: a header for one client, and the bytes of sections as they are. */
final class StateRecords {
    /** The section of a view that is no longer visible. */
    static final byte[] GONE = ascii("{\"gone\":true}");

    private static final byte[] TICK = ascii("{\"action\":\"$state\",\"data\":{\"tick\":");
    private static final byte[] TIME = ascii(",\"time\":");
    private static final byte[] BASE = ascii(",\"base\":");
    private static final byte[] INPUT = ascii(",\"input\":");
    private static final byte[] VIEWS = ascii(",\"views\":{");
    private static final byte[] END = ascii("}}");
    private static final byte[] END_OF_VIEWS = ascii("}}}");

    private StateRecords() {}

    static Encoded encode(Codec codec, StateRecord state) {
        return codec.text() ? json(state) : BinaryRecords.encode(state);
    }

    private static Encoded json(StateRecord state) {
        List<Section> sections = state.sections();
        return switch (sections.size()) {
            case 0 -> Encoded.of(List.of(header(state, END, 0)));
            case 1 -> {
                Section section = sections.get(0);
                yield Encoded.of(List.of(header(state, section), section.bytes(), END_OF_VIEWS));
            }
            default -> Encoded.of(Arrays.asList(parts(state, sections)));
        };
    }

    private static byte[][] parts(StateRecord state, List<Section> sections) {
        byte[][] parts = new byte[2 * sections.size() + 1][];
        parts[0] = header(state, sections.get(0));
        for (int i = 0; i < sections.size(); i++) {
            if (i > 0) {
                parts[2 * i] = sections.get(i).view().member();
            }
            parts[2 * i + 1] = sections.get(i).bytes();
        }
        parts[parts.length - 1] = END_OF_VIEWS;
        return parts;
    }

    /** All before the bytes of the first section; its member without the comma that parts it from another. */
    private static byte[] header(StateRecord state, Section first) {
        byte[] member = first.view().member();
        byte[] header = header(state, VIEWS, member.length - 1);
        System.arraycopy(member, 1, header, header.length - member.length + 1, member.length - 1);
        return header;
    }

    private static byte[] header(StateRecord state, byte[] end, int spare) {
        int length = length(TICK, state.tick()) + length(TIME, state.time()) + length(BASE, state.base());
        int input = state.input() == 0 ? 0 : length(INPUT, state.input());
        byte[] header = new byte[length + input + end.length + spare];
        int at = put(header, 0, TICK, state.tick());
        at = put(header, at, TIME, state.time());
        at = put(header, at, BASE, state.base());
        at = input == 0 ? at : put(header, at, INPUT, state.input());
        System.arraycopy(end, 0, header, at, end.length);
        return header;
    }

    private static int length(byte[] name, long number) {
        int digits = 1;
        for (long rest = number; rest > 9; rest /= 10) {
            digits++;
        }
        return name.length + digits;
    }

    private static int put(byte[] to, int at, byte[] name, long number) {
        System.arraycopy(name, 0, to, at, name.length);
        int end = at + length(name, number);
        long rest = number;
        for (int i = end - 1; i >= at + name.length; i--) {
            to[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return end;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
