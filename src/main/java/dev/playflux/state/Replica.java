package dev.playflux.state;

import dev.playflux.message.Message;
import java.util.List;

/** What a client holds of a server's state: applies records in order. One writer. */
public interface Replica {

    /** An empty one. */
    static Replica create() {
        return new TreeReplica();
    }

    /** Applies a {@code $state}, as a whole or not at all. */
    Outcome apply(Message state);

    /** What it holds: immutable, the empty frame of tick 0 before the first record. From any thread. */
    Frame frame();

    /** Takes the announcement of a view, record 0x06; anything else is ignored. */
    void announced(Message view);

    /** Forgets everything: the next record must be complete. For a new connection, whose welcome told of these views. */
    void reset(List<ViewSchema> views);

    /** The same for a connection whose states name their views. */
    default void reset() {
        reset(List.of());
    }

    /** What became of a record. */
    enum Outcome {
        /** It fits; {@link #frame} is new. */
        APPLIED,
        /** It does not fit: the client sends {@code $resync}. After a misfit only a complete record can be another one. */
        MISFIT,
        /** It is not complete and came after a misfit. */
        IGNORED
    }
}
