package dev.playflux.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.playflux.message.PlayfluxException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a registry of Micrometer shows. */
class MicrometerTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Metrics metrics = Metrics.micrometer(registry);

    /** What somebody writes who has forgotten the dependency, or whose packaging has. */
    public static final class Forgetful {
        private Forgetful() {}

        public static Metrics metrics() {
            return Metrics.micrometer(null);
        }
    }

    @Test
    void whatIsOpenIsAGaugeAndWhatHappenedACounter() {
        metrics.connectionOpened();
        metrics.connectionOpened();
        metrics.connectionClosed(1006);
        metrics.roomOpened("tag");
        metrics.sessionOpened();
        metrics.sessionOpened();
        metrics.sessionAway();
        metrics.sessionResumed();
        metrics.sessionAway();
        metrics.sessionEnded(true);
        assertThat(gauge("playflux.connections")).isEqualTo(1);
        assertThat(gauge("playflux.rooms", "game", "tag")).isEqualTo(1);
        assertThat(gauge("playflux.sessions")).isEqualTo(1);
        assertThat(gauge("playflux.sessions.away")).isZero();
        assertThat(count("playflux.connections.opened")).isEqualTo(2);
        assertThat(count("playflux.connections.closed", "code", "1006")).isEqualTo(1);
        assertThat(count("playflux.sessions.resumed")).isEqualTo(1);
        assertThat(count("playflux.sessions.lost")).isEqualTo(1);
        metrics.roomClosed("tag");
        metrics.sessionEnded(false);
        assertThat(gauge("playflux.rooms", "game", "tag")).isZero();
        assertThat(gauge("playflux.sessions")).isZero();
    }

    @Test
    void timesAndSizesAreThoseThatWereMeasured() {
        metrics.tick("tag", TimeUnit.MILLISECONDS.toNanos(12));
        metrics.viewSent("tag", "world", 700);
        metrics.viewSent("tag", "world", 300);
        metrics.viewSent("tag", "hand", 1);
        metrics.unacknowledged("states", 4);
        assertThat(registry.get("playflux.tick").tag("game", "tag").timer().totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(12);
        assertThat(count("playflux.view.bytes", "game", "tag", "view", "world")).isEqualTo(1000);
        assertThat(registry.get("playflux.unacknowledged")
                        .tag("of", "states")
                        .summary()
                        .max())
                .isEqualTo(4);
    }

    @Test
    void aPeerCannotInventMeters() {
        for (int code = 0; code < 5000; code++) {
            metrics.connectionClosed(code);
        }
        assertThat(registry.find("playflux.connections.closed").counters()).hasSizeLessThan(40);
        assertThat(count("playflux.connections.closed", "code", "other")).isGreaterThan(4900);
        for (int i = 0; i < 5000; i++) {
            metrics.refused("invented_" + i);
        }
        assertThat(registry.find("playflux.refused").counters()).hasSize(201);
        assertThat(count("playflux.refused", "code", "other")).isEqualTo(4800);
    }

    @Test
    void countingAllocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1000; i++) {
                countATick(i);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).as("bytes in 1000 ticks").isLessThan(1000);
    }

    private void countATick(int i) {
        metrics.tick("tag", 1_000_000 + i);
        metrics.message("steer");
        metrics.refused("rate_limited");
        metrics.stateSent();
        metrics.stateSkipped();
        metrics.viewSent("tag", "world", i);
        metrics.unacknowledged("states", 3);
        metrics.roundTrip(i);
    }

    @Test
    void withoutMicrometerTheLibraryWorksAndTheErrorNamesWhatToAdd() throws Exception {
        ClassLoader without = new WithoutMicrometer();
        Class<?> plain = Class.forName(Metrics.class.getName(), true, without);
        assertThat(plain.getField("NONE").get(null)).isInstanceOf(plain);
        Class<?> forgetful = Class.forName(Forgetful.class.getName(), true, without);
        assertThatThrownBy(() -> forgetful.getMethod("metrics").invoke(null))
                .isInstanceOf(InvocationTargetException.class)
                .cause()
                .hasMessageContaining("io.micrometer:micrometer-core")
                .satisfies(
                        thrown -> assertThat(thrown.getClass().getName()).isEqualTo(PlayfluxException.class.getName()));
    }

    /** Loads the library anew, and nothing of Micrometer. */
    private static final class WithoutMicrometer extends ClassLoader {

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("io.micrometer.")) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("dev.playflux.")) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : defined(name);
        }

        private Class<?> defined(String name) throws ClassNotFoundException {
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException failed) {
                throw new ClassNotFoundException(name, failed);
            }
        }
    }

    private double gauge(String name, String... tags) {
        return registry.get(name).tags(tags).gauge().value();
    }

    private double count(String name, String... tags) {
        return registry.get(name).tags(tags).counter().count();
    }
}
