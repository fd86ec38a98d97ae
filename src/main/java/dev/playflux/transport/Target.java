package dev.playflux.transport;

/** The parts of a request's target, still encoded. */
final class Target {
    private Target() {}

    /** The path; of an absolute target without its scheme and host. */
    static String path(String target) {
        String path = cut(cut(target, '?'), '#');
        int scheme = path.indexOf("://");
        if (path.startsWith("/") || scheme < 0) {
            return path;
        }
        int slash = path.indexOf('/', scheme + 3);
        return slash < 0 ? "/" : path.substring(slash);
    }

    /** The query with its question mark, or nothing. */
    static String query(String target) {
        int at = target.indexOf('?');
        return at < 0 ? "" : cut(target.substring(at), '#');
    }

    private static String cut(String target, char end) {
        int at = target.indexOf(end);
        return at < 0 ? target : target.substring(0, at);
    }
}
