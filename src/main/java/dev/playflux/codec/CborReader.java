package dev.playflux.codec;

import dev.playflux.message.BadData;
import dev.playflux.message.BadMessage;
import dev.playflux.message.Limits;
import java.util.Arrays;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/** Reads a record for a client: what its server sends is bounded by the message, and by its nesting. */
final class CborReader implements CborInput {
    private static final int MOST = Integer.MAX_VALUE;
    private static final Limits.Shape LIMITS = new Limits.Shape(MOST, MOST, MOST, 256, MOST, MOST, MOST);

    private final byte[] bytes;
    private final CborScan scan;
    private final int end;

    CborReader(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.end = offset + length;
        this.scan = new CborScan(bytes, offset, end, LIMITS);
    }

    @Override
    public boolean more() {
        return scan.more();
    }

    @Override
    public int octet() {
        return scan.octet();
    }

    @Override
    public long varint() {
        return scan.varint();
    }

    @Override
    public CborInput part(long length) {
        int start = scan.at();
        scan.skip(length);
        return new CborReader(bytes, start, (int) length);
    }

    @Override
    public byte[] rest() {
        return Arrays.copyOfRange(bytes, scan.at(), end);
    }

    @Override
    public JsonNode value() {
        return read(false);
    }

    @Override
    public JsonNode patch() {
        return read(true);
    }

    private JsonNode read(boolean patch) {
        int start = scan.at();
        scan.value(0, patch);
        scan.end();
        try {
            JsonNode tree = (JsonNode) Readers.read(Format.CBOR, JsonNode.class, bytes, start, end - start);
            return tree == null ? NullNode.getInstance() : tree;
        } catch (BadData bad) {
            throw new BadMessage(String.valueOf(bad.getMessage()));
        }
    }
}
