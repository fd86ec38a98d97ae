package host;

import dev.playflux.message.PlayfluxException;
import java.awt.GraphicsEnvironment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Penguins on ice: hosts a game and plays it, or joins one. */
public final class Host {
    private static final int GOAL = 7;

    private Host() {}

    /** Without an address this is the host. A name may follow; {@code --console} plays by itself, without a window. */
    public static void main(String[] args) {
        List<String> words = new ArrayList<>(List.of(args));
        boolean console = words.remove("--console");
        if (!console && GraphicsEnvironment.isHeadless()) {
            System.out.println("There is no display here, so this one plays by itself, as with --console");
            console = true;
        }
        String address = null;
        try {
            address = address(words);
            words.remove(address);
            play(address, words, console);
        } catch (PlayfluxException | IllegalArgumentException wrong) {
            System.err.println(
                    address == null ? wrong.getMessage() : "No game at " + address + ": " + wrong.getMessage());
            System.exit(1);
        }
    }

    /** The first word if it is an address, which it must be if another follows; null for a host. */
    static @Nullable String address(List<String> words) {
        String first = words.isEmpty() ? "" : words.get(0);
        if (first.contains(":")) {
            return first;
        }
        if (words.size() > 1) {
            throw new IllegalArgumentException(
                    "\"" + first + "\" is no address; one is like 192.168.1.5:40123, and a name may follow it");
        }
        return null;
    }

    private static void play(@Nullable String address, List<String> names, boolean console) {
        try (Party party = address == null
                ? Party.host(names.isEmpty() ? "Host" : names.get(0), 0, GOAL)
                : Party.join(address, names.isEmpty() ? "Guest" : names.get(0))) {
            if (console) {
                new Console(party, System.out).run();
            } else {
                new IceWindow(party).untilClosed();
            }
        }
    }
}
