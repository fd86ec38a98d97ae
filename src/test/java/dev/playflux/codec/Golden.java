package dev.playflux.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Golden vectors: what the tests make is what the file says, so that a change of the wire is seen in a commit.
 * {@code -Dvectors=write} writes the file anew.
 */
public final class Golden {
    private static final Path FOLDER = Path.of("src/test/resources/vectors");

    private Golden() {}

    /** The vectors of a file. */
    public static List<JsonNode> read(String file) throws IOException {
        return Json.mapper()
                .readTree(Files.readAllBytes(FOLDER.resolve(file)))
                .valueStream()
                .toList();
    }

    /** Compares a file with what it must be. */
    public static void check(String file, List<ObjectNode> vectors) throws IOException {
        String text = Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(vectors) + "\n";
        if ("write".equals(System.getProperty("vectors"))) {
            Files.writeString(FOLDER.resolve(file), text);
        }
        assertThat(read(file))
                .isEqualTo(Json.mapper().readTree(text).valueStream().toList());
    }
}
