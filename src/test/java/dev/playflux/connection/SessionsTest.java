package dev.playflux.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The tokens of sessions: PROTOCOL 6. */
class SessionsTest {
    private final Sessions sessions = new Sessions(new Random(1)::nextLong, 2);
    private final Sessions.Resumable session = new Sessions.Resumable() {
        @Override
        public @Nullable Identity identity() {
            return null;
        }

        @Override
        public void resume(Wire wire, Hello hello, @Nullable Identity identity, Runnable otherwise) {}
    };

    private Sessions.Ticket open() {
        return Objects.requireNonNull(sessions.open("here", session), "room for one more");
    }

    @Test
    void theTokenThatWasUsedIsGoodUntilTheClientIsHeard() {
        Sessions.Ticket ticket = open();
        String first = ticket.first();
        String second = Objects.requireNonNull(ticket.renew(first));
        assertThat(sessions.find(first, null)).isSameAs(session);
        ticket.confirm(second);
        assertThat(sessions.find(first, null)).isNull();
        assertThat(sessions.find(second, null)).isSameAs(session);
    }

    @Test
    void whatIsHeardOnAConnectionThatWasReplacedSaysNothingOfTheNewestWelcome() {
        Sessions.Ticket ticket = open();
        String second = Objects.requireNonNull(ticket.renew(ticket.first()));
        String third = Objects.requireNonNull(ticket.renew(second));
        ticket.confirm(second); // late, from the connection before
        assertThat(sessions.find(second, null)).isSameAs(session);
        assertThat(sessions.find(third, null)).isSameAs(session);
    }

    @Test
    void aSessionThatHasEndedIsFoundByNoTokenAndLeavesRoomForAnother() {
        Sessions.Ticket ticket = open();
        ticket.end();
        assertThat(sessions.find(ticket.first(), null)).isNull();
        open();
        open();
        assertThat(sessions.open("here", session)).isNull();
        assertThat(sessions.open("there", session)).isNotNull();
    }
}
