package dev.playflux.connection;

import dev.playflux.message.CloseReason;
import dev.playflux.message.Message;
import org.jspecify.annotations.Nullable;
import reactor.core.Scannable;
import reactor.core.publisher.Sinks;
import reactor.core.publisher.Sinks.EmitResult;

/** The outbound side of a connection that outlives its sockets: that of the socket of the moment, and none while there is none. */
final class SessionSink extends MessageSink {
    private final StreamConnection connection;

    SessionSink(StreamConnection connection, Runnable dropped) {
        super(dropped);
        this.connection = connection;
    }

    @Override
    public EmitResult tryEmitNext(Message message) {
        EmitResult result = connection.present() ? socket().tryEmitNext(message) : absent();
        // That this socket takes nothing more says nothing of the next one.
        return result == EmitResult.FAIL_CANCELLED ? absent() : result;
    }

    @Override
    public EmitResult tryEmitComplete() {
        if (!connection.end(CloseReason.DONE)) {
            return ended();
        }
        socket().tryEmitComplete();
        return EmitResult.OK;
    }

    @Override
    public EmitResult tryEmitError(Throwable error) {
        if (!connection.end(new CloseReason(1011, "internal error"))) {
            return ended();
        }
        socket().tryEmitError(error);
        return EmitResult.OK;
    }

    private EmitResult ended() {
        return connection.over() ? EmitResult.FAIL_CANCELLED : EmitResult.FAIL_TERMINATED;
    }

    private EmitResult absent() {
        return connection.ending() ? EmitResult.FAIL_CANCELLED : EmitResult.FAIL_OVERFLOW;
    }

    private Sinks.Many<Message> socket() {
        return connection.wire().outbound();
    }

    @Override
    public int currentSubscriberCount() {
        return connection.over() ? 0 : 1;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public @Nullable Object scanUnsafe(Scannable.Attr key) {
        return socket().scanUnsafe(key);
    }
}
