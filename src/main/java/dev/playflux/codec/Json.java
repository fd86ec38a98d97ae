package dev.playflux.codec;

import dev.playflux.message.Body;
import dev.playflux.message.NotEncodable;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** How values are written as JSON and read from it. */
public interface Json {

    /**
     * The one mapper of the protocol: strict when it reads (no coercion, nothing missing, nothing that is not finite),
     * and when it writes, not finite numbers are null, integers beyond 2^53 − 1 are strings, floats are widened to
     * double, and members named
     * {@code __proto__}, {@code constructor} or {@code prototype}, lone surrogates, byte-order marks and values nested
     * deeper than 100 are refused. What it throws is Jackson's; {@link #write} says it in the library's words.
     */
    static JsonMapper mapper() {
        return JsonMappers.MAPPER;
    }

    /**
     * The mapper for what a server has published: as strict, but null for a primitive {@code double} or {@code float} is
     * NaN, because what is not finite travels as null.
     */
    static JsonMapper published() {
        return JsonMappers.PUBLISHED;
    }

    /**
     * A value in bytes, by the mapper's rules; null is {@code null}.
     *
     * @throws NotEncodable if it cannot travel; the message names the path
     */
    static byte[] write(@Nullable Object value) {
        return JsonEncoder.value(value);
    }

    /**
     * A value as a body that decodes to any type it fits, as if it had been received.
     *
     * @throws NotEncodable if it cannot travel
     */
    static Body body(@Nullable Object value) {
        byte[] bytes = write(value);
        return new RawBody(Format.JSON, bytes, 0, bytes.length, true);
    }

    /** Whether an integer travels as a number: one from −(2^53 − 1) to 2^53 − 1, which is exact in every browser. */
    static boolean exact(long integer) {
        long most = (1L << 53) - 1;
        return integer >= -most && integer <= most;
    }

    /**
     * A value in JSON as a store keeps it: whole, whatever may travel to a client. Bodies in it stand for their values.
     *
     * @throws NotEncodable if it is nothing that JSON can hold
     */
    static byte[] keep(Object value) {
        return KeptBody.write(value);
    }

    /** What {@link #keep} has written. Its members can be bodies. */
    static Body kept(byte[] bytes) {
        return new KeptBody(bytes);
    }

    /** Whether a member of this name never travels to a client: in JavaScript it is more than a name. */
    static boolean forbidden(String name) {
        return switch (name.length()) {
            case 9 -> name.equals("__proto__") || name.equals("prototype");
            case 11 -> name.equals("constructor");
            default -> false;
        };
    }
}
