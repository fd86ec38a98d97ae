package chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.message.Failure;
import dev.playflux.message.Refused;
import dev.playflux.testing.GameTest;
import dev.playflux.testing.Match;
import dev.playflux.testing.TestPlayer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** The chat as its clients meet it: over the wire, in virtual time. */
@Timeout(60)
class ChatGameTest {

    @Test
    void aLateJoinerSeesWhatWasSaidAndWhoIsHere() {
        play(match -> {
                    TestPlayer ada = match.join("Ada");
                    ada.send(say("Hello?"));
                    ada.send(Duration.ofSeconds(1), say("Nobody here"));
                    return Mono.delay(Duration.ofSeconds(2))
                            .flatMapMany(later ->
                                    match.join("Bob").states(Chat.class).take(1));
                })
                .thenAwait(Duration.ofSeconds(3))
                .assertNext(chat -> {
                    assertThat(chat.people().values()).extracting(Person::name).containsExactlyInAnyOrder("Ada", "Bob");
                    assertThat(chat.lines().stream().map(line -> line.kind() + " " + line.name() + " " + line.text()))
                            .containsExactly("JOINED Ada ", "SAID Ada Hello?", "SAID Ada Nobody here", "JOINED Bob ");
                    assertThat(chat.lines()).extracting(Line::at).isSorted();
                    assertThat(chat.lines().get(2).at() - chat.lines().get(1).at())
                            .isEqualTo(1000);
                })
                .expectComplete()
                .verify(Duration.ofSeconds(10));
    }

    @Test
    void theSixthLineAtOnceIsRefusedToWhoDeliversItAndTakenLater() {
        play(match -> {
                    TestPlayer ada = match.join("Ada");
                    Flux<String> six = Flux.range(1, 6).flatMap(number -> outcome(ada, "line " + number));
                    return six.concatWith(Mono.delay(Duration.ofSeconds(2)).flatMap(later -> outcome(ada, "line 6")))
                            .concatWith(Mono.delay(Duration.ofMillis(100)).map(later -> texts(ada)));
                })
                .thenAwait(Duration.ofSeconds(3))
                .expectNext("taken", "taken", "taken", "taken", "taken", "too_fast", "taken")
                .expectNext("line 1, line 2, line 3, line 4, line 5, line 6")
                .expectComplete()
                .verify(Duration.ofSeconds(10));
    }

    @Test
    void thePaceOfOneIsNotThatOfAnother() {
        play(match -> {
                    TestPlayer ada = match.join("Ada");
                    TestPlayer bob = match.join("Bob");
                    IntStream.range(0, 10).forEach(line -> ada.send(say("spam")));
                    return outcome(bob, "hello")
                            .concatWith(ada.errors().map(Failure::code).take(5));
                })
                .thenAwait(Duration.ofSeconds(1))
                .expectNext("taken", "too_fast", "too_fast", "too_fast", "too_fast", "too_fast")
                .expectComplete()
                .verify(Duration.ofSeconds(10));
    }

    @Test
    void whoMayWriteAgainWhenIsInTheState() {
        play(match -> {
                    TestPlayer ada = match.join("Ada");
                    IntStream.range(0, 5).forEach(line -> ada.send(say("quick")));
                    return ada.states(Chat.class)
                            .filter(chat -> chat.lines().size() == 6)
                            .map(chat -> chat.people().get(ada.id()).mayWriteAt()
                                    - chat.lines().get(5).at())
                            .take(1);
                })
                .thenAwait(Duration.ofSeconds(1))
                .expectNext(Paced.EVERY)
                .expectComplete()
                .verify(Duration.ofSeconds(10));
    }

    @Test
    void whatIsNoLineReachesNobody() {
        play(match -> {
                    TestPlayer ada = match.join("Ada");
                    ada.client().send("say", Map.of("text", 7));
                    ada.client().send("say", Map.of());
                    ada.client().send("say", null);
                    ada.client().send("say", Map.of("text", "x".repeat(501)));
                    ada.client().send("say", Map.of("text", "\u202e \n"));
                    ada.client().send("shout", Map.of("text", "hey"));
                    return ada.errors()
                            .map(Failure::code)
                            .take(6)
                            .collectSortedList()
                            .delayElement(Duration.ofMillis(100))
                            .map(codes -> codes + " " + texts(ada));
                })
                .thenAwait(Duration.ofSeconds(1))
                .expectNext("[bad_data, bad_data, bad_data, no_text, too_long, unknown_action] ")
                .expectComplete()
                .verify(Duration.ofSeconds(10));
    }

    @Test
    void whoLosesTheConnectionIsAwayAndThenBack() {
        play(match -> {
                    TestPlayer ada = match.join("Ada");
                    TestPlayer bob = match.join("Bob");
                    Mono.delay(Duration.ofSeconds(1)).subscribe(later -> bob.drop());
                    return ada.states(Chat.class)
                            .filter(chat -> chat.people().size() == 2)
                            .map(chat -> chat.people().get(bob.id()).away())
                            .distinctUntilChanged()
                            .take(3)
                            .concatWith(Mono.fromSupplier(
                                    () -> ada.state(Chat.class).lines().size() != 2));
                })
                .thenAwait(Duration.ofSeconds(5))
                .expectNext(false, true, false, false)
                .expectComplete()
                .verify(Duration.ofSeconds(10));
    }

    @Test
    void whoLeavesIsTakenLeaveOf() {
        play(match -> {
                    TestPlayer ada = match.join("Ada");
                    TestPlayer bob = match.join("Bob");
                    Mono.delay(Duration.ofSeconds(1)).subscribe(later -> bob.leave());
                    return ada.states(Chat.class)
                            .filter(chat -> chat.lines().size() == 3)
                            .map(chat -> List.of(
                                    chat.people().size(),
                                    chat.lines().get(2).kind(),
                                    chat.lines().get(2).name()))
                            .take(1);
                })
                .thenAwait(Duration.ofSeconds(2))
                .expectNext(List.of(1, Line.Kind.LEFT, "Bob"))
                .expectComplete()
                .verify(Duration.ofSeconds(10));
    }

    @Test
    void anEmptyChatIsKeptForAWhile() {
        play(match -> {
                    TestPlayer ada = match.join("Ada");
                    ada.send(say("I shall be back"));
                    Mono.delay(Duration.ofSeconds(1)).subscribe(later -> ada.leave());
                    return Mono.delay(Duration.ofMinutes(9)).flatMap(later -> {
                        TestPlayer again = match.join("Ada");
                        return Mono.delay(Duration.ofMillis(100)).map(seen -> texts(again));
                    });
                })
                .thenAwait(Duration.ofMinutes(10))
                .expectNext("I shall be back")
                .expectComplete()
                .verify(Duration.ofSeconds(10));
    }

    private static ChatGame.Say say(String text) {
        return new ChatGame.Say(text);
    }

    private static Mono<String> outcome(TestPlayer player, String text) {
        return player.deliver(say(text))
                .thenReturn("taken")
                .onErrorResume(Refused.class, refused -> Mono.just(refused.code()));
    }

    private static String texts(TestPlayer player) {
        Chat chat = player.state(Chat.class);
        return chat == null
                ? "nothing"
                : String.join(
                        ", ",
                        chat.lines().stream()
                                .filter(line -> line.kind() == Line.Kind.SAID)
                                .map(Line::text)
                                .toList());
    }

    private static <T> StepVerifier.FirstStep<T> play(Function<Match<Chat>, ? extends Publisher<T>> script) {
        return StepVerifier.withVirtualTime(() -> GameTest.play(ChatGame.game(), script));
    }
}
