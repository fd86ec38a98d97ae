package dev.playflux.recording;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads what {@link Values} has written, whatever classes it was of. */
final class Forms {
    private static final int LONGEST_NUMBER = 10_000;

    private static final int MOST_COMPONENTS = 255;

    private final ByteIn in;
    private final List<Form.Type> types = new ArrayList<>();
    private int depth;

    Forms(ByteIn in) {
        this.in = in;
    }

    @Nullable
    Object read() {
        return read(in.octet());
    }

    /** A value whose tag was read. */
    @Nullable
    Object read(int tag) {
        if (++depth > Tracer.DEEPEST) {
            throw new Unreadable("a value is nested deeper than " + Tracer.DEEPEST, null);
        }
        try {
            return tag <= Tags.CHAR
                    ? small(tag)
                    : tag >= Tags.ENUM && tag <= Tags.OPTIONAL ? composed(tag) : other(tag);
        } catch (DateTimeException | IllegalArgumentException unfit) {
            throw new Unreadable("a value that is none: " + unfit.getMessage(), unfit);
        } finally {
            depth--;
        }
    }

    private @Nullable Object small(int tag) {
        return switch (tag) {
            case Tags.NULL -> null;
            case Tags.FALSE -> false;
            case Tags.TRUE -> true;
            case Tags.BYTE -> (byte) in.signed();
            case Tags.SHORT -> (short) in.signed();
            case Tags.INT -> (int) in.signed();
            case Tags.LONG -> in.signed();
            case Tags.FLOAT -> Float.intBitsToFloat((int) in.signed());
            case Tags.DOUBLE -> Double.longBitsToDouble(in.fixed());
            default -> (char) in.signed();
        };
    }

    private Object composed(int tag) {
        return switch (tag) {
            case Tags.ENUM -> new Form.Constant(in.name(), in.name());
            case Tags.RECORD -> components();
            case Tags.MAP -> new Form.Entries(items(Math.multiplyExact(2, in.count())));
            case Tags.EMPTY -> new Form.Perhaps(null);
            case Tags.OPTIONAL -> new Form.Perhaps(read());
            default -> new Form.Items(tag, items(in.count()));
        };
    }

    private Object other(int tag) {
        return switch (tag) {
            case Tags.TEXT -> in.text();
            case Tags.BIG -> new BigInteger(number(), Character.MAX_RADIX);
            case Tags.DECIMAL -> new BigDecimal(number());
            case Tags.DURATION -> Duration.parse(in.text());
            case Tags.INSTANT -> Instant.parse(in.text());
            case Tags.UUID -> UUID.fromString(in.text());
            case Tags.TUPLE -> tuple(items(in.count()));
            case Tags.KEPT -> new Form.Kept(in.name(), in.bytes());
            case Tags.BODY -> new Form.Said(read());
            case Tags.BYTES -> in.bytes();
            default -> throw new Unreadable("a value of the unknown kind " + tag, null);
        };
    }

    private static Form tuple(List<@Nullable Object> items) {
        if (items.size() < 2 || items.size() > 8 || items.contains(null)) {
            throw new Unreadable("a tuple of " + items.size(), null);
        }
        return new Form.Items(Tags.TUPLE, items);
    }

    /** Reading a number takes the square of its length. */
    private String number() {
        String text = in.text();
        if (text.length() > LONGEST_NUMBER) {
            throw new Unreadable("a number of " + text.length() + " digits", null);
        }
        return text;
    }

    private List<@Nullable Object> items(int count) {
        List<@Nullable Object> items = new ArrayList<>(Math.min(count, 16));
        for (int i = 0; i < count; i++) {
            items.add(read());
        }
        return items;
    }

    private Form components() {
        long which = in.varint();
        if (which == 0) {
            String name = in.name();
            int count = in.count();
            if (types.size() >= ByteOut.REMEMBERED || count > MOST_COMPONENTS) {
                throw new Unreadable("too many classes, or too large ones", null);
            }
            List<String> components = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                components.add(in.name());
            }
            types.add(new Form.Type(name, List.copyOf(components)));
            which = types.size();
        }
        Form.Type type = types.get(ByteIn.index(which - 1, types.size(), "class"));
        return new Form.Components(type, items(type.components().size()));
    }
}
