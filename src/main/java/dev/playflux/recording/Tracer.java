package dev.playflux.recording;

import dev.playflux.message.Body;
import dev.playflux.message.NotEncodable;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the tree of a value: maps by sorted key, sets without order, objects by member, numbers by their bits. Each instance
 * is walked once: what is met again has the same node, or a reference in its place if it leads back to what it is in.
 */
final class Tracer {
    static final int DEEPEST = 200;
    private static final Exact.Leaf NULL = new Exact.Leaf(null);

    private final boolean shares;
    private final IdentityHashMap<Object, Visit> visits = new IdentityHashMap<>();
    private int left = Exact.HEAVIEST;
    private int depth;
    private int references;
    private int circular;

    /** The least depth to which what is at hand leads back. */
    private int highest = Integer.MAX_VALUE;

    /** An instance that was met. */
    private static final class Visit {
        final int depth;

        /** Its tree; null as long as the walk is within it. */
        @Nullable
        Exact made;

        /** Its number among those that lead back to what they are in; 0 if it does not. */
        int circular;

        Visit(int depth) {
            this.depth = depth;
        }
    }

    /** @param shares whether the same instance is the same value: nothing is changed in place */
    Tracer(boolean shares) {
        this.shares = shares;
    }

    /** The tree of a value; what it has in common with an earlier one is shared with that. */
    Exact trace(@Nullable Object value, @Nullable Exact before) {
        if (value == null) {
            return NULL;
        }
        if (shares && before != null && before.source == value) {
            return fitting(before);
        }
        if (--left < 0) {
            throw new Exact.TooHeavy();
        }
        Object scalar = Scalar.of(value);
        return scalar != null ? known(new Exact.Leaf(scalar), before) : met(value, before);
    }

    private static Exact known(Exact made, @Nullable Exact before) {
        return before != null && Exact.same(before, made) ? before : made;
    }

    private Exact met(Object value, @Nullable Exact before) {
        Visit visit = visits.get(value);
        if (visit == null) {
            return entered(value, before);
        }
        if (visit.made != null && visit.circular == 0) {
            return fitting(visit.made);
        }
        references++;
        if (visit.made != null) {
            return new Exact.Leaf("circle " + visit.circular);
        }
        highest = Math.min(highest, visit.depth);
        return new Exact.Leaf("itself, " + (depth + 1 - visit.depth) + " up");
    }

    /** What was made elsewhere, if it is not too deep here. */
    private Exact fitting(Exact made) {
        if (depth + made.height > DEEPEST) {
            throw new NotEncodable("a state is nested deeper than " + DEEPEST, null);
        }
        return made;
    }

    private Exact entered(Object value, @Nullable Exact before) {
        if (++depth > DEEPEST) {
            throw new NotEncodable("a state is nested deeper than " + DEEPEST, null);
        }
        Visit visit = new Visit(depth);
        visits.put(value, visit);
        int around = highest;
        int earlier = references;
        highest = Integer.MAX_VALUE;
        Exact node = known(made(value, before), before);
        node.source = shares && references == earlier && !(node instanceof Exact.Leaf) ? value : null;
        visit.made = node;
        if (highest < depth) {
            visit.circular = ++circular;
            around = Math.min(around, highest);
        }
        highest = around;
        depth--;
        return node;
    }

    private Exact made(Object value, @Nullable Exact before) {
        if (value instanceof Optional<?> optional) {
            return trace(optional.orElse(null), before);
        }
        if (value instanceof Map<?, ?> map) {
            return map(map, before);
        }
        if (value instanceof Set<?> set) {
            Exact[] nodes = items(set.toArray(), null);
            Arrays.sort(nodes, Comparator.comparingLong(node -> node.hash));
            return new Exact.Items(nodes);
        }
        if (value instanceof Collection<?> list) {
            return new Exact.Items(items(list.toArray(), before));
        }
        if (value.getClass().isArray()) {
            return new Exact.Items(items(boxed(value), before));
        }
        return value instanceof Body body ? trace(body.as(Object.class), before) : object(value, before);
    }

    private static @Nullable Object[] boxed(Object array) {
        @Nullable Object[] items = new Object[Array.getLength(array)];
        Arrays.setAll(items, i -> Array.get(array, i));
        return items;
    }

    private Exact[] items(@Nullable Object[] values, @Nullable Exact before) {
        Exact[] old = before instanceof Exact.Items items ? items.nodes : new Exact[0];
        Exact[] nodes = new Exact[values.length];
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = trace(values[i], i < old.length ? old[i] : null);
        }
        return nodes;
    }

    private Exact map(Map<?, ?> map, @Nullable Exact before) {
        Exact.Members old = before instanceof Exact.Members members ? members : null;
        record Entry(String name, @Nullable Object value) {}
        record Node(String name, Exact node) {}
        // By name before the walk, for what a reference stands for must not depend on a map's own order.
        List<Entry> entries = new ArrayList<>(map.size());
        map.forEach((key, each) -> entries.add(new Entry(Scalar.name(key), each)));
        entries.sort(Comparator.comparing(Entry::name));
        List<Node> nodes = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            Exact then = old == null ? null : old.get(entry.name, nodes.size());
            nodes.add(new Node(entry.name, trace(entry.value, then)));
        }
        nodes.sort(Comparator.comparing(Node::name).thenComparingLong(each -> each.node.hash));
        return new Exact.Members(
                nodes.stream().map(Node::name).toArray(String[]::new),
                nodes.stream().map(Node::node).toArray(Exact[]::new));
    }

    private Exact object(Object value, @Nullable Exact before) {
        Fields fields = Fields.OF.get(value.getClass());
        Exact.Members old = before instanceof Exact.Members members ? members : null;
        Exact[] nodes = new Exact[fields.names().length];
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = trace(fields.get(value, i), old == null ? null : old.get(fields.names()[i], i));
        }
        return new Exact.Members(fields.names(), nodes);
    }
}
