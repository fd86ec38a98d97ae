package dev.playflux.codec;

import dev.playflux.message.Limits;
import dev.playflux.message.Message;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The codec of {@code playflux.v1.cbor}. */
final class CborCodec implements Codec {
    static final Codec PLAIN = new CborCodec(List.of(), false);

    private final List<String> actions;
    private final Map<String, Integer> indexes = new HashMap<>();

    CborCodec(List<String> actions, boolean writesIndexes) {
        this.actions = actions;
        for (int i = 0; writesIndexes && i < actions.size(); i++) {
            indexes.put(actions.get(i), i);
        }
    }

    @Override
    public String subProtocol() {
        return "playflux.v1.cbor";
    }

    @Override
    public boolean text() {
        return false;
    }

    @Override
    public List<Received> decode(byte[] bytes, Limits.Shape limits) {
        return new CborDecoder(bytes, limits, actions).records();
    }

    @Override
    public Encoded encode(Message message) {
        return CborEncoder.encode(message, indexes);
    }

    @Override
    public List<Encoded> frames(List<Encoded> envelopes) {
        return CborEncoder.frames(envelopes);
    }

    @Override
    public List<String> actions() {
        return actions;
    }

    @Override
    public Codec welcomed(List<String> actions) {
        return new CborCodec(List.copyOf(actions), true);
    }

    @Override
    public String toString() {
        return subProtocol();
    }
}
