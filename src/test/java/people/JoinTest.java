package people;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JoinTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Ada|Ada",
                "'  Zoë  '|Zoë",
                "李|李",
                "🦊|🦊",
                "a\u202eb|ab",
                "'a\tb'|'a b'",
                "12345678901234567890x|12345678901234567890",
                "1234567890123456789 x|1234567890123456789",
                "👩‍🚀|👩‍🚀",
            })
    void aNameIsShownAsFarAsItCanBeSeen(String name, String shown) {
        assertThat(new Join(name).shownName()).isEqualTo(shown);
    }

    @Test
    void whoHasNoGoodNameGetsOne() {
        assertThat(new Object[] {"", "  ", "\u200d", "\u202e\n", "\u0301", "\ud800", 7, true})
                .allSatisfy(name -> assertThat(new Join(name).shownName()).isEqualTo("Guest"));
        assertThat(new Join(null).shownName()).isEqualTo("Guest");
    }

    @Test
    void anEmojiIsOneCharacter() {
        assertThat(Words.length("a🦊")).isEqualTo(2);
        assertThat(new Join("🦊".repeat(30)).shownName()).isEqualTo("🦊".repeat(20));
    }

    @Test
    void whatSteersIsLeftOutAndLinesBecomeOne() {
        assertThat(Words.clean(" a\r\nb\u0000c\u2028d\u0007 ")).isEqualTo("a  bc d");
    }
}
