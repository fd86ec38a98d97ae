package dev.playflux.state;

import dev.playflux.codec.CborInput;
import dev.playflux.codec.Json;
import dev.playflux.message.BadMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** What a client knows of the views by their index: those of {@code $welcome}, and the keys announced since. */
final class KnownViews {
    private static final int MOST = 1 << 16;

    private final List<KnownView> views;
    private final Map<Long, KnownView> keys = new HashMap<>();

    KnownViews(List<ViewSchema> views) {
        this.views = views.stream()
                .map(view -> new KnownView(view.name(), Json.mapper().valueToTree(view.schema())))
                .toList();
    }

    /** Takes record 0x06; one that is none of a key is ignored. */
    void announced(CborInput record) {
        try {
            long index = record.varint();
            JsonNode view = record.value();
            JsonNode of = view.path("schema");
            if (index >= views.size()
                    && keys.size() < MOST
                    && view.path("name").isString()
                    && view.path("key").isString()) {
                String name =
                        view.path("name").stringValue() + "/" + view.path("key").stringValue();
                keys.put(index, new KnownView(name, of.isInt() ? schema(of.intValue()) : of));
            }
        } catch (BadMessage bad) {
            // A state that needs it will not fit.
        }
    }

    private JsonNode schema(int index) {
        return index >= 0 && index < views.size() ? views.get(index).schema() : MissingNode.getInstance();
    }

    /** The view of an index; null if there is none. */
    @Nullable
    KnownView view(long index) {
        return index < views.size() ? views.get((int) index) : keys.get(index);
    }

    /** Forgets the key of an index, or what there is of another view. */
    void forget(long index) {
        if (index < views.size()) {
            views.get((int) index).forget();
        }
        keys.remove(index);
    }

    /** Forgets all keys but these. */
    void keep(Set<Long> indexes) {
        for (long index = 0; index < views.size(); index++) {
            if (!indexes.contains(index)) {
                forget(index);
            }
        }
        keys.keySet().retainAll(indexes);
    }
}
