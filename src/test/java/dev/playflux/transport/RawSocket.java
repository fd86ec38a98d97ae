package dev.playflux.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A client that writes bytes by hand. Every read has a time-out. */
public final class RawSocket implements AutoCloseable {
    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;
    public static final int FIN = 0x80;
    public static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
    private static final byte[] MASK = {0x12, 0x34, 0x56, 0x78};

    private final Socket socket;
    private final DataInputStream in;

    public RawSocket(int port) throws IOException {
        this(port, 0);
    }

    /** A socket whose kernel keeps about so many bytes that nobody has read yet; 0 leaves it to the kernel. */
    public RawSocket(int port, int receiveBuffer) throws IOException {
        socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(8000);
        in = new DataInputStream(socket.getInputStream());
    }

    /** A socket that is open already, an encrypted one for instance. */
    public RawSocket(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(8000);
        in = new DataInputStream(socket.getInputStream());
    }

    /** A socket after a plain upgrade. */
    public static RawSocket upgraded(int port) throws IOException {
        RawSocket raw = new RawSocket(port);
        try {
            Response response = raw.upgrade("/play", KEY, "Sec-WebSocket-Version: 13");
            if (response.status() != 101) {
                throw new IOException("no upgrade: " + response);
            }
            return raw;
        } catch (IOException | RuntimeException refused) {
            raw.close();
            throw refused;
        }
    }

    /** Asks for an upgrade with these headers beside the usual ones. */
    public Response upgrade(String path, String... headers) throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "Host: 127.0.0.1:" + socket.getPort(), "Upgrade: websocket", "Connection: keep-alive, Upgrade"));
        lines.addAll(List.of(headers));
        return request("GET " + path + " HTTP/1.1", lines.toArray(String[]::new));
    }

    public Response request(String line, String... headers) throws IOException {
        send(line + "\r\n" + String.join("\r\n", headers) + "\r\n\r\n");
        return response(line.startsWith("HEAD"));
    }

    public void send(String text) throws IOException {
        send(text.getBytes(ISO_8859_1));
    }

    public void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** Sends a masked frame; the first byte is its opcode with its flags. */
    public void frame(int first, byte[] payload) throws IOException {
        send(masked(first, payload));
    }

    public static byte[] masked(int first, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(first);
        if (payload.length < 126) {
            out.write(0x80 | payload.length);
        } else if (payload.length < 65_536) {
            out.write(0x80 | 126);
            out.write(payload.length >> 8);
            out.write(payload.length);
        } else {
            out.write(0x80 | 127);
            out.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
        }
        out.writeBytes(MASK);
        for (int i = 0; i < payload.length; i++) {
            out.write(payload[i] ^ MASK[i % 4]);
        }
        return out.toByteArray();
    }

    public void frame(int first, String payload) throws IOException {
        frame(first, payload.getBytes(ISO_8859_1));
    }

    /** The next frame of the server. */
    public Frame read() throws IOException {
        int first = in.readUnsignedByte();
        int length = in.readUnsignedByte();
        length = length == 126 ? in.readUnsignedShort() : length == 127 ? (int) in.readLong() : length;
        byte[] payload = new byte[length];
        in.readFully(payload);
        return new Frame(first & 15, payload);
    }

    /** The code of the next close frame; what comes before it is skipped. */
    public int closeCode() throws IOException {
        Frame frame = read();
        while (frame.opcode() != CLOSE) {
            frame = read();
        }
        return frame.code();
    }

    public void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Whether the server ends the connection, and not by a reset. */
    public boolean ends() throws IOException {
        try {
            while (true) {
                in.readByte();
            }
        } catch (EOFException end) {
            return true;
        }
    }

    /** Whether it ends, by a reset too: what it sent may not have been read, or nobody has accepted it yet. */
    public boolean gone() throws IOException {
        try {
            return ends();
        } catch (SocketException reset) {
            return true;
        }
    }

    public Response response(boolean head) throws IOException {
        String status = line();
        List<String> headers = new ArrayList<>();
        String next = line();
        while (!next.isEmpty()) {
            headers.add(next);
            next = line();
        }
        Response response = new Response(Integer.parseInt(status.split(" ")[1]), headers, "");
        String length = response.header("content-length");
        if (head || length.isEmpty()) {
            return response;
        }
        byte[] body = new byte[Integer.parseInt(length)];
        in.readFully(body);
        return new Response(response.status(), headers, new String(body, ISO_8859_1));
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        int c = in.readUnsignedByte();
        while (c != '\n') {
            if (c != '\r') {
                line.append((char) c);
            }
            c = in.readUnsignedByte();
        }
        return line.toString();
    }

    /** Vanishes: the server gets a reset instead of an end. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    public record Frame(int opcode, byte[] payload) {

        public int code() {
            return payload.length < 2 ? -1 : ByteBuffer.wrap(payload).getShort() & 0xffff;
        }

        public String text() {
            return new String(payload, ISO_8859_1);
        }
    }

    public record Response(int status, List<String> headers, String body) {

        /** A header's value, or nothing. */
        public String header(String name) {
            return headers.stream()
                    .filter(h -> h.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                    .map(h -> h.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        }
    }
}
