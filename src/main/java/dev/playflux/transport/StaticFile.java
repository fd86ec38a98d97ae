package dev.playflux.transport;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.NettyOutbound;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** What stands at a path: a file with its content, or the way to another path. */
sealed interface StaticFile {

    /** Answers a GET or a HEAD. */
    Mono<Void> send(HttpServerRequest request, HttpServerResponse response);

    /** A file of a directory. */
    static StaticFile of(Path file) throws IOException {
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
        String tag = Long.toHexString(found.lastModifiedTime().toMillis()) + '-' + Long.toHexString(found.size());
        String name = String.valueOf(file.getFileName());
        return new Content(name, found.size(), tag, response -> response.sendFile(file, 0, found.size()));
    }

    /** A file of the class path; null if it has none. */
    static @Nullable StaticFile ofClassPath(String resource) throws IOException {
        try (InputStream in = StaticFile.class.getResourceAsStream(resource)) {
            if (in == null) {
                return null;
            }
            byte[] bytes = in.readAllBytes();
            String tag = Integer.toHexString(Arrays.hashCode(bytes)) + '-' + Integer.toHexString(bytes.length);
            return new Content(resource, bytes.length, tag, response -> response.sendByteArray(Mono.just(bytes)));
        }
    }

    /** How a body goes out. */
    interface Body {
        NettyOutbound send(HttpServerResponse response);
    }

    /** A file's content, which browsers keep, but ask for again by its tag. */
    record Content(String name, long size, String tag, Body body) implements StaticFile {
        private static final Map<String, String> TYPES = Map.ofEntries(
                Map.entry("html", "text/html; charset=utf-8"),
                Map.entry("css", "text/css; charset=utf-8"),
                Map.entry("js", "text/javascript; charset=utf-8"),
                Map.entry("mjs", "text/javascript; charset=utf-8"),
                Map.entry("ts", "application/typescript; charset=utf-8"),
                Map.entry("txt", "text/plain; charset=utf-8"),
                Map.entry("md", "text/markdown; charset=utf-8"),
                Map.entry("csv", "text/csv; charset=utf-8"),
                Map.entry("json", "application/json"),
                Map.entry("map", "application/json"),
                Map.entry("webmanifest", "application/manifest+json"),
                Map.entry("xml", "application/xml"),
                Map.entry("wasm", "application/wasm"),
                Map.entry("svg", "image/svg+xml"),
                Map.entry("png", "image/png"),
                Map.entry("jpg", "image/jpeg"),
                Map.entry("jpeg", "image/jpeg"),
                Map.entry("gif", "image/gif"),
                Map.entry("webp", "image/webp"),
                Map.entry("ico", "image/x-icon"),
                Map.entry("woff", "font/woff"),
                Map.entry("woff2", "font/woff2"),
                Map.entry("ttf", "font/ttf"),
                Map.entry("mp3", "audio/mpeg"),
                Map.entry("ogg", "audio/ogg"),
                Map.entry("wav", "audio/wav"),
                Map.entry("mp4", "video/mp4"));

        @Override
        public Mono<Void> send(HttpServerRequest request, HttpServerResponse response) {
            String quoted = '"' + tag + '"';
            response.header(HttpHeaderNames.ETAG, quoted)
                    .header(HttpHeaderNames.CACHE_CONTROL, "no-cache")
                    .header("X-Content-Type-Options", "nosniff");
            if (request.requestHeaders().get(HttpHeaderNames.IF_NONE_MATCH, "").contains(quoted)) {
                return response.status(304).send();
            }
            response.header(HttpHeaderNames.CONTENT_TYPE, type())
                    .header(HttpHeaderNames.CONTENT_LENGTH, Long.toString(size));
            boolean head = request.method().equals(HttpMethod.HEAD);
            return head ? response.send() : body.send(response).then();
        }

        private String type() {
            String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
            return TYPES.getOrDefault(extension, "application/octet-stream");
        }
    }

    /** A directory asked for without its slash. */
    record Elsewhere(String path) implements StaticFile {
        @Override
        public Mono<Void> send(HttpServerRequest request, HttpServerResponse response) {
            return response.sendRedirect(path + Target.query(request.uri()));
        }
    }
}
