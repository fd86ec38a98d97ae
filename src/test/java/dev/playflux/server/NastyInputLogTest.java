package dev.playflux.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.message.CloseReason;
import dev.playflux.message.Limits;
import dev.playflux.room.Game;
import dev.playflux.testing.Logged;
import dev.playflux.testing.Peer;
import dev.playflux.testing.Stage;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a stranger writes forges no line of the log, steers no terminal, and fills no disk. */
class NastyInputLogTest {
    private static final String NASTY =
            "x\\r\\n22:00:00 INFO all is well\\u001b[2J\\u0007\\u2028\\u202e" + "y".repeat(100_000);
    private static final String SECRET = "s3cret-token";
    /** How a line of an event may begin: its own first one, and those of a stack trace. */
    private static final Pattern LINE = Pattern.compile("(TRACE|DEBUG|INFO|WARN|ERROR) .*|\tat .*|\t\\.\\.\\. .*"
            + "|Caused by: .*|(Wrapped by: )?[\\w.$]+(Exception|Error|Quoted)(: .*)?");

    private final Logged log = new Logged();
    private Stage stage;

    @AfterEach
    void close() {
        stage.close();
        log.close();
    }

    @Test
    void ofAGame() {
        Game<String> game = Game.named("frail", () -> "")
                .on("say", String.class, (state, player, word) -> {
                    throw new IllegalStateException("cannot say " + word, new RuntimeException(word));
                })
                .otherwise((player, message) -> {
                    throw new IllegalArgumentException("what is " + message.as(Object.class));
                });
        stage = Stage.of(spec -> spec.game(game).limits(Limits.DEFAULTS.withMessageBytes(1_000_000)));
        Peer ada =
                stage.hello("{'client':'" + NASTY + "','token':'" + SECRET + "','options':{'name':'" + NASTY + "'}}");
        ada.send("say", "'" + NASTY + "'");
        ada.send("unheard_of", "'" + NASTY + "'");
        ada.send("x\\r\\ny", "'" + NASTY + "'");
        ada.write(NASTY);
        stage.ticks(5);
        assertThat(ada.refusals()).contains("handler_failed", "bad_message");
        ada.close(new CloseReason(4999, "bye\r\n\u001b[31m INFO all is well"));
        stage.ticks(5);
        stage.hello("{'token':{'" + SECRET + "':1}}");
        stage.hello("{'game':'" + NASTY + "'}");
        stage.ticks(5);
        assertThat(log.lines("ERROR")).hasSize(2);
        assertThat(log.lines("DEBUG"))
                .as("what is handled, and not what it says")
                .anyMatch(line -> line.startsWith("say of p1 in room "))
                .anyMatch(line -> line.startsWith("unheard_of of p1 in room "));
        assertThat(log.lines("DEBUG")).anyMatch(line -> line.contains("4999 bye\\u000d\\u000a\\u001b[31m"));
        assertNothingNasty(log.events());
    }

    private static void assertNothingNasty(List<String> events) {
        assertThat(events).isNotEmpty().allSatisfy(event -> {
            assertThat(event).doesNotContain(SECRET).doesNotContain("\u001b").doesNotContain("\r");
            assertThat(event.lines()).allMatch(line -> LINE.matcher(line).matches());
            assertThat(event.lines()).allMatch(line -> line.length() < 1000);
        });
    }
}
