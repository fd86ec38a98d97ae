package dev.playflux.transport;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Serves files of directories and the browser client of the class path. They are looked up off the network's loops. */
final class StaticFiles {
    private static final Set<String> CLASS_PATH = Set.of("/playflux.js", "/playflux.d.ts");
    private static final String CLASS_PATH_FOLDER = "/dev/playflux";

    private final List<FileRoot> roots;

    StaticFiles(Map<String, Path> directories) {
        roots = directories.entrySet().stream()
                .map(entry -> new FileRoot(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparing(FileRoot::prefix, Comparator.comparingInt(String::length))
                        .reversed())
                .toList();
    }

    Mono<Void> answer(String path, HttpServerRequest request, HttpServerResponse response) {
        return Mono.fromCallable(() -> find(path))
                .subscribeOn(Schedulers.boundedElastic())
                .publishOn(Schedulers.fromExecutor(Channels.of(request).eventLoop()))
                .flatMap(found -> found.send(request, response).thenReturn(true))
                .switchIfEmpty(
                        Mono.defer(() -> Answer.notFound(path).send(response).thenReturn(true)))
                .then();
    }

    private @Nullable StaticFile find(String path) throws IOException {
        if (CLASS_PATH.contains(path)) {
            return StaticFile.ofClassPath(CLASS_PATH_FOLDER + path);
        }
        for (FileRoot root : roots) {
            StaticFile found = root.find(path);
            if (found != null) {
                return found;
            }
        }
        return null;
    }
}
