package dev.playflux.state;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/** Writes trees as the sections of a {@code $state} in JSON: whole, or what changed after a baseline. */
final class JsonTree {
    // Not the mapper's: its generator checks what a tree already holds in the form that travels.
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    private final JsonGenerator json;
    private final long base;

    private JsonTree(JsonGenerator json, long base) {
        this.json = json;
        this.base = base;
    }

    /** {@code {"full": …}}. */
    static byte[] full(Tree tree, int sizeHint) {
        return section("full", tree, 0, sizeHint);
    }

    /** {@code {"patch": …}}: a tree that did not change its kind after the baseline, and is no scalar. */
    static byte[] patch(Tree tree, long base) {
        return section("patch", tree, base, 512);
    }

    private static byte[] section(String form, Tree tree, long base, int sizeHint) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(sizeHint);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeName(form);
            new JsonTree(json, base).put(tree);
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    /** A node that changed after the baseline: as a patch if a part of it did not. */
    private void put(Tree tree) {
        if (tree.newSince(base)) {
            value(tree);
        } else if (tree instanceof Tree.Members object) {
            patch(object);
        } else if (tree instanceof Tree.Items array) {
            patch(array);
        }
    }

    private void value(Tree tree) {
        if (tree instanceof Tree.Members object) {
            json.writeStartObject();
            for (int i = 0; i < object.nodes.length; i++) {
                json.writeName(object.names.encoded(i));
                value(object.nodes[i]);
            }
            json.writeEndObject();
        } else if (tree instanceof Tree.Items array) {
            json.writeStartArray();
            for (Tree node : array.nodes) {
                value(node);
            }
            json.writeEndArray();
        } else {
            scalar(((Tree.Leaf) tree).value);
        }
    }

    private void scalar(@Nullable Object value) {
        if (value instanceof Double number) {
            json.writeNumber((double) number);
        } else if (value instanceof String text) {
            json.writeString(text);
        } else if (value instanceof Long number) {
            json.writeNumber((long) number);
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value instanceof BigDecimal number) {
            json.writeNumber(number);
        } else {
            json.writeNull();
        }
    }

    private void patch(Tree.Members object) {
        json.writeStartObject();
        lost(object);
        children(object, object.names);
        json.writeEndObject();
    }

    private void lost(Tree.Members object) {
        boolean open = false;
        for (int i = object.lost.after(base); i < object.lost.size(); i++) {
            if (!object.lacks(i, base)) {
                continue;
            }
            if (!open) {
                json.writeName("del");
                json.writeStartArray();
                open = true;
            }
            json.writeString(object.lost.name(i));
        }
        if (open) {
            json.writeEndArray();
        }
    }

    private void patch(Tree.Items array) {
        json.writeStartObject();
        if (array.resized > base) {
            json.writeName("len");
            json.writeNumber(array.nodes.length);
        }
        children(array, null);
        json.writeEndObject();
    }

    private void children(Tree.Branch branch, @Nullable Names names) {
        children("set", true, branch.nodes, names);
        children("in", false, branch.nodes, names);
    }

    private void children(String form, boolean whole, Tree[] nodes, @Nullable Names names) {
        boolean open = false;
        for (int i = 0; i < nodes.length; i++) {
            Tree node = nodes[i];
            if (node.changed <= base || node.newSince(base) != whole) {
                continue;
            }
            if (!open) {
                json.writeName(form);
                json.writeStartObject();
                open = true;
            }
            if (names == null) {
                json.writeName(Integer.toString(i));
            } else {
                json.writeName(names.encoded(i));
            }
            put(node);
        }
        if (open) {
            json.writeEndObject();
        }
    }
}
