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
import java.util.function.Supplier;

/** A port of loopback that leads to another one and cuts each connection after so many bytes, in the middle of anything. */
public final class Tunnel implements AutoCloseable {

    /**
     * Where a connection is cut, both directions at once.
     *
     * @param up after so many bytes of the client
     * @param down after so many bytes of the server
     * @param reset with a reset, as a kernel does that has lost its peer, or without
     */
    public record Cut(int up, int down, boolean reset) {
        /** Not before somebody says {@link Tunnel#cut}. */
        public static final Cut NEVER = new Cut(Integer.MAX_VALUE, Integer.MAX_VALUE, true);
    }

    private final ServerSocket entrance;
    private final int exit;
    private final Supplier<Cut> where;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger cuts = new AtomicInteger();

    /** A tunnel that asks for each connection where it shall be cut. */
    public Tunnel(int exit, Supplier<Cut> where) throws IOException {
        this.exit = exit;
        this.where = where;
        this.entrance = new ServerSocket(0, 400, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    public int port() {
        return entrance.getLocalPort();
    }

    /** How many connections were cut where they should be. */
    public int cuts() {
        return cuts.get();
    }

    /** Cuts all connections now. */
    public void cut() throws IOException {
        cut(() -> {});
    }

    /** Cuts all connections now, and lets nobody through before something is done. */
    public synchronized void cut(Runnable meanwhile) throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
        meanwhile.run();
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "tunnel");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                letThrough(entrance.accept());
            } catch (IOException nobodyThere) {
                // The server is away, or the tunnel closes.
            }
        }
    }

    private synchronized void letThrough(Socket near) throws IOException {
        open.add(near);
        Socket far = new Socket(InetAddress.getLoopbackAddress(), exit);
        open.add(far);
        near.setTcpNoDelay(true);
        far.setTcpNoDelay(true);
        Cut cut = where.get();
        start(() -> carry(near, far, cut.up(), cut.reset()));
        start(() -> carry(far, near, cut.down(), cut.reset()));
    }

    private void carry(Socket from, Socket to, int most, boolean reset) {
        byte[] some = new byte[512];
        int left = most;
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int count = in.read(some); count > 0; count = in.read(some)) {
                out.write(some, 0, Math.min(count, left));
                if (left <= count) {
                    cuts.incrementAndGet();
                    if (reset) {
                        from.setSoLinger(true, 0);
                        to.setSoLinger(true, 0);
                    }
                    return;
                }
                left -= most == Integer.MAX_VALUE ? 0 : count;
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
        cut();
    }
}
