package dev.playflux.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;

/**
 * What this process holds, when everything that can be collected has been.
 *
 * @param heap in bytes
 * @param direct Netty's direct memory in bytes
 * @param threads that live
 * @param descriptors that are open; 0 where the system does not tell
 */
public record Footprint(long heap, long direct, int threads, int descriptors) {

    /** Netty's pool takes and keeps chunks of megabytes, whoever needed the first bytes of them. */
    private static final long POOL = 16 * 1024 * 1024;

    private static final List<String> SHARED = List.of(
            "parallel-",
            "boundedElastic-",
            "reactor-http-",
            "HttpClient-",
            "awaitility",
            "ForkJoinPool",
            "playflux-client-");

    public static Footprint now() {
        return new Footprint(collected(), nettys(), threadNames().size(), descriptorCount());
    }

    /** The heap in use after collections, until they find nothing more. */
    private static long collected() {
        long least = Long.MAX_VALUE;
        for (int fruitless = 0; fruitless < 3; fruitless++) {
            System.gc();
            long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            if (used < least - 10_000) {
                least = used;
                fruitless = 0;
            }
        }
        return least;
    }

    /** The threads that live, by name, without those of pools that a JVM has once. */
    private static List<String> threadNames() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> SHARED.stream().noneMatch(name::startsWith))
                .sorted()
                .toList();
    }

    static int descriptorCount() {
        String[] open = new File("/proc/self/fd").list();
        return open == null ? 0 : open.length;
    }

    private static long nettys() {
        return ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider
                ? provider.metric().usedDirectMemory()
                : 0;
    }

    /** How many bytes more it is than another. */
    public long growth(Footprint before) {
        return heap - before.heap + direct - before.direct;
    }

    /** Waits until no more is held than then, but for some bytes. */
    static void isBackTo(Footprint before, long spareBytes) {
        await().pollInSameThread()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> {
                    // First of all, since it closes what a test has opened and forgotten.
                    Footprint now = now();
                    assertThat(threadNames()).as("threads").hasSizeLessThanOrEqualTo(before.threads);
                    assertThat(now.descriptors).as("descriptors").isLessThanOrEqualTo(before.descriptors);
                    assertThat(now.heap - before.heap).as("growth of the heap").isLessThan(spareBytes);
                    assertThat(now.direct - before.direct)
                            .as("growth of direct memory")
                            .isLessThan(spareBytes + POOL);
                });
    }
}
