package dev.playflux.transport;

import io.netty.util.concurrent.FastThreadLocal;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * permessage-deflate (RFC 7692) without context takeover in either direction: no message depends on another, so a thread
 * needs one window each way, however many connections it serves, and what inflates beyond the limit is dropped with
 * nothing kept.
 */
final class Deflation {
    static final String AGREED = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
    /** What is shorter is not worth it. */
    static final int WORTH_IT = 128;

    private static final byte[] TAIL = {0, 0, -1, -1};
    private static final FastThreadLocal<Deflater> DEFLATERS = new FastThreadLocal<>() {
        @Override
        protected Deflater initialValue() {
            return new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        }

        @Override
        protected void onRemoval(Deflater deflater) {
            deflater.end();
        }
    };
    private static final FastThreadLocal<Inflater> INFLATERS = new FastThreadLocal<>() {
        @Override
        protected Inflater initialValue() {
            return new Inflater(true);
        }

        @Override
        protected void onRemoval(Inflater inflater) {
            inflater.end();
        }
    };

    private Deflation() {}

    /** Whether a client's offers have one that can be agreed to: its windows are as large as ours. */
    static boolean offered(List<String> extensions) {
        return extensions.stream()
                .flatMap(header -> Arrays.stream(header.split(",")))
                .map(offer -> offer.replaceAll("\\s", ""))
                .anyMatch(offer -> offer.matches("permessage-deflate"
                        + "(;(server_no_context_takeover|client_no_context_takeover"
                        + "|client_max_window_bits(=\"?([89]|1[0-5])\"?)?|server_max_window_bits=\"?15\"?))*"));
    }

    /** A message compressed. */
    static byte[] deflate(List<byte[]> parts, int length) {
        Deflater deflater = DEFLATERS.get();
        deflater.reset();
        byte[] out = new byte[64 + length / 2];
        int at = 0;
        for (byte[] part : parts) {
            deflater.setInput(part);
            while (!deflater.needsInput()) {
                out = roomy(out, at, Integer.MAX_VALUE);
                at += deflater.deflate(out, at, out.length - at);
            }
        }
        int room;
        do {
            out = roomy(out, at, Integer.MAX_VALUE);
            room = out.length - at;
            room -= deflater.deflate(out, at, room, Deflater.SYNC_FLUSH);
            at = out.length - room;
        } while (room == 0);
        return Arrays.copyOf(out, at - TAIL.length);
    }

    /**
     * A message inflated, or null if it is more than the limit.
     *
     * @throws DataFormatException if it cannot be inflated
     */
    static byte @Nullable [] inflate(byte[] message, int limit) throws DataFormatException {
        Inflater inflater = INFLATERS.get();
        inflater.reset();
        byte[] in = Arrays.copyOf(message, message.length + TAIL.length);
        System.arraycopy(TAIL, 0, in, message.length, TAIL.length);
        inflater.setInput(in);
        byte[] out = new byte[Math.min(limit + 1, 64 + 4 * message.length)];
        int at = 0;
        while (true) {
            int more = inflater.inflate(out, at, out.length - at);
            at += more;
            if (at > limit) {
                return null;
            }
            if (inflater.needsDictionary()) {
                throw new DataFormatException("a dictionary");
            }
            if (more == 0 && (inflater.needsInput() || inflater.finished())) {
                return Arrays.copyOf(out, at);
            }
            out = roomy(out, at, limit + 1);
        }
    }

    private static byte[] roomy(byte[] out, int at, int most) {
        return at < out.length ? out : Arrays.copyOf(out, Math.min(most, 2 * out.length));
    }
}
