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

    @Test
    void aTokenOfAnotherSessionRenewsNothing() {
        Sessions.Ticket ticket = open();
        String other = open().first();
        ticket.first();
        assertThat(ticket.renew(other)).isNull();
        assertThat(sessions.find(other, null)).isNotNull();
    }

    @Test
    void atMostTwoAreKnownHoweverManyWelcomesAreLost() {
        Sessions.Ticket ticket = open();
        String first = ticket.first();
        String lost = Objects.requireNonNull(ticket.renew(first));
        String third = Objects.requireNonNull(ticket.renew(first));
        assertThat(sessions.find(lost, null)).isNull();
        assertThat(sessions.find(first, null)).isNotNull();
        String fourth = Objects.requireNonNull(ticket.renew(third));
        assertThat(sessions.find(first, null)).isNull();
        assertThat(sessions.find(third, null)).isNotNull();
        ticket.end();
        assertThat(sessions.find(third, null)).isNull();
        assertThat(sessions.find(fourth, null)).isNull();
    }

    @Test
    void bothAreGoodOnTheNextServer() {
        Sessions.Ticket ticket = open();
        String first = ticket.first();
        String second = Objects.requireNonNull(ticket.renew(first));
        Sessions next = new Sessions(new Random(2)::nextLong, 2);
        Sessions.Ticket kept = next.restore("here", session, ticket.kept());
        assertThat(next.find(first, null)).isSameAs(session);
        assertThat(next.find(second, null)).isSameAs(session);
        assertThat(kept.renew(second)).isNotNull();
        assertThat(next.find(first, null)).isNull();
    }
}
