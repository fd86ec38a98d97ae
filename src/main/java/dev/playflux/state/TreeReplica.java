package dev.playflux.state;

import dev.playflux.codec.Json;
import dev.playflux.message.BadData;
import dev.playflux.message.Message;
import dev.playflux.state.TreeFrame.View;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** A replica of views that travel as trees. A record is applied as a whole or not at all. */
final class TreeReplica implements Replica {
    private static final long MOST = (1L << 53) - 1;

    private volatile TreeFrame frame = TreeFrame.EMPTY;
    private boolean lost;

    @Override
    public Outcome apply(Message state) {
        JsonNode data = data(state);
        if (lost && integer(data, "base") != 0) {
            return Outcome.IGNORED;
        }
        try {
            frame = next(frame, data);
            lost = false;
            return Outcome.APPLIED;
        } catch (Misfit misfit) {
            lost = true;
            return Outcome.MISFIT;
        }
    }

    @Override
    public Frame frame() {
        return frame;
    }

    @Override
    public void reset() {
        frame = TreeFrame.EMPTY;
        lost = false;
    }

    private static JsonNode data(Message state) {
        try {
            JsonNode data = state.as(JsonNode.class);
            return data == null ? MissingNode.getInstance() : data;
        } catch (BadData e) {
            return MissingNode.getInstance();
        }
    }

    private static TreeFrame next(TreeFrame held, JsonNode data) {
        long tick = integer(data, "tick");
        long time = integer(data, "time");
        long base = integer(data, "base");
        long input = data.has("input") ? integer(data, "input") : 0;
        JsonNode views = data.path("views");
        Misfit.unless(tick > held.tick() && time >= 0 && input >= 0, "no record, or an old one");
        Misfit.unless(base == 0 || base == held.tick(), "not on top of what is held");
        Misfit.unless(views.isObject() || views.isMissingNode(), "'views' is no object");
        return new TreeFrame(tick, time, input, views(base == 0 ? Map.of() : held.trees(), views));
    }

    /** The number of a member, or −1 if it is none that counts something. */
    private static long integer(JsonNode data, String name) {
        JsonNode number = data.path(name);
        boolean fits = number.isIntegralNumber() && number.canConvertToLong() && number.longValue() <= MOST;
        return fits ? number.longValue() : -1;
    }

    private static Map<String, View> views(Map<String, View> held, JsonNode changes) {
        if (changes.isEmpty()) {
            return held;
        }
        Map<String, View> views = new LinkedHashMap<>(held);
        TreePatch patch = new TreePatch();
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
        View held = views.get(name);
        if (full) {
            views.put(name, new View(TreePatch.clean(change.path("full"))));
        } else if (part) {
            if (held == null) {
                throw new Misfit("a patch of a view that is not held");
            }
            views.put(name, new View(patch.applied(held.tree(), change.path("patch"))));
        } else {
            Misfit.unless(change.path("gone").isBoolean() && change.path("gone").booleanValue(), "'gone' is not true");
            views.remove(name);
        }
    }
}
