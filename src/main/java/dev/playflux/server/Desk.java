package dev.playflux.server;

import dev.playflux.action.Actions;
import dev.playflux.connection.Connection;
import dev.playflux.connection.Hub;
import dev.playflux.message.Failure;
import dev.playflux.message.Message;
import dev.playflux.message.Printable;
import dev.playflux.message.Refused;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a connection's messages go to their pipelines, and their failures come back. */
final class Desk implements Hub.Hearing, Actions.Answers {
    private static final Logger log = LoggerFactory.getLogger(GameServer.class);

    private final Actions.Dispatch dispatch;
    private final Hub.Voice voice;
    private final ServerSpec spec;

    Desk(Actions<Connection> actions, Hub.Voice voice, ServerSpec spec) {
        this.voice = voice;
        this.spec = spec;
        this.dispatch = actions.open(voice.connection(), this);
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
        voice.refuse(message == null ? Failure.of(code, text) : Failure.of(code, text, message), message);
    }

    @Override
    public void answered(Message question, @Nullable Object value) {
        voice.answer(question, value);
    }

    @Override
    public Failure unanswerable(Message question, Throwable why) {
        if (why instanceof Refused refused) {
            return Failure.of(refused.code(), String.valueOf(refused.getMessage()));
        }
        return fault("the answer to '" + question.action() + "'", why);
    }

    @Override
    public void failed(String action, @Nullable Message message, Throwable error) {
        refused(
                Failure.HANDLER_FAILED,
                fault("the pipeline of '" + action + "'", error).message(),
                message);
    }

    private Failure fault(String where, Throwable error) {
        log.error("{} threw", where, Printable.thrown(error));
        spec.onError.accept(where, error);
        String cause = spec.development ? ": " + error : "";
        return Failure.of(Failure.HANDLER_FAILED, "the server's handler failed" + cause);
    }

    @Override
    public void dropped(String action, Message message) {
        spec.metrics.dropped(action);
        if (message.seq() != 0) {
            refused(
                    Failure.NOT_ALLOWED,
                    "the pipeline of '" + action + "' has ended, or has too much waiting",
                    message);
        }
    }
}
