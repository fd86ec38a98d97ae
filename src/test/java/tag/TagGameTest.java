package tag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.playflux.message.Failure;
import dev.playflux.testing.GameTest;
import dev.playflux.testing.Match;
import dev.playflux.testing.TestPlayer;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import tools.jackson.databind.ObjectMapper;

/** Tag as other programs meet it: whole matches over the wire, in virtual time. */
@Timeout(60)
class TagGameTest {
    private static final Steer STILL = new Steer(0, 0);
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void theFirstIsItAndAllSeeAll() {
        Tag tag = after(SECOND, match -> {
            match.join("Ada");
            return match.join("Zoë");
        });
        assertThat(tag.runners().values()).extracting(Runner::name).containsExactlyInAnyOrder("Ada", "Zoë");
        assertThat(runner(tag, "Ada")).isEqualTo(tag.runners().get(tag.it()));
        assertThat(tag.field()).isEqualTo(Field.PARK);
    }

    @Test
    void beyondOneIsAsOne() {
        assertThat(wishAfter(Map.of("dx", 70, "dy", 0))).isEqualTo(new Point(1, 0));
        assertThat(wishAfter(Map.of("dx", 0, "dy", -1.5))).isEqualTo(new Point(0, -1));
        Point askew = wishAfter(Map.of("dx", 1e300, "dy", -1e300));
        assertThat(askew.x()).isCloseTo(Math.sqrt(0.5), within(0.005));
        assertThat(askew.y()).isCloseTo(-Math.sqrt(0.5), within(0.005));
    }

    @Test
    void whatIsNoSteerIsBadDataAndChangesNothing() {
        StepVerifier.withVirtualTime(() -> GameTest.play(TagGame.game(), match -> {
                    TestPlayer ada = match.join("Ada");
                    ada.client().send("steer", Map.of("dx", "left", "dy", 0));
                    ada.client().send("steer", Map.of("dx", 1));
                    ada.client().send("steer", List.of(1, 0));
                    ada.client().send("steer", null);
                    return ada.errors().take(4);
                }))
                .thenAwait(SECOND)
                .expectNextMatches(error -> isBadData(error) && error.message().contains("dx"))
                .expectNextMatches(error -> isBadData(error) && error.message().contains("dy"))
                .expectNextMatches(TagGameTest::isBadData)
                .expectNextMatches(TagGameTest::isBadData)
                .expectComplete()
                .verify(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'name': null}", "{'name': ''}", "{'name': 'seventeen letters'}", "{'name': 7}"})
    void whoHasNoGoodNameGetsOne(String options) {
        Object read = new ObjectMapper().readTree(options.replace('\'', '"'));
        Tag tag = after(SECOND, match -> match.joinWith(read));
        assertThat(tag.runners().values()).extracting(Runner::name).containsExactly("Runner");
    }

    @Test
    void whoSaysNothingWhenJoiningGetsAName() {
        Tag tag = after(SECOND, match -> match.joinWith(null));
        assertThat(tag.runners().values()).extracting(Runner::name).containsExactly("Runner");
    }

    @Test
    void whenItLeavesAnotherIsIt() {
        Tag tag = after(SECOND, match -> {
            TestPlayer ada = match.join("Ada");
            TestPlayer bob = match.join("Bob");
            ada.leave();
            return bob;
        });
        assertThat(tag.runners()).containsOnlyKeys(tag.it());
        assertThat(runner(tag, "Bob").since()).isEqualTo(tag.safeUntil() - Tag.SAFE);
    }

    /** Who is it chases as well as a bot can, and the other stands still. */
    @Test
    void betweenTwoItIsHandedBackAfterFiveSecondsAtTheEarliest() {
        StepVerifier.withVirtualTime(() -> GameTest.play(TagGame.game(), match -> {
                    TestPlayer ada = match.join("Ada");
                    for (TestPlayer player : List.of(ada, match.join("Bob"))) {
                        player.states(Tag.class)
                                .scan(
                                        STILL,
                                        (last, tag) -> player.id().equals(tag.it())
                                                ? Brain.steer(tag, player.id(), last)
                                                : STILL)
                                .distinctUntilChanged()
                                .subscribe(player::input);
                    }
                    return ada.states(Tag.class)
                            .distinctUntilChanged(Tag::it)
                            .map(Tag::time)
                            .take(4)
                            .collectList();
                }))
                .thenAwait(Duration.ofMinutes(1))
                .assertNext(handed -> {
                    for (int i = 2; i < handed.size(); i++) {
                        assertThat(handed.get(i) - handed.get(i - 1)).isBetween(5000L, 20_000L);
                    }
                })
                .expectComplete()
                .verify(Duration.ofSeconds(30));
    }

    @Test
    void everybodysRoundTripIsToldEverySecond() {
        StepVerifier.withVirtualTime(() -> GameTest.play(TagGame.game(), match -> {
                    TestPlayer ada = match.join("Ada");
                    match.join("Bob");
                    return ada.on(TagGame.RoundTrips.class);
                }))
                .thenAwait(Duration.ofMillis(3500))
                .expectNextMatches(trips -> trips.ms().size() == 2)
                .expectNextCount(2)
                .thenCancel()
                .verify(Duration.ofSeconds(10));
    }

    /** Measured on this thread, where all of a match runs, so that a busy machine does not count. */
    @Test
    void tenMinutesOfEightPlayersAreQuickAndTheSameEachTime() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        Tag first = tenMinutes();
        assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(tenMinutes()).isEqualTo(first);
        assertThat(first.time()).isCloseTo(600_000L, within(100L));
        assertThat(first.runners().values()).as("everybody was caught once").allMatch(runner -> runner.best() > 0);
    }

    /** Eight who each change their mind at random moments, from a seed of their own. */
    private static Tag tenMinutes() {
        return after(Duration.ofMinutes(10), match -> {
            List<TestPlayer> players = new ArrayList<>();
            for (int number = 0; number < 8; number++) {
                TestPlayer player = match.join("Player " + number);
                Random mind = new Random(number);
                for (long at = 0; at < 600_000; at += 200 + mind.nextInt(1800)) {
                    player.send(Duration.ofMillis(at), new Steer(mind.nextDouble(-1, 1), mind.nextDouble(-1, 1)));
                }
                players.add(player);
            }
            return players.get(0);
        });
    }

    private static Point wishAfter(Map<String, Object> steer) {
        Tag tag = after(SECOND, match -> {
            TestPlayer ada = match.join("Ada");
            ada.client().send("steer", steer);
            return ada;
        });
        Runner ada = runner(tag, "Ada");
        return new Point(ada.dx(), ada.dy());
    }

    /** What a player sees after a time. */
    private static Tag after(Duration time, Function<Match<Tag>, TestPlayer> script) {
        AtomicReference<Tag> seen = new AtomicReference<>();
        StepVerifier.withVirtualTime(() -> GameTest.play(TagGame.game(), match -> {
                    TestPlayer player = script.apply(match);
                    return Mono.delay(time).then(Mono.fromSupplier(() -> player.state(Tag.class)));
                }))
                .thenAwait(time)
                .consumeNextWith(seen::set)
                .expectComplete()
                .verify(Duration.ofSeconds(30));
        return seen.get();
    }

    private static Runner runner(Tag tag, String name) {
        Collection<Runner> runners = tag.runners().values();
        return runners.stream()
                .filter(runner -> runner.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isBadData(Failure error) {
        return error.code().equals(Failure.BAD_DATA) && "steer".equals(error.action()) && !error.fatal();
    }
}
