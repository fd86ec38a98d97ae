package dev.playflux.state;

import dev.playflux.codec.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Applies the patches of one record to trees that are never changed: what a patch touches is copied, the rest shared. */
final class TreePatch {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int LONGEST_ARRAY = 1_000_000;

    /** What the parts of a patch are called in JSON. */
    static final Parts JSON = new Parts("set", "del", "in", "len");
    /** What they are called in CBOR, whose integers stand here as text. */
    static final Parts CBOR = new Parts("0", "1", "2", "3");

    private final Parts parts;

    private int grown;

    record Parts(String set, String del, String in, String len) {}

    TreePatch(Parts parts) {
        this.parts = parts;
    }

    /** The view that a patch makes of the one held. */
    TreeFrame.View applied(TreeFrame.@Nullable View held, JsonNode patch) {
        if (held == null) {
            throw new Misfit("a patch of a view that is not held");
        }
        return new TreeFrame.View(applied(held.tree(), patch));
    }

    /** The tree with the patch applied. */
    JsonNode applied(JsonNode tree, JsonNode patch) {
        if (tree instanceof ObjectNode object && patch instanceof ObjectNode) {
            return members(object, patch);
        }
        if (tree instanceof ArrayNode array && patch instanceof ObjectNode) {
            return items(array, patch);
        }
        throw new Misfit("a patch descends into a scalar, or is no object");
    }

    private JsonNode members(ObjectNode old, JsonNode patch) {
        Misfit.unless(!patch.has(parts.len), "'len' of an object");
        ObjectNode object = copy(old);
        JsonNode del = part(patch, parts.del, ArrayNode.class);
        for (JsonNode name : del == null ? NODES.arrayNode() : del) {
            Misfit.unless(name.isString(), "'del' of what is no name");
            boolean held = object.remove(name.stringValue()) != null;
            Misfit.unless(held || Json.forbidden(name.stringValue()), "'del' of an absent member");
        }
        for (Map.Entry<String, JsonNode> member : entries(patch, parts.set)) {
            if (!Json.forbidden(member.getKey())) {
                object.set(member.getKey(), clean(member.getValue()));
            }
        }
        for (Map.Entry<String, JsonNode> member : entries(patch, parts.in)) {
            if (!Json.forbidden(member.getKey())) {
                JsonNode held = object.get(member.getKey());
                Misfit.unless(held != null, "'in' of an absent member");
                object.set(member.getKey(), applied(held, member.getValue()));
            }
        }
        return object;
    }

    private JsonNode items(ArrayNode old, JsonNode patch) {
        Misfit.unless(!patch.has(parts.del), "'del' of an array");
        ArrayNode array = copy(old);
        JsonNode len = part(patch, parts.len, JsonNode.class);
        if (len != null) {
            resize(array, len);
        }
        for (Map.Entry<String, JsonNode> item : entries(patch, parts.set)) {
            array.set(index(item.getKey(), array), clean(item.getValue()));
        }
        for (Map.Entry<String, JsonNode> item : entries(patch, parts.in)) {
            int i = index(item.getKey(), array);
            array.set(i, applied(array.get(i), item.getValue()));
        }
        return array;
    }

    private void resize(ArrayNode array, JsonNode len) {
        boolean legal = len.isIntegralNumber() && len.canConvertToInt() && len.intValue() >= 0;
        Misfit.unless(legal && len.intValue() <= LONGEST_ARRAY, "'len' is no length");
        grown += Math.max(0, len.intValue() - array.size());
        Misfit.unless(grown <= LONGEST_ARRAY, "arrays grow too long");
        while (array.size() > len.intValue()) {
            array.remove(array.size() - 1);
        }
        while (array.size() < len.intValue()) {
            array.addNull();
        }
    }

    /** A value without the members that must not be there; itself if there are none. */
    static JsonNode clean(JsonNode value) {
        if (value.isValueNode() || value.isEmpty()) {
            return value;
        }
        return value instanceof ObjectNode object ? cleanMembers(object) : cleanItems((ArrayNode) value);
    }

    private static JsonNode cleanMembers(ObjectNode object) {
        ObjectNode cleaned = object;
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            JsonNode value = clean(member.getValue());
            boolean forbidden = Json.forbidden(member.getKey());
            if (forbidden || value != member.getValue()) {
                cleaned = cleaned == object ? copy(object) : cleaned;
                cleaned.set(member.getKey(), value);
            }
            if (forbidden) {
                cleaned.remove(member.getKey());
            }
        }
        return cleaned;
    }

    private static JsonNode cleanItems(ArrayNode array) {
        ArrayNode cleaned = array;
        for (int i = 0; i < array.size(); i++) {
            JsonNode item = clean(array.get(i));
            if (item != array.get(i)) {
                cleaned = cleaned == array ? copy(array) : cleaned;
                cleaned.set(i, item);
            }
        }
        return cleaned;
    }

    private static ObjectNode copy(ObjectNode object) {
        return new ObjectNode(NODES).setAll(object);
    }

    private static ArrayNode copy(ArrayNode array) {
        return new ArrayNode(NODES, array.size()).addAll(array);
    }

    private static int index(String name, ArrayNode array) {
        boolean decimal = !name.isEmpty() && name.length() <= 7 && name.chars().allMatch(c -> c >= '0' && c <= '9');
        Misfit.unless(decimal && (name.charAt(0) != '0' || name.length() == 1), "an index is no decimal");
        int index = Integer.parseInt(name);
        Misfit.unless(index < array.size(), "an index beyond the length");
        return index;
    }

    private static Iterable<Map.Entry<String, JsonNode>> entries(JsonNode patch, String part) {
        JsonNode found = part(patch, part, ObjectNode.class);
        return found == null ? List.of() : found.properties();
    }

    private static @Nullable JsonNode part(JsonNode patch, String name, Class<? extends JsonNode> type) {
        JsonNode part = patch.get(name);
        Misfit.unless(part == null || type.isInstance(part), "a part of a patch of the wrong type");
        return part;
    }
}
