package dev.playflux.recording;

import java.util.Arrays;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads what {@link Trees} has written. */
final class ReadTrees {
    /** Room for so many at first: a count alone takes no memory, whatever it says. */
    private static final int FIRST = 16;

    private final ByteIn in;
    private final Forms forms;
    private int depth;

    ReadTrees(ByteIn in, Forms forms) {
        this.in = in;
        this.forms = forms;
    }

    Exact read(@Nullable Exact before) {
        if (++depth > Tracer.DEEPEST + 2) {
            throw new Unreadable("a state is nested deeper than " + Tracer.DEEPEST, null);
        }
        try {
            int tag = in.octet();
            return switch (tag) {
                case Tags.SAME -> present(before);
                case Tags.MEMBERS -> members(in.count());
                case Tags.PATCHED_MEMBERS -> patched(present(before));
                case Tags.PATCHED_ITEMS -> items(before);
                default -> leaf(tag);
            };
        } finally {
            depth--;
        }
    }

    private static Exact present(@Nullable Exact before) {
        if (before == null) {
            throw new Unreadable("a change of what was not there", null);
        }
        return before;
    }

    private Exact leaf(int tag) {
        Object value = forms.read(tag);
        if (value != null && Scalar.of(value) != value) {
            throw new Unreadable("a part of a state that is no scalar", null);
        }
        return new Exact.Leaf(value);
    }

    private Exact members(int count) {
        String[] names = new String[Math.min(count, FIRST)];
        Exact[] nodes = new Exact[names.length];
        for (int i = 0; i < count; i++) {
            if (i == nodes.length) {
                names = Arrays.copyOf(names, Math.min(count, 2 * i));
                nodes = Arrays.copyOf(nodes, names.length);
            }
            names[i] = in.name();
            nodes[i] = read(null);
            if (i > 0 && names[i].compareTo(names[i - 1]) < 0) {
                throw new Unreadable("members of a state out of order", null);
            }
        }
        return new Exact.Members(names, nodes);
    }

    private Exact patched(Exact before) {
        if (!(before instanceof Exact.Members old) || !old.unique) {
            throw new Unreadable("a change of members that were not there", null);
        }
        TreeMap<String, Exact> members = new TreeMap<>();
        for (int i = 0; i < old.names.length; i++) {
            members.put(old.names[i], old.nodes[i]);
        }
        for (int gone = in.count(); gone > 0; gone--) {
            members.remove(in.name());
        }
        for (int changed = in.count(); changed > 0; changed--) {
            String name = in.name();
            members.put(name, read(members.get(name)));
        }
        return new Exact.Members(
                members.keySet().toArray(new String[0]), members.values().toArray(new Exact[0]));
    }

    private Exact items(@Nullable Exact before) {
        Exact[] old = before instanceof Exact.Items items ? items.nodes : new Exact[0];
        int count = in.count();
        Exact[] nodes = new Exact[Math.min(count, FIRST)];
        for (int i = 0; i < count; i++) {
            if (i == nodes.length) {
                nodes = Arrays.copyOf(nodes, Math.min(count, 2 * i));
            }
            nodes[i] = read(i < old.length ? old[i] : null);
        }
        return new Exact.Items(nodes);
    }
}
