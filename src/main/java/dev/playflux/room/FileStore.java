package dev.playflux.room;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Documents as files, one for each room; the work is done on Reactor's elastic threads. */
record FileStore(Path directory, Duration longest) implements Store {
    private static final String ENDING = ".room.json";

    @Override
    public Mono<Void> save(String room, byte[] document) {
        return elastic(() -> {
            Files.createDirectories(directory);
            Path fresh = directory.resolve(room + ".part");
            Files.write(fresh, document);
            Files.move(fresh, file(room), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return null;
        });
    }

    @Override
    public Mono<Void> remove(String room) {
        return elastic(() -> {
            Files.deleteIfExists(file(room));
            return null;
        });
    }

    @Override
    public Flux<byte[]> load() {
        return FileStore.<List<byte[]>>elastic(this::read).flatMapIterable(documents -> documents);
    }

    private List<byte[]> read() throws IOException {
        Files.createDirectories(directory);
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.filter(file -> file.getFileName().toString().endsWith(ENDING))
                    .sorted()
                    .toList();
        }
        long oldest = Schedulers.boundedElastic().now(TimeUnit.MILLISECONDS) - longest.toMillis();
        List<byte[]> documents = new ArrayList<>(files.size());
        for (Path file : files) {
            if (Files.getLastModifiedTime(file).toMillis() < oldest) {
                Files.delete(file);
            } else {
                documents.add(Files.readAllBytes(file));
            }
        }
        return documents;
    }

    private Path file(String room) {
        return directory.resolve(room + ENDING);
    }

    private static <T> Mono<T> elastic(Callable<@Nullable T> work) {
        return Mono.<T>fromCallable(work).subscribeOn(Schedulers.boundedElastic());
    }
}
