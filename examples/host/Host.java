package host;

import dev.playflux.message.PlayfluxException;
import java.awt.GraphicsEnvironment;
import java.util.ArrayList;
import java.util.List;

/** Penguins on ice: hosts a game and plays it, or joins one. */
public final class Host {
    private static final int GOAL = 7;

    private Host() {}

    /** Without an address this is the host. A name may follow; {@code --console} plays by itself, without a window. */
    public static void main(String[] args) {
        List<String> words = new ArrayList<>(List.of(args));
        boolean console = words.remove("--console") || GraphicsEnvironment.isHeadless();
        String address =
                words.stream().filter(word -> word.contains(":")).findFirst().orElse(null);
        words.remove(address);
        try (Party party = address == null
                ? Party.host(words.isEmpty() ? "Host" : words.get(0), 0, GOAL)
                : Party.join(address, words.isEmpty() ? "Guest" : words.get(0))) {
            if (console) {
                new Console(party, System.out).run();
            } else {
                new IceWindow(party).untilClosed();
            }
        } catch (PlayfluxException | IllegalArgumentException wrong) {
            System.err.println(
                    address == null ? wrong.getMessage() : "No game at " + address + ": " + wrong.getMessage());
            System.exit(1);
        }
    }
}
