package dev.playflux.client;

import dev.playflux.codec.Codec;
import dev.playflux.codec.Encoded;
import dev.playflux.connection.Hello;
import dev.playflux.connection.Outbox;
import dev.playflux.connection.Outcome;
import dev.playflux.connection.Questions;
import dev.playflux.connection.Wire;
import dev.playflux.message.Failure;
import dev.playflux.message.Message;
import dev.playflux.message.NotEncodable;
import dev.playflux.message.Printable;
import dev.playflux.message.Refused;
import dev.playflux.message.Undelivered;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a client and its server have between them, over as many connections as it takes: the numbers of both directions, what
 * is unacknowledged, what is asked, and the token to come back with. In the client's turns.
 */
final class Session {
    private static final Logger log = LoggerFactory.getLogger(GameClient.class);

    private final Codec codec;
    private final Questions questions;
    private Outbox outbox = new Outbox(0);
    private long accepted;
    private @Nullable String token;
    private @Nullable Wire wire;
    private @Nullable Undelivered over;

    Session(Codec codec, Questions questions) {
        this.codec = codec;
        this.questions = questions;
    }

    /** What to come back with; null without a session. It holds until a newer welcome has arrived. */
    Hello.@Nullable Resume resume() {
        return token == null ? null : new Hello.Resume(token, accepted);
    }

    /** Whether a welcome follows the protocol: nothing is resumed that was not, and no message accepted that was not sent. */
    boolean plausible(Welcome welcome) {
        return !welcome.resumes() || (token != null && welcome.accepted() <= outbox.last());
    }

    /** Goes on with a connection, or begins anew. */
    void welcomed(Welcome welcome, Wire wire) {
        boolean goesOn = welcome.resumes();
        token = welcome.resume() == null ? null : welcome.resume().token();
        if (!goesOn) {
            lose(Undelivered.sessionLost("the server knows it no more"));
        }
        this.wire = wire;
        if (goesOn) {
            outbox.acknowledge(welcome.accepted());
            wire.write(outbox.again(wire.codec()));
        }
    }

    /** There is no connection for now. */
    void disconnected() {
        wire = null;
    }

    /** Nothing of it comes back; another one may begin. */
    void lose(Undelivered why) {
        Outbox lost = outbox;
        outbox = new Outbox(0);
        accepted = 0;
        lost.fail(why);
        questions.fail(why);
    }

    /** Nothing is sent any more, since the client leaves. */
    void leave(Undelivered why) {
        over = why;
    }

    // What is sent.

    /** Sends a message, now or when there is a connection; with an asker it is a question. */
    void send(Message message, Outcome outcome, Questions.@Nullable Asker asker) {
        if (over != null) {
            outcome.failed(over);
            return;
        }
        boolean room = asker == null || questions.open();
        Encoded encoded = room ? outbox.add(message, wire == null ? codec : wire.codec(), outcome) : null;
        if (encoded == null) {
            outcome.failed(overflow());
            return;
        }
        if (asker != null) {
            questions.asked(outbox.last(), asker);
        }
        if (wire != null) {
            wire.drain(); // what was sent before
            wire.write(List.of(encoded));
        }
    }

    static Undelivered overflow() {
        return new Undelivered(
                Undelivered.Cause.OVERFLOW, "too much waits for its acknowledgement already; the message was not sent");
    }

    /** What a question of the server belongs to: its answer is void in another session. */
    Outbox asked() {
        return outbox;
    }

    /** Answers a question of the server. */
    void reply(Outbox of, Message reply) {
        if (of != outbox) {
            return;
        }
        try {
            send(reply, Outcome.IGNORED, null);
        } catch (NotEncodable checked) {
            log.error("an answer was lost", Printable.thrown(checked));
        }
    }

    // What is heard.

    /** How many messages are missing before this one: 0 if it is the next, which is accepted then; fewer for one that came before. */
    long accept(long seq) {
        long missing = seq - accepted - 1;
        accepted += missing == 0 ? 1 : 0;
        return missing;
    }

    /** The last reliable message of the server that was accepted. */
    long accepted() {
        return accepted;
    }

    /** The server has all up to this one; false if that was never sent. */
    boolean acknowledged(long seq) {
        return outbox.acknowledge(seq);
    }

    /** The server has refused something. */
    void refused(Failure failure) {
        if (failure.re() != null) {
            outbox.refuse(failure.re(), Refused.by(failure.code(), failure.message()));
        }
    }

    /** The server has answered a question. */
    void replied(Message reply) {
        questions.replied(reply);
    }
}
