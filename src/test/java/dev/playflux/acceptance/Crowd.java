package dev.playflux.acceptance;

import dev.playflux.codec.Hex;
import dev.playflux.transport.RawSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Many binary clients on one thread of their own, which look at each state only so far as to see that none is missing. */
final class Crowd implements AutoCloseable {
    private static final byte[] HELLO =
            RawSocket.masked(RawSocket.FIN | RawSocket.BINARY, Hex.bytes("010982662468656c6c6ff6"));

    private final Selector selector;
    private final List<Member> members = new ArrayList<>();
    private final Thread thread = new Thread(this::read, "crowd");
    private volatile long states;
    private volatile long gaps;
    private volatile long welcomed;

    Crowd(int port, int size) throws IOException {
        selector = Selector.open();
        for (int i = 0; i < size; i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
            channel.write(ByteBuffer.wrap(("GET /play HTTP/1.1\r\nHost: 127.0.0.1:" + port
                            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" + RawSocket.KEY
                            + "\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: playflux.v1.cbor\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1)));
            channel.write(ByteBuffer.wrap(HELLO));
            channel.configureBlocking(false);
            Member member = new Member(channel);
            channel.register(selector, SelectionKey.OP_READ, member);
            members.add(member);
        }
        thread.setDaemon(true);
        thread.start();
    }

    /** How many states all have had together, after the first of each. */
    long states() {
        return states;
    }

    /** How many of them did not stand on the one before. */
    long gaps() {
        return gaps;
    }

    /** How many have had a state. */
    long welcomed() {
        return welcomed;
    }

    /** The number of a member's tick, the latest of all. */
    long tick() {
        return members.stream().mapToLong(member -> member.tick).max().orElse(0);
    }

    private void read() {
        try {
            while (selector.isOpen()) {
                selector.select(key -> ((Member) key.attachment()).read(), 1000);
            }
        } catch (IOException | UncheckedIOException | ClosedSelectorException closed) {
            // The end.
        }
    }

    private final class Member {
        private final SocketChannel channel;
        private final ByteBuffer bytes = ByteBuffer.allocate(1 << 18);
        private boolean upgraded;
        private volatile long tick;

        private Member(SocketChannel channel) {
            this.channel = channel;
        }

        private void read() {
            try {
                if (channel.read(bytes) < 0) {
                    channel.close();
                }
                bytes.flip();
                while (upgraded ? frame() : upgrade()) {
                    upgraded = true;
                }
                bytes.compact();
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }

        /** Skips the response, up to its empty line. */
        private boolean upgrade() {
            for (int i = bytes.position(); i + 4 <= bytes.limit(); i++) {
                if (bytes.getInt(i) == 0x0d0a0d0a) {
                    bytes.position(i + 4);
                    return true;
                }
            }
            return false;
        }

        private boolean frame() throws IOException {
            int start = bytes.position();
            int head = bytes.remaining() < 2 ? 4 : (bytes.get(start + 1) & 127) == 126 ? 4 : 2;
            if (bytes.remaining() < head) {
                return false;
            }
            int length = head == 4 ? bytes.getShort(start + 2) & 0xffff : bytes.get(start + 1) & 127;
            if (bytes.remaining() < head + length) {
                return false;
            }
            int end = start + head + length;
            bytes.position(start + head);
            if ((bytes.get(start) & 15) == RawSocket.PING) {
                byte[] payload = new byte[length];
                bytes.get(payload);
                channel.write(ByteBuffer.wrap(RawSocket.masked(RawSocket.FIN | RawSocket.PONG, payload)));
            } else {
                records(end);
            }
            bytes.position(end);
            return true;
        }

        private void records(int end) {
            while (bytes.position() < end) {
                int kind = bytes.get();
                int next = (int) varint() + bytes.position();
                if (kind == 2) {
                    state(varint(), varint());
                }
                bytes.position(next);
            }
        }

        private void state(long now, long behind) {
            if (tick == 0) {
                welcomed++;
            } else {
                states++;
                gaps += now - behind == tick ? 0 : 1;
            }
            tick = now;
        }

        private long varint() {
            long value = 0;
            for (int shift = 0; ; shift += 7) {
                byte part = bytes.get();
                value |= (long) (part & 127) << shift;
                if (part >= 0) {
                    return value;
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (Member member : members) {
            member.channel.close();
        }
        selector.close();
    }
}
