package dev.playflux.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** The time for which this thread has run, in nanoseconds; unlike on a clock, what else the machine does is not in it. */
public final class CpuTime {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private CpuTime() {}

    public static long now() {
        assertThat(THREADS.isThreadCpuTimeEnabled()).isTrue();
        return THREADS.getCurrentThreadCpuTime();
    }
}
