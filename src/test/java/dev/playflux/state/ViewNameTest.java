package dev.playflux.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ViewNameTest {

    record Cell(int x, int y) {
        @Override
        public String toString() {
            return x + "," + y;
        }
    }

    enum Team {
        RED
    }

    private final ViewName area = ViewName.of("area", 2);

    @Test
    void aKeyIsCalledAsTheKeyOfAMapWouldBe() {
        assertThat(area.forKey(new Cell(3, 4), 7).key()).isEqualTo("3,4");
        assertThat(area.forKey(Team.RED, 7).key()).isEqualTo("RED");
        assertThat(area.forKey("a/b", 7).key()).isEqualTo("a/b");
        assertThat(area.forKey(12L, 7).key()).isEqualTo("12");
        assertThat(area.key()).isNull();
    }

    @Test
    void theMemberOfAKeyIsTheViewsNameASlashAndTheKey() {
        assertThat(new String(area.forKey("\"ü", 7).member(), StandardCharsets.UTF_8))
                .isEqualTo(",\"area/\\\"ü\":");
        assertThat(new String(area.member(), StandardCharsets.UTF_8)).isEqualTo(",\"area\":");
    }

    @Test
    void aKeyIsAnnouncedOnceWithItsIndexAndTheViewThatHasItsSchema() {
        assertThat(area.forKey(new Cell(3, 4), 300).announcement())
                .asHexString()
                .isEqualToIgnoringCase("061d" + "ac02" // index 300
                        + "a3" + "646e616d65" + "6461726561" // name: area
                        + "636b6579" + "63332c34" // key: 3,4
                        + "66736368656d61" + "02"); // schema: 2
        assertThat(area.announcement()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"__proto__", "constructor", "prototype", "\ud800", "\ufeff"})
    void aKeyThatMustNotTravelIsRefused(String key) {
        assertThatThrownBy(() -> area.forKey(key, 7)).isInstanceOf(IllegalArgumentException.class);
    }
}
