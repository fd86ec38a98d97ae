package dev.playflux.recording;

import dev.playflux.message.Body;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what {@link Entries} has written. */
final class ReadEntries {
    /** The highest tick rate that a game may have. */
    private static final int FASTEST = 240;

    private final ByteIn in;
    private final Forms forms;
    private final ReadTrees trees;
    private final Fitting fitting;
    private @Nullable Exact last;
    private long tick;

    ReadEntries(ByteIn in, KnownTypes known) {
        this.in = in;
        this.forms = new Forms(in);
        this.trees = new ReadTrees(in, forms);
        this.fitting = new Fitting(known);
    }

    Recorded read() {
        in.begin();
        int kind = in.octet();
        return switch (kind) {
            case Entries.OPENING -> opening();
            case Entries.OPENED -> new Recorded.Opened();
            case Entries.JOINED -> new Recorded.Joined(in.name(), value(), text(), value());
            case Entries.AWAY -> new Recorded.Away(in.name());
            case Entries.BACK -> new Recorded.Back(in.name());
            case Entries.KNOWN -> new Recorded.Known(in.name(), text(), value());
            case Entries.LEFT -> new Recorded.Left(in.name(), in.name());
            case Entries.ACTED -> new Recorded.Acted(in.name(), in.name(), value());
            case Entries.HAPPENED -> new Recorded.Happened(value());
            case Entries.STEPPED -> new Recorded.Stepped(tick += in.varint());
            case Entries.TICKED -> new Recorded.Ticked();
            case Entries.PASSED -> new Recorded.Passed();
            case Entries.PAUSED -> new Recorded.Paused(in.octet() == 1);
            case Entries.CHANGED -> new Recorded.Changed(value());
            case Entries.ATTACHED -> new Recorded.Attached(in.name(), value());
            case Entries.DRAWN -> new Recorded.Drawn(in.varint());
            case Entries.CHECKPOINT -> checkpoint();
            case Entries.THREW -> new Recorded.Threw(in.name());
            case Entries.ENDED -> new Recorded.Ended(in.text());
            default -> throw new Unreadable("an entry of the unknown kind " + kind, null);
        };
    }

    private Body value() {
        return new ReadBody(forms.read(), fitting);
    }

    private @Nullable String text() {
        Object text = forms.read();
        if (text != null && !(text instanceof String)) {
            throw new Unreadable("a name that is no text", null);
        }
        return (String) text;
    }

    private Recorded opening() {
        String game = in.name();
        String room = in.name();
        long at = in.varint();
        int rate = (int) in.varint();
        if (rate < 1 || rate > FASTEST) {
            throw new Unreadable("a tick rate of " + rate, null);
        }
        long seed = in.fixed();
        long drawn = in.varint();
        tick = in.varint();
        long steps = in.varint();
        boolean paused = in.octet() == 1;
        Body options = value();
        Body state = in.octet() == 1 ? value() : null;
        List<Recorded.Seated> seats = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) {
            seats.add(new Recorded.Seated(in.name(), value(), text(), value(), in.octet() == 1, value()));
        }
        return new Recorded.Opening(game, room, at, rate, seed, drawn, tick, steps, paused, options, state, seats);
    }

    private Recorded checkpoint() {
        long number = in.varint();
        long fingerprint = in.fixed();
        Exact now;
        try {
            now = trees.read(last);
        } catch (Exact.TooHeavy hostile) {
            throw new Unreadable(String.valueOf(hostile.getMessage()), hostile);
        }
        if (now.hash != fingerprint) {
            throw new Unreadable("the state at tick " + number + " is not that of its fingerprint", null);
        }
        last = now;
        return new Recorded.Checkpoint(number, new Traced(now));
    }
}
