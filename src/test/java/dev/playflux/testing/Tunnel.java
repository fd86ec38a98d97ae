package dev.playflux.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * A port of loopback that leads to another one and cuts each connection after so many bytes, both directions together, in
 * the middle of a message or not: with a reset, as a kernel does that has lost its peer, or without.
 */
public final class Tunnel implements AutoCloseable {
    private final ServerSocket entrance;
    private final int exit;
    private final IntSupplier bytes;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger cuts = new AtomicInteger();

    /**
     * A tunnel.
     *
     * @param bytes asked for each connection: how many go through it; as a negative number, without a reset at the end
     */
    public Tunnel(int exit, IntSupplier bytes) throws IOException {
        this.exit = exit;
        this.bytes = bytes;
        this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    public int port() {
        return entrance.getLocalPort();
    }

    /** How many connections were cut. */
    public int cuts() {
        return cuts.get();
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "tunnel");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket near = entrance.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), exit);
                near.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                open.add(near);
                open.add(far);
                int most = bytes.getAsInt();
                AtomicInteger left = new AtomicInteger(Math.abs(most));
                start(() -> carry(near, far, left, most > 0));
                start(() -> carry(far, near, left, most > 0));
            } catch (IOException nobodyThere) {
                // The server is away, or the tunnel closes.
            }
        }
    }

    private void carry(Socket from, Socket to, AtomicInteger left, boolean reset) {
        byte[] some = new byte[512];
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int count = in.read(some); count > 0; count = in.read(some)) {
                int before = left.getAndAdd(-count);
                out.write(some, 0, Math.max(0, Math.min(count, before)));
                if (before <= count) {
                    cuts.addAndGet(before > 0 ? 1 : 0);
                    if (reset) {
                        from.setSoLinger(true, 0);
                        to.setSoLinger(true, 0);
                    }
                    return;
                }
            }
        } catch (IOException cut) {
            // The other direction, or an end.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
