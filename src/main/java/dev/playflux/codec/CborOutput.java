package dev.playflux.codec;

/** CBOR in the writing: definite lengths, shortest heads, numbers in the fewest bytes that keep them exact. One thread. */
public interface CborOutput {

    /** An empty one that has room for so many bytes before it grows. */
    static CborOutput create(int sizeHint) {
        return new CborBytes(sizeHint);
    }

    /** The head of an object; its members follow, each a name and a value. */
    CborOutput map(int members);

    /** The head of an array; its items follow. */
    CborOutput array(int items);

    /** A string. */
    CborOutput text(String text);

    /** A string that is UTF-8 already. */
    CborOutput utf8(byte[] text);

    /** A byte string. */
    CborOutput binary(byte[] bytes, int offset, int length);

    /** An integer. */
    CborOutput integer(long number);

    /**
     * A number: an integer if it has no fraction, is no −0 and exact in a browser, else a float32 if that is exact, else a
     * float64; null if it is not finite.
     */
    CborOutput number(double number);

    /** True or false. */
    CborOutput truth(boolean truth);

    /** Null. */
    CborOutput nothing();

    /** No CBOR, but the protocol's unsigned LEB128. */
    CborOutput varint(long number);

    /** One byte as it is. */
    CborOutput octet(int octet);

    /** Bytes as they are. */
    CborOutput raw(byte[] bytes, int offset, int length);

    /** Bytes as they are. */
    default CborOutput raw(byte[] bytes) {
        return raw(bytes, 0, bytes.length);
    }

    /** How many bytes there are so far. */
    int length();

    /** A copy of the bytes so far. */
    byte[] bytes();

    /** The same with a head before them: one byte, and their length as a varint. A record, or a section of one. */
    byte[] framed(int octet);
}
