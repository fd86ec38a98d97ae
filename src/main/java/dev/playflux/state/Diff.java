package dev.playflux.state;

import dev.playflux.message.NotEncodable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The comparison of one tick's value with the tree of the last one. What did not change keeps its node. */
final class Diff {
    private static final int MOST_REPORTED = 16;
    private static final Tree[] NOTHING = {};

    private final long tick;
    private final boolean verify;
    private final Path path;
    private final List<String> changedInPlace = new ArrayList<>(0);
    private boolean inPlace;

    Diff(long tick, boolean verify) {
        this(tick, verify, new Path());
    }

    /** A comparison somewhere within a value. */
    Diff(long tick, boolean verify, Path path) {
        this.tick = tick;
        this.verify = verify;
        this.path = path;
    }

    /** The names that a node's members have, if it has any. */
    static Names names(@Nullable Tree node) {
        return node instanceof Tree.Members object ? object.names : Names.NONE;
    }

    /** The paths of what changed under an instance that is the same as before. */
    List<String> changedInPlace() {
        return changedInPlace;
    }

    /** The tree of a value; {@code old} itself if nothing changed. */
    Tree root(@Nullable Tree old, @Nullable Object value) {
        try {
            return next(old, value);
        } catch (RuntimeException | StackOverflowError e) {
            throw notEncodable(e);
        }
    }

    private Tree next(@Nullable Tree old, @Nullable Object value) {
        if (old != null && value == old.source && !verify) {
            return old;
        }
        boolean outer = inPlace;
        if (old == null) {
            replaced();
        } else {
            inPlace |= value == old.source;
        }
        Tree next = inner(old, value);
        next.source = value;
        inPlace = outer;
        return next;
    }

    /** The tree of what stands in the place of a value. */
    Tree inner(@Nullable Tree old, @Nullable Object value) {
        return value == null ? leaf(old, null) : Form.of(value).follow(this, old, value);
    }

    Tree leaf(@Nullable Tree old, @Nullable Object value) {
        if (old instanceof Tree.Leaf leaf && Objects.equals(leaf.value, value)) {
            return leaf;
        }
        replaced();
        return new Tree.Leaf(tick, value);
    }

    /** The tree of a value that Jackson has written. */
    Tree content(@Nullable Tree old, JsonNode written) {
        return Form.node(this, old, written);
    }

    Tree members(@Nullable Tree old, Names names, @Nullable Object[] values) {
        if (!(old instanceof Tree.Members before)) {
            replaced();
            Tree[] nodes = new Tree[values.length];
            for (int i = 0; i < nodes.length; i++) {
                nodes[i] = member(null, names.get(i), values[i]);
            }
            return new Tree.Members(tick, names, nodes);
        }
        return before.names == names ? sameNames(before, values) : otherNames(before, names, values);
    }

    private Tree sameNames(Tree.Members before, @Nullable Object[] values) {
        Tree[] nodes = before.nodes;
        for (int i = 0; i < values.length; i++) {
            Tree node = member(nodes[i], before.names.get(i), values[i]);
            if (node != nodes[i]) {
                nodes = nodes == before.nodes ? nodes.clone() : nodes;
                nodes[i] = node;
            }
        }
        return nodes == before.nodes ? before : before.changed(tick, nodes);
    }

    private Tree otherNames(Tree.Members before, Names names, @Nullable Object[] values) {
        Tree[] nodes = new Tree[values.length];
        boolean changed = nodes.length != before.nodes.length;
        for (int i = 0; i < nodes.length; i++) {
            int at = before.names.indexOf(names.get(i));
            Tree old = at < 0 ? null : before.nodes[at];
            nodes[i] = member(old, names.get(i), values[i]);
            changed |= nodes[i] != old;
        }
        if (!changed) {
            return before; // in another order, which means nothing
        }
        reportLost(before.names, names);
        return before.changed(tick, names, nodes);
    }

    private void reportLost(Names before, Names now) {
        for (int i = 0; inPlace && i < before.size(); i++) {
            if (!now.contains(before.get(i))) {
                path.enter(before.get(i));
                report();
                path.leave();
            }
        }
    }

    private Tree member(@Nullable Tree old, String name, @Nullable Object value) {
        path.enter(name);
        Tree node = next(old, value);
        path.leave();
        return node;
    }

    Tree items(@Nullable Tree old, @Nullable Object[] values) {
        if (!(old instanceof Tree.Items before)) {
            replaced();
            return new Tree.Items(tick, nodes(NOTHING, values), tick);
        }
        Tree[] nodes = nodes(before.nodes, values);
        if (nodes == before.nodes) {
            return before;
        }
        for (int i = values.length; i < before.nodes.length; i++) {
            path.enter(i);
            report();
            path.leave();
        }
        return new Tree.Items(tick, nodes, nodes.length == before.nodes.length ? before.resized : tick);
    }

    private Tree[] nodes(Tree[] before, @Nullable Object[] values) {
        Tree[] nodes = before.length == values.length ? before : Arrays.copyOf(before, values.length);
        for (int i = 0; i < values.length; i++) {
            path.enter(i);
            Tree node = next(nodes[i], values[i]);
            path.leave();
            if (node != nodes[i]) {
                nodes = nodes == before ? nodes.clone() : nodes;
                nodes[i] = node;
            }
        }
        return nodes;
    }

    /** What comes now is new, with everything in it. */
    private void replaced() {
        report();
        inPlace = false;
    }

    private void report() {
        if (inPlace && changedInPlace.size() < MOST_REPORTED) {
            changedInPlace.add(path.toString());
        }
    }

    private NotEncodable notEncodable(Throwable e) {
        String where = path.toString();
        return new NotEncodable((where.isEmpty() ? "the value" : where) + ": " + problem(e), e);
    }

    /** A failure in words, to stand behind the path. */
    static String problem(Throwable e) {
        if (e instanceof StackOverflowError) {
            return "is nested too deep; does the value contain itself?";
        }
        if (e instanceof JacksonException jackson) {
            return jackson.getOriginalMessage();
        }
        return e instanceof IllegalArgumentException ? String.valueOf(e.getMessage()) : e.toString();
    }
}
