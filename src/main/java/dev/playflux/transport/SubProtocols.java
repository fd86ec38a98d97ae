package dev.playflux.transport;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the name of a sub-protocol says. */
final class SubProtocols {
    private SubProtocols() {}

    /** Whether it travels in text messages: its name ends in {@code .json}; else in binary ones. */
    static boolean text(String subProtocol) {
        return subProtocol.endsWith(".json");
    }

    /** The first offered one that is supported; the first supported one if there is no offer at all; else null. */
    static @Nullable String choose(List<String> headers, List<String> supported) {
        if (headers.isEmpty()) {
            return supported.get(0);
        }
        for (String offered : String.join(",", headers).split(",", -1)) {
            if (supported.contains(offered.trim())) {
                return offered.trim();
            }
        }
        return null;
    }

    static String unsupported(String offered, List<String> supported) {
        return "no sub-protocol of " + Answer.printable(offered) + " is supported; use one of "
                + String.join(", ", supported);
    }
}
