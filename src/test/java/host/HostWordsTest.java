package host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What the words of the command mean. */
class HostWordsTest {

    @Test
    void whoGivesAnAddressIsAGuest() {
        assertThat(Host.address(List.of("192.168.1.5:40123"))).isEqualTo("192.168.1.5:40123");
        assertThat(Host.address(List.of("[fd00::5]:40123", "Gina"))).isEqualTo("[fd00::5]:40123");
    }

    @Test
    void whoGivesNoneIsTheHost() {
        assertThat(Host.address(List.of())).isNull();
        assertThat(Host.address(List.of("Hugo"))).isNull();
    }

    @Test
    void beforeANameMustBeAnAddress() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Host.address(List.of("nonsense", "Gina")))
                .withMessageStartingWith("\"nonsense\" is no address; ");
    }
}
