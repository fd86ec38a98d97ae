package dev.playflux.codec;

import dev.playflux.message.BadMessage;
import dev.playflux.message.Limits;
import dev.playflux.message.Message;
import dev.playflux.message.NotEncodable;
import java.util.List;

/** Messages to bytes and back: the envelopes of one sub-protocol. Immutable and thread-safe. */
public interface Codec {

    /** The sub-protocol's name, {@code playflux.v1.json} for one. */
    String subProtocol();

    /** Whether it travels in text messages of the WebSocket; else in binary ones. */
    boolean text();

    /**
     * The envelopes of a message, in order; a malformed one among others stands in the list as {@link Received.Malformed}.
     * The array is kept by what it returns, so it must not be changed afterwards.
     *
     * @throws BadMessage if the bytes as a whole are no message: not JSON, no envelope or array of envelopes, too many
     */
    List<Received> decode(byte[] bytes, Limits.Shape limits);

    /**
     * One envelope, already in bytes. The body of a received message is relayed: its bytes are copied, unless they hold
     * what must not travel to a client.
     *
     * @throws NotEncodable if its data cannot travel; the message names the path
     */
    Encoded encode(Message message);

    /**
     * The parts of as few messages as may carry these envelopes, in order: at most {@code 64} each. The bytes of the
     * envelopes are shared, not copied.
     */
    List<Encoded> frames(List<Encoded> envelopes);

    /** The dictionary: the actions that a message may name by their index here. Empty where there is none. */
    default List<String> actions() {
        return List.of();
    }

    /** The codec of a client to which a {@code $welcome} has brought a dictionary: it names actions by it. */
    default Codec welcomed(List<String> actions) {
        return this;
    }

    /** The codec of {@code playflux.v1.json}. */
    static Codec json() {
        return JsonCodec.INSTANCE;
    }

    /** The codec of {@code playflux.v1.cbor}. */
    static Codec cbor() {
        return CborCodec.PLAIN;
    }

    /**
     * The codec of a server whose clients may name these actions by their index. It writes names only, which a client
     * understands before it has read the dictionary. One for all who share what is encoded: another one is not equal.
     */
    static Codec cbor(List<String> actions) {
        return new CborCodec(List.copyOf(actions), false);
    }
}
