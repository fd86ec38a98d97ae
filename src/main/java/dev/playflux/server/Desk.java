package dev.playflux.server;

import dev.playflux.action.Actions;
import dev.playflux.connection.Connection;
import dev.playflux.connection.Hub;
import dev.playflux.connection.Wire;
import dev.playflux.message.Failure;
import dev.playflux.message.Message;
import dev.playflux.message.Printable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a connection's messages go to their pipelines, and their failures come back. */
final class Desk implements Hub.Hearing, Actions.Answers {
    private static final Logger log = LoggerFactory.getLogger(GameServer.class);

    private final Actions.Dispatch dispatch;
    private final Wire wire;
    private final ServerSpec spec;

    Desk(Actions<Connection> actions, Connection connection, Wire wire, ServerSpec spec) {
        this.wire = wire;
        this.spec = spec;
        this.dispatch = actions.open(connection, this);
    }

    @Override
    public void accept(Message message) {
        dispatch.message(message);
    }

    @Override
    public void complete() {
        dispatch.complete();
    }

    @Override
    public void taken(String action) {
        spec.metrics.message(action);
    }

    @Override
    public void refused(String code, String text, @Nullable Message message) {
        wire.refuse(message == null ? Failure.of(code, text) : Failure.of(code, text, message));
    }

    @Override
    public void failed(String action, @Nullable Message message, Throwable error) {
        String cause = spec.development ? ": " + error : "";
        refused(Failure.HANDLER_FAILED, "the server's handler failed" + cause, message);
        log.error("the pipeline of '{}' threw", action, Printable.thrown(error));
        spec.onError.accept("the pipeline of '" + action + "'", error);
    }

    @Override
    public void dropped(String action) {
        spec.metrics.dropped(action);
    }
}
