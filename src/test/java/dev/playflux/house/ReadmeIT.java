package dev.playflux.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.browser.Node;
import dev.playflux.room.Game;
import dev.playflux.server.GameServer;
import dev.playflux.server.RunningServer;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.test.scheduler.VirtualTimeScheduler;

/** The README's game, page and test run as they stand there; only the port is a free one. */
class ReadmeIT {
    private static final String README = Project.read(Path.of("README.md"));
    private static final Pattern PAGE = Pattern.compile("(?ms)^```html\n(.*?)^```$");

    @TempDir
    Path folder;

    @Test
    void theServerServesThePageAndTwoBrowsersSeeEachOther() throws Exception {
        Node.assumeInstalled();
        Node.assumeInstalled(Files.isExecutable(Node.CHROMIUM), Node.CHROMIUM.toString());
        Files.writeString(folder.resolve("favicon.ico"), "");
        Files.writeString(
                folder.resolve("index.html"),
                PAGE.matcher(README).results().findFirst().orElseThrow().group(1));
        try (URLClassLoader classes = compiled()) {
            Game<?> game =
                    (Game<?>) classes.loadClass("chase.Chase").getField("GAME").get(null);
            RunningServer server =
                    GameServer.create().port(0).game(game).files("/", folder).bindNow();
            try {
                assertThat(Node.run(
                                List.of("src/test/browser/readme.mjs", "http://localhost:" + server.port()), Map.of()))
                        .contains("both see both");
            } finally {
                server.disposeNow();
            }
        }
    }

    @Test
    void theTestPlaysTenMinutesInAMoment() throws Exception {
        try (URLClassLoader classes = compiled()) {
            Class<?> block = classes.loadClass("ReadmeTestBlock");
            Constructor<?> made = block.getDeclaredConstructor();
            made.setAccessible(true);
            Method test = block.getDeclaredMethod("snippet");
            test.setAccessible(true);
            test.invoke(made.newInstance());
        } finally {
            VirtualTimeScheduler.reset();
        }
    }

    private URLClassLoader compiled() throws Exception {
        List<Snippet> blocks = Snippet.ofMarkdown("README.md", README);
        Path game =
                Files.writeString(folder.resolve("Chase.java"), blocks.get(0).code());
        String imports = "import dev.playflux.testing.*; import reactor.test.*; import java.time.*; ";
        Path test = Files.writeString(
                folder.resolve("ReadmeTestBlock.java"),
                blocks.get(1).wrapped("ReadmeTestBlock", imports).text());
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        int failures = compiler.run(
                null,
                null,
                null,
                "-proc:none",
                "-d",
                folder.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                game.toString(),
                test.toString());
        assertThat(failures).isZero();
        return new URLClassLoader(new URL[] {folder.toUri().toURL()}, getClass().getClassLoader());
    }
}
