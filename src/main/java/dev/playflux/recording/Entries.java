package dev.playflux.recording;

import dev.playflux.message.Body;
import dev.playflux.message.NotEncodable;
import org.jspecify.annotations.Nullable;

/** Writes entries. */
final class Entries {
    static final int OPENING = 1;
    static final int OPENED = 2;
    static final int JOINED = 3;
    static final int AWAY = 4;
    static final int BACK = 5;
    static final int LEFT = 6;
    static final int ACTED = 7;
    static final int HAPPENED = 8;
    static final int STEPPED = 9;
    static final int TICKED = 10;
    static final int PAUSED = 11;
    static final int CHANGED = 12;
    static final int ATTACHED = 13;
    static final int DRAWN = 14;
    static final int CHECKPOINT = 15;
    static final int ENDED = 16;
    static final int PASSED = 17;
    static final int THREW = 18;
    static final int KNOWN = 19;

    private final ByteOut out;
    private final Values values;
    private @Nullable Exact last;
    private long tick;

    Entries(ByteOut out) {
        this.out = out;
        this.values = new Values(out);
    }

    /** @throws NotEncodable if it cannot be written, or not be read again */
    void write(Recorded entry) {
        int before = out.size();
        put(entry);
        if (out.size() - before > ByteIn.LONGEST) {
            throw new NotEncodable("a state of more than " + ByteIn.LONGEST + " bytes", null);
        }
    }

    private void put(Recorded entry) {
        if (entry instanceof Recorded.Acted acted) {
            name(ACTED, acted.player());
            out.name(acted.action());
            values.write(acted.data().as(Object.class));
        } else if (entry instanceof Recorded.Stepped stepped) {
            number(STEPPED, stepped.tick() - tick);
            tick = stepped.tick();
        } else if (entry instanceof Recorded.Ticked) {
            out.octet(TICKED);
        } else if (entry instanceof Recorded.Passed) {
            out.octet(PASSED);
        } else if (entry instanceof Recorded.Happened happened) {
            value(HAPPENED, happened.event());
        } else if (entry instanceof Recorded.Drawn drawn) {
            number(DRAWN, drawn.numbers());
        } else if (entry instanceof Recorded.Checkpoint checkpoint) {
            checkpoint(checkpoint);
        } else {
            seldom(entry);
        }
    }

    private void seldom(Recorded entry) {
        if (entry instanceof Recorded.Opening opening) {
            opening(opening);
        } else if (entry instanceof Recorded.Opened) {
            out.octet(OPENED);
        } else if (entry instanceof Recorded.Joined joined) {
            name(JOINED, joined.player());
            values.body(joined.options());
            values.write(joined.identity());
            values.attachment(joined.details().as(Object.class));
        } else if (entry instanceof Recorded.Away away) {
            name(AWAY, away.player());
        } else if (entry instanceof Recorded.Back back) {
            name(BACK, back.player());
        } else if (entry instanceof Recorded.Known known) {
            name(KNOWN, known.player());
            values.write(known.identity());
            values.attachment(known.details().as(Object.class));
        } else if (entry instanceof Recorded.Left left) {
            name(LEFT, left.player());
            out.name(left.why());
        } else if (entry instanceof Recorded.Paused paused) {
            number(PAUSED, paused.paused() ? 1 : 0);
        } else if (entry instanceof Recorded.Threw threw) {
            name(THREW, threw.what());
        } else if (entry instanceof Recorded.Changed changed) {
            value(CHANGED, changed.state());
        } else if (entry instanceof Recorded.Attached attached) {
            name(ATTACHED, attached.player());
            values.attachment(attached.value().as(Object.class));
        } else if (entry instanceof Recorded.Ended ended) {
            out.octet(ENDED);
            out.text(ended.why());
        }
    }

    private void name(int kind, String name) {
        out.octet(kind);
        out.name(name);
    }

    private void number(int kind, long number) {
        out.octet(kind);
        out.varint(number);
    }

    private void value(int kind, Body value) {
        out.octet(kind);
        values.write(value.as(Object.class));
    }

    private void opening(Recorded.Opening opening) {
        name(OPENING, opening.game());
        out.name(opening.room());
        out.varint(opening.at());
        out.varint(opening.tickRate());
        out.fixed(opening.seed());
        out.varint(opening.drawn());
        out.varint(opening.tick());
        out.varint(opening.steps());
        out.octet(opening.paused() ? 1 : 0);
        values.body(opening.options());
        Body state = opening.state();
        out.octet(state == null ? 0 : 1);
        if (state != null) {
            values.write(state.as(Object.class));
        }
        out.varint(opening.seats().size());
        for (Recorded.Seated seat : opening.seats()) {
            out.name(seat.player());
            values.body(seat.options());
            values.write(seat.identity());
            values.attachment(seat.details().as(Object.class));
            out.octet(seat.away() ? 1 : 0);
            values.attachment(seat.attachment().as(Object.class));
        }
        tick = opening.tick();
    }

    private void checkpoint(Recorded.Checkpoint checkpoint) {
        Exact now = ((Traced) checkpoint.state()).tree(last);
        number(CHECKPOINT, checkpoint.tick());
        out.fixed(now.hash);
        Trees.write(out, values, last, now);
        last = now;
    }
}
