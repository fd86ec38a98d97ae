package desktop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstThreadTest {

    @Test
    void onlyAMacNeedsItAndOnlyOnce() {
        assertThat(FirstThread.needed("Mac OS X", 7, Map.of())).isTrue();
        assertThat(FirstThread.needed("Mac OS X", 7, Map.of("JAVA_STARTED_ON_FIRST_THREAD_7", "1")))
                .isFalse();
        assertThat(FirstThread.needed("Mac OS X", 7, Map.of("JAVA_STARTED_ON_FIRST_THREAD_6", "1")))
                .isTrue();
        assertThat(FirstThread.needed("Linux", 7, Map.of())).isFalse();
    }

    @Test
    void theProgramStartsAgainWithTheSameArguments() {
        assertThat(FirstThread.command("jdk/bin/java", "a.jar:b", Desktop.class, "ws://host/play", "Ada"))
                .containsExactly(
                        "jdk/bin/java",
                        "-XstartOnFirstThread",
                        "-cp",
                        "a.jar:b",
                        "desktop.Desktop",
                        "ws://host/play",
                        "Ada");
    }

    @Test
    void theClassPathIsThatOfWhoeverLoadedTheProgram(@TempDir Path folder) throws IOException {
        Path spaced = Files.createDirectory(folder.resolve("my classes"));
        URL[] entries = {spaced.toUri().toURL(), folder.resolve("a.jar").toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(entries)) {
            assertThat(FirstThread.classPath(loader)).isEqualTo(spaced + File.pathSeparator + folder.resolve("a.jar"));
        }
        assertThat(FirstThread.classPath(ClassLoader.getSystemClassLoader()))
                .isEqualTo(System.getProperty("java.class.path"));
    }
}
