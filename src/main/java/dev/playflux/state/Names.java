package dev.playflux.state;

import dev.playflux.codec.Json;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.SerializedString;

/** The names of an object's members in order, shared by the values that have the same ones. Immutable. */
final class Names {
    static final Names NONE = new Names(new String[0], new SerializedString[0]);

    private final String[] names;
    private final SerializedString[] encoded;
    private volatile @Nullable Map<String, Integer> index;

    private Names(String[] names, SerializedString[] encoded) {
        this.names = names;
        this.encoded = encoded;
    }

    /**
     * These names; {@code known} itself if it has them in this order, else what it has encoded is used again.
     *
     * @throws IllegalArgumentException if one of them may not travel
     */
    static Names of(String[] names, Names known) {
        if (Arrays.equals(names, known.names)) {
            return known;
        }
        SerializedString[] encoded = new SerializedString[names.length];
        for (int i = 0; i < names.length; i++) {
            int at = known.indexOf(names[i]);
            encoded[i] = at < 0 ? encoded(names[i]) : known.encoded[at];
        }
        return new Names(names, encoded);
    }

    private static SerializedString encoded(String name) {
        return new SerializedString(travelling(name));
    }

    /** The name, unless it may not travel. */
    static String travelling(String name) {
        if (Json.forbidden(name)) {
            throw new IllegalArgumentException("must not have a member named '" + name + "'");
        }
        return Scalars.unicode(name);
    }

    int size() {
        return names.length;
    }

    String get(int i) {
        return names[i];
    }

    SerializableString encoded(int i) {
        return encoded[i];
    }

    /** The same in bytes, which nobody changes. */
    byte[] utf8(int i) {
        return encoded[i].asUnquotedUTF8();
    }

    boolean contains(String name) {
        return indexOf(name) >= 0;
    }

    /** Where the name stands, or −1. */
    int indexOf(String name) {
        return names.length == 0 ? -1 : index().getOrDefault(name, -1);
    }

    /** Whether no name stands twice, as two keys of a map that are written alike would. */
    boolean unique() {
        return names.length == 0 || index().size() == names.length;
    }

    private Map<String, Integer> index() {
        Map<String, Integer> built = index;
        if (built == null) {
            built = new HashMap<>(names.length * 4 / 3 + 1);
            for (int i = 0; i < names.length; i++) {
                built.put(names[i], i);
            }
            index = built;
        }
        return built;
    }
}
