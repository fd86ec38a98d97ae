package dev.playflux.transport;

import static org.awaitility.Awaitility.await;

import dev.playflux.message.CloseReason;
import dev.playflux.message.Limits;
import dev.playflux.metrics.Metrics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import reactor.netty.http.server.HttpServerRoutes;

/** A listening server, for tests with sockets written by hand. */
@Timeout(60)
abstract class ServerTest {
    static final String JSON = "playflux.v1.json";
    static final String CBOR = "playflux.v1.cbor";

    final List<Link> links = new CopyOnWriteArrayList<>();
    final Limited limited = new Limited();
    final List<Heard> heard = new CopyOnWriteArrayList<>();
    Listener listener;

    final int listen(UnaryOperator<Settings> change) {
        Settings settings = change.apply(new Settings());
        Endpoint endpoint = new Endpoint(
                "127.0.0.1",
                0,
                "/play",
                List.of(JSON, CBOR),
                settings.origins,
                settings.limits,
                settings.files,
                settings.routes,
                () -> new Endpoint.Health(true, true, () -> "{\"up\":true}"),
                limited,
                settings.edge);
        listener = Transport.webSocket()
                .listen(endpoint, link -> {
                    links.add(link);
                    heard.add(Heard.of(link));
                })
                .block(Duration.ofSeconds(5));
        return listener.port();
    }

    final int listen() {
        return listen(settings -> settings);
    }

    final Heard heard(int index) {
        eventually(() -> org.assertj.core.api.Assertions.assertThat(heard).hasSizeGreaterThan(index));
        return heard.get(index);
    }

    static void eventually(Runnable assertion) {
        await().pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(15))
                .untilAsserted(assertion::run);
    }

    @AfterEach
    void stop() {
        if (listener != null) {
            listener.stop(CloseReason.GOING_AWAY).block(Duration.ofSeconds(10));
        }
        heard.forEach(
                each -> org.assertj.core.api.Assertions.assertThat(each.faults).isEmpty());
    }

    /** The limits that somebody was beyond. */
    static final class Limited implements Metrics {
        final List<String> limits = new CopyOnWriteArrayList<>();

        @Override
        public void limited(String limit) {
            limits.add(limit);
        }
    }

    /** What a test changes about its server. */
    static final class Settings {
        Set<String> origins = Set.of();
        Limits limits = Limits.DEFAULTS;
        Map<String, Path> files = Map.of();
        Consumer<HttpServerRoutes> routes = none -> {};
        Edge edge = Edge.PLAIN;

        Settings edge(Edge edge) {
            this.edge = edge;
            return this;
        }

        Settings limits(Limits limits) {
            this.limits = limits;
            return this;
        }

        /** The same limits with less time for what is unfinished. */
        Settings unfinished(Duration time) {
            limits = limits.withUnfinished(time);
            return this;
        }

        Settings origins(String... origins) {
            this.origins = Set.of(origins);
            return this;
        }

        Settings files(Map<String, Path> files) {
            this.files = files;
            return this;
        }

        Settings routes(Consumer<HttpServerRoutes> routes) {
            this.routes = routes;
            return this;
        }
    }
}
