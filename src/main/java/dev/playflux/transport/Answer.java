package dev.playflux.transport;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.nio.charset.StandardCharsets;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/**
 * A short HTTP answer.
 *
 * @param status the status code
 * @param type its content type
 * @param body its body
 */
record Answer(int status, String type, String body) {

    static Answer text(int status, String body) {
        return new Answer(status, "text/plain; charset=utf-8", body + "\n");
    }

    static Answer notFound(String path) {
        return text(404, "nothing is at " + printable(path));
    }

    Mono<Void> send(HttpServerResponse response) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return response.status(status)
                .header(HttpHeaderNames.CONTENT_TYPE, type)
                .header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(bytes.length))
                .header("X-Content-Type-Options", "nosniff")
                .sendByteArray(Mono.just(bytes))
                .then();
    }

    /** What a stranger sent, fit for an answer: short and without control characters. */
    static String printable(String text) {
        String shown = text.codePoints()
                .limit(100)
                .filter(c -> !Character.isISOControl(c))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return '"' + shown + '"';
    }
}
