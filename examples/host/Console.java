package host;

import dev.playflux.client.GameLoop;
import java.io.PrintStream;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The game without a window: a plain loop of fixed steps that plays by itself, and tells how it stands. */
final class Console {
    private static final long STEP = 1_000_000_000 / 60;

    private final Party party;
    private final Wishes wishes;
    private final PrintStream out;
    private String said = "";
    private @Nullable String ended;

    Console(Party party, PrintStream out) {
        this.party = party;
        this.wishes = new Wishes(party.loop());
        this.out = out;
    }

    /** Plays until a round is won, or the game ends; gives how. */
    String run() {
        party.invitations().forEach(address -> say("Invite somebody: --console " + address));
        GameLoop loop = party.loop();
        loop.onDisconnected(gone -> {
            if (!gone.returning()) {
                end(Party.farewell(gone));
            }
        });
        long next = System.nanoTime();
        while (ended == null) {
            loop.pump();
            Ice ice = loop.state(Ice.class);
            if (ice != null) {
                play(ice);
            }
            next += STEP;
            LockSupport.parkNanos(next - System.nanoTime());
        }
        return ended;
    }

    private void play(Ice ice) {
        wishes.wish(Pilot.steer(ice, party.me()));
        String standing = ice.penguins().values().stream()
                .map(penguin -> penguin.name() + " " + penguin.fish())
                .collect(Collectors.joining(" : "));
        if (!standing.equals(said)) {
            said = standing;
            say(standing);
        }
        if (ice.winner() != null) {
            end(ice.penguins().get(ice.winner()).name() + " has won");
        }
    }

    private void end(String how) {
        ended = how;
        say(how);
    }

    private void say(String line) {
        out.println(line);
    }
}
