package dev.playflux.codec;

import dev.playflux.message.Limits;
import dev.playflux.message.Message;
import java.util.List;

/** The codec of {@code playflux.v1.json}. */
final class JsonCodec implements Codec {
    static final Codec INSTANCE = new JsonCodec();

    private JsonCodec() {}

    @Override
    public String subProtocol() {
        return "playflux.v1.json";
    }

    @Override
    public boolean text() {
        return true;
    }

    @Override
    public List<Received> decode(byte[] bytes, Limits.Shape limits) {
        return JsonDecoder.decode(bytes, limits);
    }

    @Override
    public Encoded encode(Message message) {
        return JsonEncoder.encode(message);
    }

    @Override
    public List<Encoded> frames(List<Encoded> envelopes) {
        return JsonEncoder.frames(envelopes);
    }

    @Override
    public String toString() {
        return subProtocol();
    }
}
