package dev.playflux.recording;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes trees as what has changed since the last one, and reads them so. */
final class Trees {

    private Trees() {}

    /** Writes a node, knowing that the reader has an earlier one. */
    static void write(ByteOut out, Values values, @Nullable Exact before, Exact now) {
        if (Exact.same(before, now)) {
            out.octet(Tags.SAME);
        } else if (now instanceof Exact.Members members) {
            if (before instanceof Exact.Members old && old.unique && members.unique) {
                patch(out, values, old, members);
            } else {
                whole(out, values, members);
            }
        } else if (now instanceof Exact.Items items) {
            Exact[] old = before instanceof Exact.Items known ? known.nodes : new Exact[0];
            patch(out, values, old, items.nodes);
        } else {
            values.write(((Exact.Leaf) now).value);
        }
    }

    private static void whole(ByteOut out, Values values, Exact.Members now) {
        out.octet(Tags.MEMBERS);
        out.varint(now.names.length);
        for (int i = 0; i < now.names.length; i++) {
            out.name(now.names[i]);
            write(out, values, null, now.nodes[i]);
        }
    }

    private static void patch(ByteOut out, Values values, Exact.Members old, Exact.Members now) {
        out.octet(Tags.PATCHED_MEMBERS);
        String[] gone = Arrays.stream(old.names)
                .filter(name -> Arrays.binarySearch(now.names, name) < 0)
                .toArray(String[]::new);
        out.varint(gone.length);
        for (String name : gone) {
            out.name(name);
        }
        int changed = 0;
        for (int i = 0; i < now.names.length; i++) {
            changed += Exact.same(old.get(now.names[i], i), now.nodes[i]) ? 0 : 1;
        }
        out.varint(changed);
        for (int i = 0; i < now.names.length; i++) {
            Exact before = old.get(now.names[i], i);
            if (!Exact.same(before, now.nodes[i])) {
                out.name(now.names[i]);
                write(out, values, before, now.nodes[i]);
            }
        }
    }

    private static void patch(ByteOut out, Values values, Exact[] old, Exact[] now) {
        out.octet(Tags.PATCHED_ITEMS);
        out.varint(now.length);
        for (int i = 0; i < now.length; i++) {
            write(out, values, i < old.length ? old[i] : null, now[i]);
        }
    }
}
