package host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.client.Disconnected;
import dev.playflux.client.GameLoop;
import dev.playflux.message.CloseReason;
import dev.playflux.message.NetworkConditions;
import dev.playflux.server.LocalAddress;
import dev.playflux.testing.GameTest;
import dev.playflux.testing.Match;
import dev.playflux.testing.TestPlayer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The game as host and guest meet it, in virtual time. */
@Timeout(60)
class PartyTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void theGuestBeginsTheGameAndBothSeeTheSame() {
        try (Match<Ice> match = GameTest.open(Party.game(3))) {
            TestPlayer hugo = match.join("Hugo");
            match.advance(SECOND);
            assertThat(hugo.state(Ice.class).fish()).isNull();
            TestPlayer gina = match.join("Gina");
            gina.input(new Steer(-1, 0));
            match.advance(SECOND);
            Ice seen = hugo.state(Ice.class);
            assertThat(seen).isEqualTo(gina.state(Ice.class));
            assertThat(seen.fish()).isNotNull();
            assertThat(seen.penguins().get(gina.id()).x()).isLessThan(Ice.WIDTH * .8);
        }
    }

    @Test
    void theNextRoundBeginsAMomentAfterOneIsWon() {
        try (Match<Ice> match = GameTest.open(Party.game(1))) {
            TestPlayer hugo = match.join("Hugo");
            match.join("Gina");
            for (int i = 0;
                    i < 600
                            && (hugo.state(Ice.class) == null
                                    || hugo.state(Ice.class).winner() == null);
                    i++) {
                if (hugo.state(Ice.class) != null) {
                    hugo.input(Pilot.steer(hugo.state(Ice.class), hugo.id()));
                }
                match.ticks(2);
            }
            assertThat(hugo.state(Ice.class).winner()).isEqualTo(hugo.id());
            match.advance(Duration.ofMillis(3500));
            assertThat(hugo.state(Ice.class).winner()).isNotNull();
            match.advance(SECOND);
            assertThat(hugo.state(Ice.class).winner()).isNull();
            assertThat(hugo.state(Ice.class).fish()).isNotNull();
        }
    }

    @Test
    void whoLosesTheConnectionStopsPushingAndGoesOnWhenBack() {
        try (Match<Ice> match = GameTest.open(Party.game(3))) {
            TestPlayer hugo = match.join("Hugo");
            TestPlayer gina = match.join("Gina");
            gina.input(new Steer(0, 1));
            match.advance(SECOND);
            String id = gina.id();
            gina.goAway();
            match.advance(SECOND);
            Penguin away = hugo.state(Ice.class).penguins().get(id);
            assertThat(away.here()).isFalse();
            assertThat(away.dy()).isZero();
            gina.comeBack();
            match.advance(SECOND);
            assertThat(gina.id()).isEqualTo(id);
            assertThat(hugo.state(Ice.class).penguins().get(id).here()).isTrue();
        }
    }

    @Test
    void aGuestWhoLeavesMakesRoomForAnotherAndAThirdIsInNobodysWay() {
        try (Match<Ice> match = GameTest.open(Party.game(3))) {
            TestPlayer hugo = match.join("Hugo");
            TestPlayer gina = match.join("Gina");
            TestPlayer third = match.join("Igor");
            match.advance(SECOND);
            assertThat(third.client().room()).isNotEqualTo(hugo.client().room());
            gina.leave();
            match.advance(SECOND);
            assertThat(hugo.state(Ice.class).penguins()).hasSize(1);
            TestPlayer jana = match.join("Jana");
            match.advance(SECOND);
            assertThat(jana.client().room()).isEqualTo(hugo.client().room());
        }
    }

    @Test
    void whatIsNoSteerIsRefused() {
        try (Match<Ice> match = GameTest.open(Party.game(3))) {
            TestPlayer hugo = match.join("Hugo");
            match.advance(SECOND);
            Ice before = hugo.state(Ice.class);
            hugo.client().send("steer", Map.of("dx", "right", "dy", 0));
            hugo.within(SECOND).expectError("bad_data");
            assertThat(hugo.state(Ice.class).penguins()).isEqualTo(before.penguins());
        }
    }

    @Test
    void namesAreShortAndPrintable() {
        try (Match<Ice> match = GameTest.open(Party.game(3))) {
            match.join(" \u0007\u202e ");
            match.join("🐧".repeat(20));
            match.advance(SECOND);
            assertThat(match.state().penguins().values())
                    .extracting(Penguin::name)
                    .containsExactly("Penguin", "🐧".repeat(12));
        }
    }

    @Test
    void whatWasToldOnAConnectionThatHadDiedIsToldAgain() {
        try (Match<Ice> match = GameTest.open(Party.game(3))) {
            TestPlayer hugo = match.join("Hugo");
            GameLoop loop = hugo.client().loop();
            Wishes wishes = new Wishes(loop);
            loop.pump();
            wishes.wish(new Steer(1, 0));
            match.advance(SECOND);
            hugo.network(NetworkConditions.none().silence());
            wishes.wish(Steer.NOWHERE);
            match.advance(SECOND);
            hugo.drop();
            hugo.network(NetworkConditions.none());
            match.advance(SECOND);
            assertThat(match.state().penguins().get(hugo.id()).dx())
                    .as("the server has noticed nothing")
                    .isEqualTo(1);
            loop.pump();
            wishes.wish(Steer.NOWHERE);
            match.advance(SECOND);
            assertThat(match.state().penguins().get(hugo.id()).dx()).isZero();
        }
    }

    @Test
    void aFriendIsInvitedToWhatLeadsHere() {
        LocalAddress network = new LocalAddress("192.168.1.5", false);
        LocalAddress here = new LocalAddress("127.0.0.1", true);
        assertThat(Party.invitations(List.of(network, here), 4711)).containsExactly("192.168.1.5:4711");
        assertThat(Party.invitations(List.of(here, new LocalAddress("::1", true)), 4711))
                .containsExactly("127.0.0.1:4711", "[::1]:4711");
    }

    @Test
    void anEndWithoutWordsIsToldTooWithItsCode() {
        assertThat(Party.farewell(new Disconnected(Disconnected.Reason.CLOSED, new CloseReason(4009, "bye"), false)))
                .isEqualTo("bye");
        assertThat(Party.farewell(new Disconnected(Disconnected.Reason.LOST, new CloseReason(1006, ""), false)))
                .contains("1006");
    }
}
