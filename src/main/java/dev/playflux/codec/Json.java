package dev.playflux.codec;

import tools.jackson.databind.json.JsonMapper;

/** How values are written as JSON and read from it. */
public interface Json {

    /**
     * The one mapper of the protocol: strict when it reads (no coercion, nothing missing, nothing that is not finite),
     * and when it writes, not finite numbers are null, integers beyond 2^53 − 1 are strings, floats are widened to
     * double, and a member named {@code __proto__}, {@code constructor} or {@code prototype} is refused.
     */
    static JsonMapper mapper() {
        return JsonMappers.MAPPER;
    }
}
