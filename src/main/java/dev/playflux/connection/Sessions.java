package dev.playflux.connection;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of a server that a client may come back to. A client proves that one is its own by a token of 128 random bits,
 * which is found by its hash, so neither a dump of the memory nor the time of a look-up tells tokens. From any thread.
 */
public final class Sessions {
    private final Map<ByteBuffer, Ticket> tickets = new ConcurrentHashMap<>();
    private final Map<String, Integer> perAddress = new ConcurrentHashMap<>();
    private final LongSupplier random;
    private final int mostPerAddress;

    /**
     * No sessions yet.
     *
     * @param random 64 bits that nobody can guess, from any thread
     * @param mostPerAddress how many sessions an address may have, those whose client is away included
     */
    public Sessions(LongSupplier random, int mostPerAddress) {
        this.random = random;
        this.mostPerAddress = mostPerAddress;
    }

    /** A session, as a client that comes back finds it. */
    public interface Resumable {

        /** Whose it is; null where nobody is asked. */
        @Nullable
        Identity identity();

        /**
         * Goes on with the session on another wire, or does something else if it cannot any more. From any thread.
         *
         * @param hello whose {@code resume} holds a token of this session
         * @param identity who has come; the same name as before
         */
        void resume(Wire wire, Hello hello, @Nullable Identity identity, Runnable otherwise);
    }

    /** A new session of an address; null if the address has as many as it may. */
    public @Nullable Ticket open(String address, Resumable session) {
        int count = perAddress.merge(address, 1, Integer::sum);
        Ticket ticket = new Ticket(address, session);
        if (count > mostPerAddress) {
            ticket.end();
            return null;
        }
        return ticket;
    }

    /**
     * A session that outlived its server.
     *
     * @param kept what {@link Ticket#kept} gave
     */
    public Ticket restore(String address, Resumable session, List<String> kept) {
        perAddress.merge(address, 1, Integer::sum);
        Ticket ticket = new Ticket(address, session);
        ticket.restore(kept);
        return ticket;
    }

    /** The session of a token, if it is this one's; null if there is none. */
    public @Nullable Resumable find(String token, @Nullable Identity identity) {
        Ticket ticket = tickets.get(hash(token));
        if (ticket == null) {
            return null;
        }
        Identity owner = ticket.session.identity();
        boolean same = owner == null
                ? identity == null
                : identity != null && owner.name().equals(identity.name());
        return same ? ticket.session : null;
    }

    /** A text of 64 random bits, for a session's public id. */
    public String id() {
        return Long.toString(random.getAsLong() >>> 1, 36);
    }

    private String token() {
        byte[] bits = ByteBuffer.allocate(16)
                .putLong(random.getAsLong())
                .putLong(random.getAsLong())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }

    private static ByteBuffer hash(String token) {
        try {
            byte[] text = token.getBytes(StandardCharsets.UTF_8);
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    /**
     * The tokens of one session: the newest, and the one that it replaced, until the client is heard on the connection that
     * brought the newest. So a welcome that is lost does not lose the session.
     */
    public final class Ticket {
        private final String address;
        private final Resumable session;
        private @Nullable ByteBuffer newest;
        private @Nullable ByteBuffer used;
        private boolean ended;

        private Ticket(String address, Resumable session) {
            this.address = address;
            this.session = session;
        }

        /** The first token; good for nothing if the session has ended already. */
        public synchronized String first() {
            return issue();
        }

        /** Whether a token is good. */
        public synchronized boolean holds(String token) {
            ByteBuffer came = hash(token);
            return !ended && (came.equals(newest) || came.equals(used));
        }

        /** A new token for who has come with one; null if that one is good no more. */
        public synchronized @Nullable String renew(String token) {
            ByteBuffer came = hash(token);
            if (ended || !(came.equals(newest) || came.equals(used))) {
                return null;
            }
            forget(came.equals(newest) ? used : newest);
            used = came;
            return issue();
        }

        /** The client has the newest token: the one before it is good no more. */
        public synchronized void confirm() {
            forget(used);
            used = null;
        }

        /** The client has this token, which need not be the newest any more: it may have come back again meanwhile. */
        public synchronized void confirm(String token) {
            if (used != null && hash(token).equals(newest)) {
                confirm();
            }
        }

        /** What a store keeps: not the tokens, but what they are found by. The address besides. */
        @SuppressWarnings("ByteBufferBackingArray") // a hash wraps its own
        public synchronized List<String> kept() {
            return Stream.of(newest, used)
                    .filter(Objects::nonNull)
                    .map(hash -> Base64.getEncoder().encodeToString(hash.array()))
                    .toList();
        }

        /** The address that it counts for. */
        public String address() {
            return address;
        }

        private synchronized void restore(List<String> kept) {
            for (String hash : kept) {
                ByteBuffer found = ByteBuffer.wrap(Base64.getDecoder().decode(hash));
                tickets.put(found, this);
                used = newest == null ? null : found;
                newest = newest == null ? found : newest;
            }
        }

        /** The session has ended. Idempotent. */
        public synchronized void end() {
            if (!ended) {
                ended = true;
                forget(newest);
                forget(used);
                perAddress.computeIfPresent(address, (same, count) -> count == 1 ? null : count - 1);
            }
        }

        private String issue() {
            String token = token();
            if (!ended) {
                newest = hash(token);
                tickets.put(Objects.requireNonNull(newest), this);
            }
            return token;
        }

        private void forget(@Nullable ByteBuffer token) {
            if (token != null) {
                tickets.remove(token);
            }
        }
    }
}
