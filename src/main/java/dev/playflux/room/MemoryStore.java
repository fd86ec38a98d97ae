package dev.playflux.room;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Documents in memory. */
final class MemoryStore implements Store {
    private final Map<String, byte[]> documents = new ConcurrentHashMap<>();

    @Override
    public Mono<Void> save(String room, byte[] document) {
        return Mono.fromRunnable(() -> documents.put(room, document));
    }

    @Override
    public Mono<Void> remove(String room) {
        return Mono.fromRunnable(() -> documents.remove(room));
    }

    @Override
    public Flux<byte[]> load() {
        return Flux.defer(() -> Flux.fromIterable(List.copyOf(documents.values())));
    }
}
