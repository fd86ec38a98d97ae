package host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.playflux.browser.Display;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A host and a guest in real sockets; what the window looked like is in target/screenshots. */
@Timeout(240)
class HostIT {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    @Test
    void twoPlayOverTheMachinesOwnAddressUntilOneHasWon() throws Exception {
        try (Party host = Party.host("Hugo", 0, 2);
                Party guest = Party.join(host.invitations().get(0), "Gina")) {
            CompletableFuture<String> seenByGuest =
                    CompletableFuture.supplyAsync(() -> new Console(guest, out).run(), HostScript.APART);
            String seenByHost = new Console(host, out).run();
            assertThat(seenByHost).endsWith(" has won");
            assertThat(seenByGuest.get(20, TimeUnit.SECONDS)).isEqualTo(seenByHost);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("Invite somebody: ", "Hugo 0 : Gina 0", " 2");
    }

    /** Who has just left holds the seat for a moment yet. */
    private static Party join(String address, String name) {
        return await().atMost(Duration.ofSeconds(20))
                .ignoreExceptionsMatching(
                        thrown -> String.valueOf(thrown.getMessage()).endsWith("two play there already"))
                .until(() -> Party.join(address, name), guest -> true);
    }

    @Test
    void everyInvitationLeadsToTheHost() {
        try (Party host = Party.host("Hugo", 0, 7)) {
            assertThat(host.invitations()).isNotEmpty().allSatisfy(address -> {
                try (Party guest = join(address, "Gina")) {
                    assertThat(guest.me()).isNotEqualTo(host.me());
                    assertThat(guest.invitations()).isEmpty();
                }
            });
        }
    }

    @Test
    void aThirdIsToldThatTwoPlayAlready() {
        try (Party host = Party.host("Hugo", 0, 7)) {
            String address = host.invitations().get(0);
            try (Party guest = Party.join(address, "Gina")) {
                assertThatThrownBy(() -> Party.join(address, "Gustav")).hasMessageEndingWith("two play there already");
                assertThat(guest.me()).isNotNull();
            }
            join(address, "Gustav").close();
        }
    }

    @Test
    void whoeverPlaysWithAHostThatGoesIsToldWhy() throws Exception {
        Party host = Party.host("Hugo", 0, 7);
        try (Party guest = Party.join(host.invitations().get(0), "Gina")) {
            CompletableFuture<String> seenByGuest =
                    CompletableFuture.supplyAsync(() -> new Console(guest, out).run(), HostScript.APART);
            host.close();
            assertThat(seenByGuest.get(20, TimeUnit.SECONDS)).isEqualTo("The host has ended the game");
        }
    }

    @Test
    void aHostsWindowInvitesPlaysByItsKeysAndTellsTheGuestWhenItIsClosed() {
        try (Display display = Display.open()) {
            assertThat(display.run(HostScript.class, "target/screenshots"))
                    .contains("Gina 3", "the guest heard: Gina has won");
        }
    }
}
