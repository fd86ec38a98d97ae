package dev.playflux.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.codec.Encoded;
import dev.playflux.message.Message;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StateRecordTest {
    private static final byte[] ONE = "{\"full\":1}".getBytes(StandardCharsets.UTF_8);
    private static final byte[] TWO = "{\"patch\":{}}".getBytes(StandardCharsets.UTF_8);

    private static Section section(String view, byte[] bytes) {
        return new Section(ViewName.of(view, 0), bytes, false);
    }

    private static Encoded encoded(long input, Section... sections) {
        return new StateRecord(12, 600, 11, input, List.of(sections)).encode(Wire.JSON);
    }

    @Test
    void aRecordIsAnEnvelopeWithItsSectionsAsTheyAre() {
        Encoded record = encoded(7, section("world", ONE), section("hand", TWO), Section.gone(ViewName.of("team", 2)));
        assertThat(Wire.text(record))
                .isEqualTo("{\"action\":\"$state\",\"data\":{\"tick\":12,\"time\":600,\"base\":11,\"input\":7,"
                        + "\"views\":{\"world\":{\"full\":1},\"hand\":{\"patch\":{}},\"team\":{\"gone\":true}}}}");
        assertThat(record.length()).isEqualTo(Wire.bytes(record).length);
    }

    @Test
    void theBytesOfSectionsAreSharedNotCopied() {
        assertThat(encoded(0, section("world", ONE)).parts()).anyMatch(part -> part == ONE);
        assertThat(Section.gone(ViewName.of("a", 1)).bytes())
                .isSameAs(Section.gone(ViewName.of("b", 2)).bytes());
    }

    @Test
    void withoutInputAndViewsTheirMembersAreAbsent() {
        assertThat(Wire.text(encoded(0)))
                .isEqualTo("{\"action\":\"$state\",\"data\":{\"tick\":12,\"time\":600,\"base\":11}}");
    }

    @Test
    void numbersOfAnySizeAreWrittenWhole() {
        for (long number : new long[] {1, 9, 10, 99, 100, 1_234_567_890_123L, (1L << 53) - 1}) {
            Encoded record = new StateRecord(number, number, 0, number, List.of()).encode(Wire.JSON);
            assertThat(Wire.text(record))
                    .isEqualTo("{\"action\":\"$state\",\"data\":{\"tick\":" + number + ",\"time\":" + number
                            + ",\"base\":0,\"input\":" + number + "}}");
            assertThat(record.length()).isEqualTo(Wire.bytes(record).length);
        }
    }

    @Test
    void theNameOfAViewIsEscaped() {
        Message message = Wire.received(encoded(0, section("a\"\\\nü☃", ONE)));
        Map<?, ?> data = message.as(Map.class);
        assertThat(data.get("views")).isEqualTo(Map.of("a\"\\\nü☃", Map.of("full", 1)));
    }
}
