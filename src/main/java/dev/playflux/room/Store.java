package dev.playflux.room;

import java.nio.file.Path;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Where rooms, and the sessions of their players, outlive the server that runs them. A room is kept as one document, which
 * replaces the one before. Its methods are called from any thread and return at once; what they give is subscribed to once.
 * A store of your own, in a database, is these three methods.
 */
public interface Store {

    /** Keeps documents in memory: for a server that comes after another one in the same process. */
    static Store memory() {
        return new MemoryStore();
    }

    /**
     * Keeps documents as files in a directory, which is made if it is not there; where it cannot be, no server binds. A file is replaced as a whole, so a
     * server that is killed leaves the last one that was finished.
     */
    static Store files(Path directory) {
        return new FileStore(directory, Duration.ofDays(36_500));
    }

    /** The same, where files that were not written for so long are as good as none. */
    static Store files(Path directory, Duration notOlderThan) {
        return new FileStore(directory, notOlderThan);
    }

    /** Keeps a document under the id of its room; completes when it is kept. Cold. */
    Mono<Void> save(String room, byte[] document);

    /** Forgets the document of a room; no error if there is none. Cold. */
    Mono<Void> remove(String room);

    /** All documents, once: asked for before a server takes its first player. Cold. */
    Flux<byte[]> load();
}
