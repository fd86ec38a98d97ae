package dev.playflux.transport;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A directory of static files. Nothing outside of it is found: no segment of a path may be hidden, go up or hide a
 * separator, and what symbolic links lead to must be inside as well.
 */
final class FileRoot {
    private static final String INDEX = "index.html";

    private final String prefix;
    private final Path directory;

    /**
     * A directory under a path.
     *
     * @param path where it stands, {@code /} for one
     * @param directory the directory
     */
    FileRoot(String path, Path directory) {
        this.prefix = path.endsWith("/") ? path : path + "/";
        this.directory = directory.toAbsolutePath().normalize();
    }

    /** The path under which it stands, with a slash at its end. */
    String prefix() {
        return prefix;
    }

    /** The file at a path that is still encoded; null if there is none. */
    @Nullable
    StaticFile find(String path) throws IOException {
        if (prefix.equals(path + "/")) {
            return new StaticFile.Elsewhere(prefix);
        }
        if (!path.startsWith(prefix)) {
            return null;
        }
        String inside = path.substring(prefix.length());
        Path file = resolve(inside);
        if (file == null || !Files.exists(file)) {
            return null;
        }
        boolean folder = inside.isEmpty() || inside.endsWith("/");
        if (Files.isDirectory(file)) {
            return folder ? content(file.resolve(INDEX)) : new StaticFile.Elsewhere(path + "/");
        }
        return folder ? null : content(file);
    }

    private @Nullable Path resolve(String inside) {
        Path file = directory;
        String folders = inside.endsWith("/") ? inside.substring(0, inside.length() - 1) : inside;
        if (folders.isEmpty()) {
            return inside.isEmpty() ? file : null;
        }
        for (String segment : folders.split("/", -1)) {
            String name = decoded(segment);
            if (name == null) {
                return null;
            }
            file = file.resolve(name);
        }
        return file;
    }

    /** The name of a file; null if it is none that may be asked for. */
    private static @Nullable String decoded(String segment) {
        try {
            String name = URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
            boolean bad = name.isEmpty()
                    || name.startsWith(".")
                    || name.codePoints().anyMatch(c -> Character.isISOControl(c) || "/\\:".indexOf(c) >= 0);
            return bad || name.indexOf('\ufffd') >= 0 ? null : Path.of(name).toString();
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    private @Nullable StaticFile content(Path file) throws IOException {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            return null;
        }
        Path real = file.toRealPath();
        return real.startsWith(directory.toRealPath()) ? StaticFile.of(real) : null;
    }
}
