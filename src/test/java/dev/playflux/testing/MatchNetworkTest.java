package dev.playflux.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.client.GameClient;
import dev.playflux.client.Status;
import dev.playflux.message.NetworkConditions;
import dev.playflux.room.Game;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Players on bad lines in a match under test: each direction of its own, and all of it by the match's seed. */
@Timeout(30)
class MatchNetworkTest {
    private static final NetworkConditions NONE = NetworkConditions.none();

    /** What was said, in order. */
    record Said(List<String> words) {}

    record Word(String word) {}

    private final Game<Said> game = Game.named("words", () -> new Said(List.of()))
            .on(Word.class, (said, player, word) -> {
                List<String> more = new ArrayList<>(said.words);
                more.add(word.word);
                return new Said(more);
            });

    private Match<Said> match(long seed) {
        return GameTest.with(game).seed(seed).open();
    }

    private static int words(TestPlayer player) {
        Said said = player.state(Said.class);
        return said == null ? -1 : said.words.size();
    }

    @Test
    void eachPlayerHasALineOfItsOwnAndEachDirection() {
        try (Match<Said> match = match(1)) {
            TestPlayer ada = match.join("Ada");
            TestPlayer bob = match.join("Bob");
            ada.network(NONE.latency(Duration.ofMillis(300)), NONE.latency(Duration.ofMillis(400)));
            bob.network(NONE, NONE.latency(Duration.ofMillis(100)));
            match.ticks(2);
            ada.send(new Word("hello"));
            match.advance(Duration.ofMillis(295));
            assertThat(match.state().words()).isEmpty();
            match.advance(Duration.ofMillis(60));
            assertThat(match.state().words()).containsExactly("hello");
            assertThat(words(bob)).isZero();
            match.advance(Duration.ofMillis(100));
            assertThat(words(bob)).isEqualTo(1);
            assertThat(words(ada)).isZero();
            // Her first state is not acknowledged yet, so this one waits: see PROTOCOL.md, 4.
            match.advance(Duration.ofMillis(1500));
            assertThat(words(ada)).isEqualTo(1);
        }
    }

    @Test
    void whoJoinsFromNowOnHasTheMatchsConditions() {
        try (Match<Said> match = match(1)) {
            TestPlayer ada = match.join("Ada");
            match.network(NONE.latency(Duration.ofMillis(500)));
            TestPlayer bob = match.join("Bob");
            List<GameClient> joined = new ArrayList<>();
            bob.joined().subscribe(joined::add);
            match.ticks(1);
            assertThat(words(ada)).isZero();
            match.advance(Duration.ofMillis(1800));
            assertThat(joined).isEmpty();
            match.advance(Duration.ofMillis(400));
            assertThat(words(bob)).isZero();
        }
    }

    /** Words and what comes back are cut at many bytes; each word is heard once in any case. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aConnectionIsCutInTheMiddleAndNothingIsLostOrHeardTwice(boolean upwards) {
        for (int at = 0; at < 40; at += 3) {
            try (Match<Said> match = match(at)) {
                TestPlayer ada = match.join("Ada");
                match.ticks(1);
                List<Status> status = new ArrayList<>();
                ada.client().status().subscribe(status::add);
                ada.cutAfter(upwards ? at : Long.MAX_VALUE, upwards ? Long.MAX_VALUE : at);
                ada.deliver(new Word("one"));
                ada.deliver(new Word("two"));
                match.advance(Duration.ofSeconds(3));
                assertThat(match.state().words()).as("cut at byte %s", at).containsExactly("one", "two");
                assertThat(words(ada)).as("cut at byte %s", at).isEqualTo(2);
                assertThat(status).as("cut at byte %s", at).hasSize(3).endsWith(new Status.Connected(true));
            }
        }
    }

    @Test
    void theSameSeedMakesTheSameMatchByteForByteAndAnotherOneDoesNot() {
        Consumer<Match<Said>> script = match -> {
            match.network(NetworkConditions.congested(), NetworkConditions.mobile());
            TestPlayer ada = match.join("Ada");
            TestPlayer bob = match.join("Bob");
            for (int i = 0; i < 100; i++) {
                ada.send(new Word("a" + i));
                bob.send(new Word("b" + i));
                match.ticks(1);
            }
            match.advance(Duration.ofSeconds(5));
            assertThat(match.state().words()).hasSize(200);
            assertThat(words(ada)).isEqualTo(200);
        };
        long once = fingerprint(7, script);
        assertThat(fingerprint(7, script)).isEqualTo(once);
        assertThat(fingerprint(8, script)).isNotEqualTo(once);
    }

    private long fingerprint(long seed, Consumer<Match<Said>> script) {
        try (Match<Said> match = match(seed)) {
            script.accept(match);
            return match.fingerprint();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everybodyHasTheSameStateInTheEndHoweverBadTheLines(long seed) {
        try (Match<Said> match = match(seed)) {
            List<NetworkConditions> lines = List.of(
                    NetworkConditions.wifi(), NetworkConditions.mobile(),
                    NetworkConditions.congested(), NetworkConditions.awful());
            List<TestPlayer> players = new ArrayList<>();
            for (NetworkConditions line : lines) {
                match.network(line);
                players.add(match.join("player " + players.size()));
            }
            match.advance(Duration.ofSeconds(5));
            for (int i = 0; i < 40; i++) {
                players.get(i % 4).deliver(new Word("w" + i));
                match.ticks(2);
            }
            match.advance(Duration.ofSeconds(20));
            assertThat(match.state().words()).as("seed " + seed).hasSize(40).doesNotHaveDuplicates();
            assertThat(players)
                    .extracting(player -> player.state(Said.class))
                    .as("seed " + seed)
                    .containsOnly(match.state());
        }
    }
}
