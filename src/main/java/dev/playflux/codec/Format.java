package dev.playflux.codec;

/** What the bytes of a body are. */
enum Format {
    JSON,
    CBOR
}
