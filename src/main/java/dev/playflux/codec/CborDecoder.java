package dev.playflux.codec;

import dev.playflux.message.Ack;
import dev.playflux.message.Action;
import dev.playflux.message.BadMessage;
import dev.playflux.message.Body;
import dev.playflux.message.Limits;
import dev.playflux.message.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The records of a message, each checked on its own: a bad one does not stop those behind it. */
final class CborDecoder {
    static final int SEQ = 0;
    static final int ASK = 1;
    static final int INPUT = 2;

    private static final int LONGEST_ACTION = 64;
    private static final Body NOTHING = Body.of(null);

    private final byte[] bytes;
    private final Limits.Shape limits;
    private final List<String> actions;
    private final CborScan scan;
    private String action = "";
    private Body body = NOTHING;
    private long seq;
    private boolean ask;
    private long input;

    CborDecoder(byte[] bytes, Limits.Shape limits, List<String> actions) {
        this.bytes = bytes;
        this.limits = limits;
        this.actions = actions;
        this.scan = new CborScan(bytes, 0, bytes.length, limits);
    }

    List<Received> records() {
        if (bytes.length == 0) {
            throw new BadMessage("a message without records");
        }
        List<Received> records = new ArrayList<>(4);
        for (int next = 0; next < bytes.length; ) {
            if (records.size() == limits.envelopes()) {
                throw new BadMessage("more than " + limits.envelopes() + " records");
            }
            scan.within(next, bytes.length);
            int kind = scan.octet();
            int start;
            try {
                long length = scan.varint();
                start = scan.at();
                scan.skip(length);
                next = scan.at();
            } catch (BadMessage truncated) {
                records.add(new Received.Malformed("a truncated record"));
                return records;
            }
            records.add(record(kind, start, next));
        }
        return records;
    }

    private Received record(int kind, int start, int end) {
        scan.within(start, end);
        try {
            return switch (kind) {
                case BinaryRecord.MESSAGE -> wellformed(message());
                case BinaryRecord.STATE -> wellformed(unread("$state", start, end));
                case BinaryRecord.ACK -> wellformed(Message.of("$ack", new Ack(scan.varint(), scan.varint())));
                case BinaryRecord.PING -> wellformed(Message.of("$ping", Map.of("t", scan.float64())));
                case BinaryRecord.PONG ->
                    wellformed(Message.of("$pong", Map.of("t", scan.float64(), "time", scan.float64())));
                case BinaryRecord.VIEW -> wellformed(unread("$view", start, end));
                default -> new Received.Unknown(kind);
            };
        } catch (BadMessage bad) {
            return new Received.Malformed(String.valueOf(bad.getMessage()));
        }
    }

    private Received wellformed(Message message) {
        scan.end();
        return new Received.Wellformed(message);
    }

    private Message unread(String action, int start, int end) {
        scan.skip(end - start);
        return Message.of(action, new BinaryRecord(bytes, start, end - start));
    }

    private Message message() {
        int count = scan.head() == CborBytes.ARRAY ? scan.count(1) : 0;
        if (count != 2 && count != 3) {
            throw new BadMessage("a message is [action, data] or [action, data, meta]");
        }
        action();
        int start = scan.at();
        boolean verbatim = scan.value(1, false);
        boolean nothing = bytes[start] == (byte) CborBytes.NULL;
        body = nothing ? NOTHING : new RawBody(Format.CBOR, bytes, start, scan.at() - start, verbatim);
        seq = 0;
        ask = false;
        input = 0;
        if (count == 3) {
            meta();
        }
        return new Message(action, body, seq, ask, input);
    }

    private void action() {
        int type = scan.head();
        if (type == CborBytes.UNSIGNED) {
            long index = scan.argument();
            if (index < 0 || index >= actions.size()) {
                throw new BadMessage("the dictionary has no action " + Long.toUnsignedString(index));
            }
            action = actions.get((int) index);
        } else {
            action = type == CborBytes.TEXT ? name(scan.count(1)) : "";
            if (!legal(action)) {
                throw new BadMessage(
                        "an action is a letter or '_', then at most 63 of letters, digits and '_.:-', or an index");
            }
        }
    }

    private String name(int length) {
        int start = scan.at();
        scan.text("a name", LONGEST_ACTION);
        return new String(bytes, start, length, StandardCharsets.UTF_8);
    }

    private static boolean legal(String action) {
        return switch (action) {
            case "$state", "$ack", "$ping", "$pong", "$view" ->
                throw new BadMessage(action + " is a record of another kind");
            default -> action.startsWith("$") || Action.Names.legal(action);
        };
    }

    private void meta() {
        if (scan.head() != CborBytes.MAP) {
            throw new BadMessage("what is behind the data is no map");
        }
        int seen = 0;
        for (int left = scan.count(2); left > 0; left--) {
            int key = scan.head() == CborBytes.UNSIGNED && scan.argument() >= 0
                    ? (int) Math.min(scan.argument(), 31)
                    : -1;
            if (key < 0) {
                throw new BadMessage("a key of the meta map that is no index");
            }
            if (key <= INPUT && (seen & 1 << key) != 0) {
                throw new BadMessage("a second member " + key);
            }
            seen |= 1 << key;
            switch (key) {
                case SEQ -> seq = counted("seq");
                case ASK -> ask = yes();
                case INPUT -> input = counted("input");
                default -> scan.value(2, false);
            }
        }
        if (ask && seq == 0) {
            throw new BadMessage("'ask' needs a 'seq'");
        }
    }

    private long counted(String name) {
        boolean integer = scan.head() == CborBytes.UNSIGNED;
        if (!integer || scan.argument() < 1 || !Json.exact(scan.argument())) {
            throw new BadMessage("'" + name + "' is an integer from 1 to 2^53 - 1");
        }
        return scan.argument();
    }

    private boolean yes() {
        if (scan.octet() != CborBytes.TRUE) {
            throw new BadMessage("'ask' is true or absent");
        }
        return true;
    }
}
