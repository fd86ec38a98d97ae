package dev.playflux.state;

import dev.playflux.codec.CborInput;
import dev.playflux.message.BadMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a client knows of the views by their index: those of {@code $welcome}, and the keys announced since. */
final class KnownViews {
    private final List<ViewSchema> views;
    private final Map<Long, Known> keys = new HashMap<>();

    /**
     * A view.
     *
     * @param name as a frame has it: a key's behind a slash
     * @param of the view's index in {@code $welcome}, which for a key is that of its schema
     */
    record Known(String name, int of) {}

    KnownViews(List<ViewSchema> views) {
        this.views = List.copyOf(views);
    }

    /** Takes record 0x06; one that is none of a key is ignored. */
    void announced(CborInput record) {
        try {
            long index = record.varint();
            JsonNode view = record.value();
            JsonNode of = view.path("schema");
            if (index >= views.size()
                    && view.path("name").isString()
                    && view.path("key").isString()) {
                String name =
                        view.path("name").stringValue() + "/" + view.path("key").stringValue();
                keys.put(index, new Known(name, of.isInt() ? of.intValue() : -1));
            }
        } catch (BadMessage bad) {
            // A state that needs it will not fit.
        }
    }

    /** The view of an index; null if there is none. */
    @Nullable
    Known view(long index) {
        return index < views.size() ? new Known(views.get((int) index).name(), (int) index) : keys.get(index);
    }

    /** Forgets the key of an index. */
    void forget(long index) {
        keys.remove(index);
    }

    /** Forgets all keys but these. */
    void keep(Set<Long> indexes) {
        keys.keySet().retainAll(indexes);
    }
}
