package dev.playflux.codec;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamContext;

/** Places in a value, for messages: {@code runners.p1.x}, {@code [3].name}; the value itself is empty. */
final class Paths {
    private static final int LONGEST = 120;

    private Paths() {}

    /** A problem with its place. */
    static String at(String path, String problem) {
        return path.isEmpty() ? problem : path + ": " + problem;
    }

    /** The path that an exception gathered on its way. */
    static String of(JacksonException exception) {
        List<String> steps = new ArrayList<>();
        for (JacksonException.Reference reference : exception.getPath()) {
            steps.add(step(reference.getPropertyName(), reference.getIndex()));
        }
        return joined(steps, "");
    }

    /** The path of the value that a generator is about to write. */
    static String ofNextValue(TokenStreamContext context) {
        String next = context.inRoot() ? "" : step(context.currentName(), context.getEntryCount());
        return joined(parents(context), next);
    }

    /** The path of the object in which a generator is about to write a name. */
    static String ofObject(TokenStreamContext context) {
        return joined(parents(context), "");
    }

    private static List<String> parents(TokenStreamContext context) {
        List<String> steps = new ArrayList<>();
        for (TokenStreamContext at = context.getParent(); at != null && !at.inRoot(); at = at.getParent()) {
            steps.add(0, step(at.currentName(), at.getCurrentIndex()));
        }
        return steps;
    }

    private static String step(@Nullable String name, int index) {
        return name == null ? "[" + index + "]" : "." + name;
    }

    private static String joined(List<String> steps, String last) {
        String path = String.join("", steps) + last;
        String plain = path.startsWith(".") ? path.substring(1) : path;
        return plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST) + "…";
    }
}
