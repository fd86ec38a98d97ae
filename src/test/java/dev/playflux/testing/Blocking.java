package dev.playflux.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import reactor.blockhound.BlockHound;

/**
 * What blocks a thread of the network or of a room fails the test class during which it did, unless it was the test's own
 * code. Every test class has this extension; it watches where {@code playflux.blockhound} is
 * set, as the profile of that name does.
 */
public final class Blocking implements BeforeAllCallback, AfterAllCallback {
    private static final int MOST = 100;
    private static final String QUEUE = "java.util.concurrent.ScheduledThreadPoolExecutor$DelayedWorkQueue";
    private static final Queue<Call> CALLS = new ConcurrentLinkedQueue<>();

    /** A blocking call. */
    private record Call(String method, String thread, List<StackTraceElement> stack) {

        @Override
        public String toString() {
            return method + " on " + thread + " at " + stack;
        }
    }

    static {
        if (Boolean.getBoolean("playflux.blockhound")) {
            BlockHound.builder()
                    .loadIntegrations()
                    .nonBlockingThreadPredicate(
                            known -> known.or(thread -> thread.getName().startsWith("playflux-")
                                    || thread.getName().startsWith("reactor-http-")))
                    // The JDK's pools have a lock, which others hold for a moment.
                    .allowBlockingCallsInside(QUEUE, "offer")
                    .allowBlockingCallsInside(QUEUE, "remove")
                    .allowBlockingCallsInside("java.util.concurrent.ThreadPoolExecutor", "shutdown")
                    .allowBlockingCallsInside("java.util.concurrent.ThreadPoolExecutor", "shutdownNow")
                    .allowBlockingCallsInside("java.util.concurrent.ThreadPoolExecutor", "tryTerminate")
                    .blockingMethodCallback(method -> called(method.toString()))
                    .install();
        }
    }

    private static void called(String method) {
        if (CALLS.size() < MOST) {
            List<StackTraceElement> stack = Arrays.stream(new Throwable().getStackTrace())
                    .filter(frame -> Stream.of("java.", "jdk.", "sun.", "reactor.blockhound.", Blocking.class.getName())
                            .noneMatch(frame.getClassName()::startsWith))
                    .limit(12)
                    .toList();
            CALLS.add(new Call(method, Thread.currentThread().getName(), stack));
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {}

    @Override
    public void afterAll(ExtensionContext context) {
        List<String> blocked = CALLS.stream()
                .filter(call -> !deliberate(call))
                .map(Call::toString)
                .toList();
        CALLS.clear();
        assertThat(blocked).as("calls that block a thread that must not").isEmpty();
    }

    /** Whether a test blocks in a handler of its own. */
    private static boolean deliberate(Call call) {
        Optional<String> caller = call.stack.stream().findFirst().map(StackTraceElement::getClassName);
        return caller.isPresent() && caller.get().startsWith("dev.playflux.") && isTest(caller.get());
    }

    private static boolean isTest(String name) {
        try {
            Class<?> type = Class.forName(name, false, Blocking.class.getClassLoader());
            return type.getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .getPath()
                    .contains("test-classes");
        } catch (ClassNotFoundException hidden) {
            return false;
        }
    }
}
