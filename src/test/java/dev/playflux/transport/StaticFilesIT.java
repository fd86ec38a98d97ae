package dev.playflux.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.transport.RawSocket.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** What a server answers beside its socket. */
class StaticFilesIT extends ServerTest {
    @TempDir
    Path folder;

    private int port;

    @BeforeEach
    void listenWithFiles() throws IOException {
        Path site = Files.createDirectories(folder.resolve("site"));
        Files.writeString(folder.resolve("secret.txt"), "SECRET");
        Files.writeString(site.resolve("index.html"), "<h1>home</h1>");
        Files.writeString(site.resolve("a b+c.txt"), "spaced");
        Files.writeString(site.resolve(".hidden"), "SECRET");
        Files.writeString(site.resolve("api"), "a file");
        Files.createDirectories(site.resolve("tag"));
        Files.writeString(site.resolve("tag/index.html"), "<h1>tag</h1>");
        Files.writeString(site.resolve("tag/game.js"), "let x = 1");
        Files.createDirectories(site.resolve("empty"));
        Files.createDirectories(site.resolve(".git"));
        Files.writeString(site.resolve(".git/config"), "SECRET");
        Files.createDirectories(folder.resolve("site-secret"));
        Files.writeString(folder.resolve("site-secret/index.html"), "SECRET");
        Files.createSymbolicLink(site.resolve("escape.txt"), folder.resolve("secret.txt"));
        Files.createSymbolicLink(site.resolve("escape"), folder);
        Files.createSymbolicLink(site.resolve("inside.html"), site.resolve("index.html"));
        Path assets = Files.createDirectories(folder.resolve("assets"));
        Files.writeString(assets.resolve("logo.svg"), "<svg/>");
        port = listen(settings -> settings.files(Map.of("/", site, "/assets", assets))
                .routes(routes -> routes.get("/api", (request, response) -> response.sendString(Mono.just("mine")))));
    }

    private Response get(String path, String... headers) throws IOException {
        return ask("GET", path, headers);
    }

    private Response ask(String method, String path, String... headers) throws IOException {
        String[] all = new String[headers.length + 1];
        all[0] = "Host: x";
        System.arraycopy(headers, 0, all, 1, headers.length);
        try (RawSocket raw = new RawSocket(port)) {
            return raw.request(method + " " + path + " HTTP/1.1", all);
        }
    }

    @Test
    void filesAreServedWithTheirHeaders() throws IOException {
        Response response = get("/tag/game.js?v=1");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("let x = 1");
        assertThat(response.header("Content-Type")).isEqualTo("text/javascript; charset=utf-8");
        assertThat(response.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(response.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(response.header("ETag")).isNotEmpty();
    }

    @Test
    void aFileThatTheBrowserHasIsNotSentAgain() throws IOException {
        String tag = get("/tag/game.js").header("ETag");
        Response again = get("/tag/game.js", "If-None-Match: " + tag);
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        Files.writeString(folder.resolve("site/tag/game.js"), "let x = 12");
        assertThat(get("/tag/game.js", "If-None-Match: " + tag).body()).isEqualTo("let x = 12");
    }

    @Test
    void headHasTheHeadersWithoutTheBody() throws IOException {
        try (RawSocket raw = new RawSocket(port)) {
            Response head = raw.request("HEAD /tag/game.js HTTP/1.1", "Host: x");
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("Content-Length")).isEqualTo("9");
            assertThat(raw.request("HEAD /health HTTP/1.1", "Host: x").status()).isEqualTo(200);
            assertThat(raw.request("HEAD /nothing HTTP/1.1", "Host: x").status())
                    .isEqualTo(404);
            assertThat(raw.request("GET /tag/game.js HTTP/1.1", "Host: x").body())
                    .isEqualTo("let x = 1");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/, <h1>home</h1>",
        "/index.html, <h1>home</h1>",
        "/tag/, <h1>tag</h1>",
        "/t%61g/index.html, <h1>tag</h1>",
        "/a%20b+c.txt, spaced",
        "/a%20b%2Bc.txt, spaced",
        "/inside.html, <h1>home</h1>",
        "/assets/logo.svg, <svg/>",
        "http://x/tag/, <h1>tag</h1>",
    })
    void filesAreFound(String path, String body) throws IOException {
        Response response = get(path);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(body);
    }

    @Test
    void aDirectoryWithoutItsSlashIsRedirected() throws IOException {
        Response response = get("/tag?room=1");
        assertThat(response.status()).isEqualTo(302);
        assertThat(response.header("Location")).isEqualTo("/tag/?room=1");
        assertThat(get("/assets").header("Location")).isEqualTo("/assets/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../secret.txt",
                "/tag/../../secret.txt",
                "/%2e%2e/secret.txt",
                "/%2E%2E%2Fsecret.txt",
                "/..%2fsecret.txt",
                "/tag/..%5c..%5csecret.txt",
                "/tag\\..\\..\\secret.txt",
                "/%252e%252e/secret.txt",
                "/.%2e/secret.txt",
                "/%c0%ae%c0%ae/secret.txt",
                "/index.html%00.txt",
                "/..;/secret.txt",
                "//etc/passwd",
                "/%2fetc%2fpasswd",
                "/escape.txt",
                "/escape/secret.txt",
                "/escape/",
                "/../site-secret/index.html",
                "/.hidden",
                "/.git/config",
                "/tag/./game.js",
                "/tag//game.js",
                "/tag%2fgame.js",
                "/%zz",
                "/%",
                "/tag/game.js/",
                "/empty/",
                "/assets/../secret.txt",
                "/assetslogo.svg",
                "/nothing",
                "/playflux.js/../../secret.txt",
            })
    void nothingElseIsFound(String path) throws IOException {
        Response response = get(path);
        assertThat(response.status()).isEqualTo(404);
        assertThat(response.body()).doesNotContain("SECRET").doesNotContain("root:");
        assertThat(response.header("Content-Type")).startsWith("text/plain");
    }

    @Test
    void aRedirectNeverLeadsToAnotherHost() throws IOException {
        assertThat(get("//evil.example/..").status()).isEqualTo(404);
        assertThat(get("//tag").status()).isEqualTo(404);
    }

    @Test
    void healthIsJson() throws IOException {
        Response response = get("/health");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("Content-Type")).isEqualTo("application/json");
        assertThat(response.body()).isEqualTo("{\"up\":true}");
    }

    @Test
    void theCallersRoutesComeFirst() throws IOException {
        assertThat(get("/api").body()).isEqualTo("mine");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS"})
    void otherMethodsFindNothing(String method) throws IOException {
        assertThat(ask(method, "/tag/game.js", "Content-Length: 0").status()).isEqualTo(404);
    }

    @Test
    void theBrowserClientIsServed() throws IOException {
        Response response = get("/playflux.js");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("Content-Type")).startsWith("text/javascript");
    }

    @Test
    void manyRequestsGoOverOneConnection() throws IOException {
        try (RawSocket raw = new RawSocket(port)) {
            for (int i = 0; i < 20; i++) {
                assertThat(raw.request("GET /tag/game.js HTTP/1.1", "Host: x").body())
                        .isEqualTo("let x = 1");
                assertThat(raw.request("GET /nothing HTTP/1.1", "Host: x").status())
                        .isEqualTo(404);
            }
        }
    }
}
