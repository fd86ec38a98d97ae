package dev.playflux.state;

import dev.playflux.codec.Json;
import dev.playflux.message.BadData;
import dev.playflux.message.Message;
import dev.playflux.state.TreeFrame.View;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** A {@code $state} in JSON. */
record JsonState(long tick, long time, long base, long input, JsonNode changes) implements Incoming {

    static Incoming of(Message state) {
        JsonNode data = data(state);
        return new JsonState(
                integer(data, "tick"),
                integer(data, "time"),
                integer(data, "base"),
                data.has("input") ? integer(data, "input") : 0,
                data.path("views"));
    }

    private static JsonNode data(Message state) {
        try {
            JsonNode data = state.as(JsonNode.class);
            return data == null ? MissingNode.getInstance() : data;
        } catch (BadData e) {
            return MissingNode.getInstance();
        }
    }

    /** The number of a member, or −1 if it is none that counts something. */
    private static long integer(JsonNode data, String name) {
        JsonNode number = data.path(name);
        boolean fits = number.isIntegralNumber() && number.canConvertToLong() && Json.exact(number.longValue());
        return fits ? number.longValue() : -1;
    }

    @Override
    public Map<String, View> views(Map<String, View> held) {
        Misfit.unless(changes.isObject() || changes.isMissingNode(), "'views' is no object");
        if (changes.isEmpty()) {
            return held;
        }
        Map<String, View> views = new LinkedHashMap<>(held);
        TreePatch patch = new TreePatch(TreePatch.JSON);
        for (Map.Entry<String, JsonNode> change : changes.properties()) {
            if (!Json.forbidden(change.getKey())) {
                change(views, change.getKey(), change.getValue(), patch);
            }
        }
        return views;
    }

    private static void change(Map<String, View> views, String name, JsonNode change, TreePatch patch) {
        boolean full = change.has("full");
        boolean part = change.has("patch");
        boolean gone = change.has("gone");
        Misfit.unless((full ? 1 : 0) + (part ? 1 : 0) + (gone ? 1 : 0) == 1, "a view that is not full, patch or gone");
        if (full) {
            views.put(name, new View(TreePatch.clean(change.path("full"))));
        } else if (part) {
            views.put(name, patch.applied(views.get(name), change.path("patch")));
        } else {
            Misfit.unless(change.path("gone").isBoolean() && change.path("gone").booleanValue(), "'gone' is not true");
            views.remove(name);
        }
    }
}
