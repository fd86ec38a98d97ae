package dev.playflux.testing;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.codec.Codec;
import dev.playflux.message.Refused;
import dev.playflux.room.Game;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** No expectation is content with just anything: each fails when it is not so. */
class ExpectationsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    record Say(String text) {}

    record Never() {}

    record Part(int said) {}

    record Talk(int said) {}

    record Hidden() {}

    private static final Game<Talk> GAME = Game.named("talk", () -> new Talk(0))
            .on(Say.class, (talk, player, say) -> {
                Refused.unless(!say.text().isEmpty(), "empty", "say something");
                player.room().broadcast(say);
                return new Talk(talk.said() + 1);
            })
            .view("part", Part.class, (talk, player) -> new Part(talk.said()))
            .view("hidden", Hidden.class, (talk, player) -> null);

    private static void fails(ThrowingCallable expectation) {
        assertThatThrownBy(expectation).isInstanceOf(AssertionError.class).hasMessageStartingWith("expected ");
    }

    @Test
    void whatIsExpectedOfAMatchMustBeSo() {
        try (Match<Talk> match = GameTest.open(GAME)) {
            TestPlayer ada = match.join("Ada");
            match.join("Bob");
            ada.send(new Say("hello"));
            ada.send(new Say(""));
            match.ticks(2);
            match.expectState("one", talk -> talk.said() == 1).expectSeats(2).expectCount("message.say", 2);
            fails(() -> match.expectState("two", talk -> talk.said() == 2));
            fails(() -> match.expectSeats(1));
            fails(() -> match.expectSeats(3));
            fails(() -> match.expectCount("message.say", 1));
            fails(() -> match.expectCount("message.say", 3));
            fails(() -> match.expectCounts("two refused", counts -> counts.of("refused.empty") == 2));
            fails(() -> match.expectFault(""));
            fails(() -> match.within(SECOND).expectState("three", talk -> talk.said() == 3));
        }
    }

    @Test
    void whatIsExpectedOfWhatAPlayerHasMustBeSo() {
        try (Match<Talk> match = GameTest.open(GAME)) {
            TestPlayer ada = match.join("Ada");
            ada.send(new Say("hello"));
            ada.send(new Say(""));
            match.ticks(2);
            ada.expectState(Talk.class, "one", talk -> talk.said() == 1).expectNoView("hidden");
            fails(() -> ada.expectState(Talk.class, "two", talk -> talk.said() == 2));
            fails(() -> ada.expectView("part", Part.class, "two", part -> part.said() == 2));
            fails(() -> ada.expectView("other", Part.class, "anything", part -> true));
            fails(() -> ada.expectNoView("part"));
            fails(() -> ada.expectMessage(Never.class));
            fails(() -> ada.expectMessage(Say.class, "bye", say -> say.text().equals("bye")));
            fails(() -> ada.expectNoMessage(Say.class));
            fails(() -> ada.expectError("full"));
            fails(ada::expectNoError);
            ada.expectMessage(Say.class).expectNoMessage(Say.class);
            ada.expectError("empty").expectNoError();
        }
    }

    @Test
    void aViewThatTheGameHasNotIsNoHiddenOne() {
        try (Match<Talk> match = GameTest.open(GAME)) {
            TestPlayer ada = match.join("Ada");
            fails(() -> ada.expectNoView("hidden"));
            match.ticks(1);
            ada.expectNoView("hidden").expectNoView("hidden/3,4");
            assertThatThrownBy(() -> ada.expectNoView("hiden"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("[world, part, hidden]");
            ada.leave();
            match.ticks(1);
            ada.expectNoView("hidden");
        }
    }

    @Test
    void aMessageThatDoesNotFitHidesNoneBehindIt() {
        try (Match<Talk> match = GameTest.open(GAME)) {
            TestPlayer ada = match.join("Ada");
            match.room().broadcast("say", 7);
            ada.send(new Say("hello"));
            match.ticks(1);
            assertThatThrownBy(() -> ada.expectMessage(
                            Say.class, "bye", say -> say.text().equals("bye")))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("hello")
                    .hasMessageContaining("threw");
            ada.expectMessage(Say.class, "hello", say -> say.text().equals("hello"));
        }
    }

    @Test
    void whatMustNotComeMustNotComeInAllTheTime() {
        try (Match<Talk> match = GameTest.open(GAME)) {
            TestPlayer ada = match.join("Ada");
            match.ticks(1);
            ada.within(1).expectNoMessage(Say.class).expectNoError();
            ada.send(Duration.ofMillis(300), new Say("later"));
            fails(() -> ada.within(SECOND).expectNoMessage(Say.class));
            ada.send(Duration.ofMillis(300), new Say(""));
            fails(() -> ada.within(SECOND).expectNoError());
        }
    }

    @Test
    void whetherSomebodyIsThereMustBeSo() {
        try (Match<Talk> match = GameTest.open(GAME.grace(Duration.ofSeconds(5)))) {
            TestPlayer ada = match.join("Ada");
            ada.within(1).expectSeated();
            fails(ada::expectAway);
            fails(ada::expectGone);
            fails(() -> ada.expectClosed(1000));
            ada.goAway();
            ada.within(1).expectAway();
            fails(ada::expectSeated);
            fails(ada::expectGone);
            fails(ada::expectConnected);
            ada.comeBack();
            ada.within(SECOND).expectSeated();
            ada.leave();
            ada.within(1).expectGone().expectClosed(1000);
            fails(ada::expectSeated);
            fails(ada::expectAway);
            fails(ada::expectConnected);
            fails(() -> ada.expectClosed(4003));
        }
    }

    /** A failure is read by many, and who has a token has the seat. */
    @Test
    void whatAFailureTellsHoldsNoToken() {
        try (Match<Talk> match = GameTest.with(GAME).codec(Codec.json()).open()) {
            TestPlayer ada = match.join("Ada");
            ada.drop();
            ada.within(SECOND).expectSeated();
            assertThatThrownBy(ada::expectAway)
                    .hasMessageMatching("(?s).*← \\$welcome \\d+ bytes.*→ \\$hello \\d+ bytes.*")
                    .message()
                    .doesNotContainIgnoringCase("token");
        }
    }
}
