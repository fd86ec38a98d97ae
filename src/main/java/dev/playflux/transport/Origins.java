package dev.playflux.transport;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which pages may connect: those of the same host, or those of a list. Who is no browser sends no origin. */
final class Origins {
    private final Set<String> allowed;

    Origins(Set<String> allowed) {
        this.allowed = allowed.stream().map(Origins::normal).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether these {@code Origin} headers may connect to this {@code Host}. */
    boolean allow(List<String> origins, String host) {
        if (origins.isEmpty()) {
            return true;
        }
        if (origins.size() > 1) {
            return false;
        }
        String origin = normal(origins.get(0).trim());
        int authority = origin.indexOf("://");
        if (authority < 1) {
            return false;
        }
        return allowed.isEmpty() ? sameHost(origin, authority, host) : allowed.contains(origin);
    }

    private static boolean sameHost(String origin, int authority, String host) {
        String ofOrigin = origin.substring(authority + 3);
        return !ofOrigin.isEmpty()
                && ofOrigin.equals(
                        withoutPort(host.trim().toLowerCase(Locale.ROOT), port(origin.substring(0, authority))));
    }

    /** In lower case and without its scheme's default port. */
    private static String normal(String origin) {
        String lower = origin.toLowerCase(Locale.ROOT);
        int authority = lower.indexOf("://");
        return authority < 0 ? lower : withoutPort(lower, port(lower.substring(0, authority)));
    }

    private static @Nullable String port(String scheme) {
        return switch (scheme) {
            case "http", "ws" -> ":80";
            case "https", "wss" -> ":443";
            default -> null;
        };
    }

    private static String withoutPort(String text, @Nullable String port) {
        return port != null && text.endsWith(port) ? text.substring(0, text.length() - port.length()) : text;
    }
}
