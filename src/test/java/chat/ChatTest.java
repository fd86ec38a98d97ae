package chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.message.Refused;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules of the chat, as values. */
class ChatTest {
    private static final Chat ADA = Chat.empty().joined("a", "Ada", 1000);

    @Test
    void comingAndGoingIsALine() {
        Chat chat = ADA.joined("b", "Bob", 2000).left("a", 3000);
        assertThat(chat.people()).containsOnlyKeys("b");
        assertThat(chat.lines())
                .containsExactly(
                        new Line(1, Line.Kind.JOINED, "a", "Ada", "", 1000),
                        new Line(2, Line.Kind.JOINED, "b", "Bob", "", 2000),
                        new Line(3, Line.Kind.LEFT, "a", "Ada", "", 3000));
    }

    @Test
    void whoIsBackAtOnceHasNotBeenAway() {
        Chat back = ADA.left("a", 2000).joined("c", "Ada", 2000 + Chat.BLINK - 1);
        assertThat(back.people()).containsOnlyKeys("c");
        assertThat(back.lines()).isEqualTo(ADA.lines());
        assertThat(ADA.left("a", 2000).joined("c", "Ada", 2000 + Chat.BLINK).lines())
                .hasSize(3);
        assertThat(ADA.left("a", 2000).joined("b", "Bob", 2001).lines()).hasSize(3);
    }

    @Test
    void aNumberThatWasUsedIsNotUsedAgain() {
        Chat back = ADA.left("a", 2000).joined("c", "Ada", 2001);
        assertThat(said(back, "c", "hi", 3000).lines()).extracting(Line::number).containsExactly(1L, 3L);
    }

    @Test
    void nobodyHasTheNameOfAnother() {
        Chat three = ADA.joined("b", "Ada", 0).joined("c", "Ada", 0);
        assertThat(three.people().values()).extracting(Person::name).containsExactly("Ada", "Ada 2", "Ada 3");
        assertThat(three.left("b", 0).joined("d", "Ada", 0).people().get("d").name())
                .isEqualTo("Ada 2");
    }

    @Test
    void whatIsSaidIsALineWithTheNameOfWhoSaysIt() {
        Chat chat = said(ADA, "a", "  Hello,\nworld ", 5000);
        assertThat(chat.lines()).last().isEqualTo(new Line(2, Line.Kind.SAID, "a", "Ada", "Hello, world", 5000));
    }

    @Test
    void theFirstLinesAreForgottenFirst() {
        Chat chat = ADA;
        for (int number = 1; number <= Chat.KEPT + 10; number++) {
            chat = said(chat, "a", "line " + number, number * Paced.EVERY);
        }
        assertThat(chat.lines()).hasSize(Chat.KEPT);
        assertThat(chat.lines()).first().extracting(Line::text).isEqualTo("line 11");
        assertThat(chat.lines()).last().extracting(Line::text).isEqualTo("line " + (Chat.KEPT + 10));
    }

    @Test
    void whatIsNoLineIsRefused() {
        assertRefused("no_text", ADA, Paced.CALM.next(" \n\u200d\u202e ", 1));
        assertRefused("too_long", ADA, Paced.CALM.next("x".repeat(Chat.LONGEST + 1), 1));
        assertThat(said(ADA, "a", "🦊".repeat(Chat.LONGEST), 1).lines()).hasSize(2);
    }

    @Test
    void fiveLinesMayComeAtOnceAndThenOneEveryTwoSeconds() {
        List<Long> taken = new ArrayList<>();
        Paced paced = Paced.CALM;
        for (long now = 10_000; now < 20_000; now += 100) {
            paced = paced.next("x", now);
            if (!paced.soon()) {
                taken.add(now);
            }
        }
        assertThat(taken)
                .containsExactly(10_000L, 10_100L, 10_200L, 10_300L, 10_400L, 12_000L, 14_000L, 16_000L, 18_000L);
    }

    @Test
    void whoIsTooFastReadsForHowLong() {
        Paced paced = Paced.CALM;
        for (int line = 0; line < Paced.AT_ONCE; line++) {
            paced = paced.next("x", 10_000);
        }
        assertThat(said(ADA, "a", paced).people().get("a").mayWriteAt()).isEqualTo(12_000);
        Paced soon = paced.next("x", 10_500);
        assertThatThrownBy(() -> ADA.said("a", soon)).hasMessage("Not so fast: you may write again in 2 s");
        assertRefused("too_fast", ADA, soon);
        assertThat(soon.next("x", 12_000).soon()).isFalse();
    }

    private static Chat said(Chat chat, String id, String text, long now) {
        return said(chat, id, Paced.CALM.next(text, now));
    }

    private static Chat said(Chat chat, String id, Paced paced) {
        return chat.said(id, paced);
    }

    private static void assertRefused(String code, Chat chat, Paced paced) {
        assertThatThrownBy(() -> chat.said("a", paced))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo(code));
    }
}
