package dev.playflux.codec;

import dev.playflux.message.BadMessage;
import tools.jackson.databind.JsonNode;

/** A part of a message's bytes, read from its start to its end. One thread. */
public interface CborInput {

    /** Some bytes, which are not changed from now on. */
    static CborInput of(byte[] bytes, int offset, int length) {
        return new CborReader(bytes, offset, length);
    }

    /** Whether there is more. */
    boolean more();

    /**
     * One byte, from 0 to 255.
     *
     * @throws BadMessage if there is none
     */
    int octet();

    /**
     * An unsigned LEB128 of at most 53 bits.
     *
     * @throws BadMessage if there is none
     */
    long varint();

    /**
     * The next so many bytes, to be read on their own.
     *
     * @throws BadMessage if there are not so many
     */
    CborInput part(long length);

    /** What is left, as bytes. */
    byte[] rest();

    /**
     * What is left, as one value by the rules for CBOR that arrives.
     *
     * @throws BadMessage if it is none
     */
    JsonNode value();

    /**
     * What is left, as a patch: one value as well, which may have integers for names; they come as their decimals.
     *
     * @throws BadMessage if it is none
     */
    JsonNode patch();
}
