package dev.playflux.recording;

import dev.playflux.message.Body;
import dev.playflux.message.NotEncodable;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the tree of a value: maps by sorted key, sets without order, objects by member, numbers by their bits. */
final class Tracer {
    static final int DEEPEST = 200;
    private static final Exact.Leaf NULL = new Exact.Leaf(null);

    private final boolean shares;
    private final Set<Object> within = Collections.newSetFromMap(new IdentityHashMap<>());
    private int depth;

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
            return before;
        }
        if (++depth > DEEPEST) {
            throw new NotEncodable("a state is nested deeper than " + DEEPEST, null);
        }
        Exact made = made(value, before);
        depth--;
        Exact node = before != null && Exact.same(before, made) ? before : made;
        node.source = shares && !(node instanceof Exact.Leaf) ? value : null;
        return node;
    }

    private Exact made(Object value, @Nullable Exact before) {
        Object scalar = Scalar.of(value);
        if (scalar != null) {
            return new Exact.Leaf(scalar);
        }
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
        record Entry(String name, Exact node) {}
        Entry[] entries = new Entry[map.size()];
        int i = 0;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            String name = Scalar.name(entry.getKey());
            entries[i] = new Entry(name, trace(entry.getValue(), old == null ? null : old.get(name, i)));
            i++;
        }
        Arrays.sort(entries, Comparator.comparing(Entry::name).thenComparingLong(entry -> entry.node.hash));
        String[] names = new String[entries.length];
        Arrays.setAll(names, at -> entries[at].name);
        Exact[] nodes = new Exact[entries.length];
        Arrays.setAll(nodes, at -> entries[at].node);
        return new Exact.Members(names, nodes);
    }

    private Exact object(Object value, @Nullable Exact before) {
        Fields fields = Fields.OF.get(value.getClass());
        if (!within.add(value)) {
            return new Exact.Leaf("itself");
        }
        Exact.Members old = before instanceof Exact.Members members ? members : null;
        Exact[] nodes = new Exact[fields.names().length];
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = trace(fields.get(value, i), old == null ? null : old.get(fields.names()[i], i));
        }
        within.remove(value);
        return new Exact.Members(fields.names(), nodes);
    }
}
