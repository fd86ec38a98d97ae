package dev.playflux.client;

import org.jspecify.annotations.Nullable;

/**
 * How far a client has come.
 *
 * @param session how many sessions have begun
 * @param connection how many connections have been welcomed
 * @param status null before the first
 * @param end how the last connection ended that did; null if none has
 */
record Life(
        long session,
        long connection,
        @Nullable Status status,
        @Nullable Disconnected end) {

    /** Before the first connection. */
    static final Life UNBORN = new Life(0, 0, null, null);

    Life next(Status now) {
        if (now instanceof Status.Connected connected) {
            return new Life(connected.resumed() ? session : session + 1, connection + 1, now, end);
        }
        return new Life(session, connection, now, ending(now));
    }

    /** What broke the connection, not what keeps the client from coming back. */
    private @Nullable Disconnected ending(Status now) {
        if (now instanceof Status.Closed closed) {
            return Disconnected.of(closed.why(), false);
        } else if (now instanceof Status.Reconnecting trying && !(status instanceof Status.Reconnecting)) {
            return Disconnected.of(trying.why(), true);
        }
        return end;
    }

    /** The number of the last session that has begun, whatever has become of it. */
    long begun() {
        return session;
    }

    /** Whether it is connected, so that its last end came before its last beginning. */
    boolean connected() {
        return status instanceof Status.Connected;
    }

    /** The number of the connection that a session went on with; 0 if none did. */
    long resumed() {
        return status instanceof Status.Connected connected && connected.resumed() ? connection : 0;
    }

    /** The number of the end, of which each connection has up to two: it breaks, and there will be no other. */
    long ended() {
        if (status instanceof Status.Closed) {
            return 2 * connection + 1;
        }
        return status instanceof Status.Reconnecting ? 2 * connection : Math.max(0, 2 * (connection - 1));
    }

    /** The number of the last end that is over. */
    long endedBefore() {
        return status == null || status instanceof Status.Connected ? ended() : ended() - 1;
    }
}
