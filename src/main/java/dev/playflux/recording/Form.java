package dev.playflux.recording;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A value that was read, before it is made to be of the classes of a game. Scalars stand for themselves. */
sealed interface Form {

    /** A record of a class, by the names of its components. */
    record Components(Type type, List<@Nullable Object> values) implements Form {}

    /** What a recording says of a class. */
    record Type(String name, List<String> components) {}

    /** A constant of an enum. */
    record Constant(String type, String name) implements Form {}

    /** A list, a set or a tuple. */
    record Items(int tag, List<@Nullable Object> items) implements Form {}

    /** A map: keys and values in turn. */
    record Entries(List<@Nullable Object> pairs) implements Form {}

    /** What is there, or nothing. */
    record Perhaps(@Nullable Object value) implements Form {}

    /** What Jackson wrote of a class. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Kept(String type, byte[] bytes) implements Form {}

    /** What a client said. */
    record Said(@Nullable Object value) implements Form {}
}
