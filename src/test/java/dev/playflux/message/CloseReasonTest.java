package dev.playflux.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CloseReasonTest {

    @Test
    void aShortReasonIsKept() {
        assertThat(new CloseReason(4003, "kicked").reason()).isEqualTo("kicked");
        assertThat(new CloseReason(4003, "a".repeat(123)).reason()).hasSize(123);
        assertThat(CloseReason.protocolError("gap")).isEqualTo(new CloseReason(1002, "gap"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "é", "€", "😀", "aé€😀"})
    void aLongReasonIsCutTo123BytesAtACharacter(String unit) {
        for (int shift = 0; shift < 5; shift++) {
            String text = "x".repeat(shift) + unit.repeat(200);
            String cut = new CloseReason(1002, text).reason();
            int bytes = cut.getBytes(UTF_8).length;
            int next = Character.charCount(text.codePointAt(cut.length()));

            assertThat(text).startsWith(cut);
            assertThat(new String(cut.getBytes(UTF_8), UTF_8)).isEqualTo(cut);
            assertThat(bytes).isLessThanOrEqualTo(123);
            assertThat(text.substring(0, cut.length() + next).getBytes(UTF_8).length)
                    .isGreaterThan(123);
        }
    }
}
