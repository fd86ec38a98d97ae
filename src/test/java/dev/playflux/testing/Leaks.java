package dev.playflux.testing;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What Netty's leak detector logs fails the class after which it was seen, and what it has not seen by the end of the run is
 * looked for then. Every test class has this extension.
 */
public final class Leaks implements BeforeAllCallback, AfterAllCallback {
    private static final List<String> SEEN = new CopyOnWriteArrayList<>();

    /** Where {@code logback-test.xml} sends the detector's log. */
    public static final class Appender extends AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            SEEN.add(event.getFormattedMessage());
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot().getStore(ExtensionContext.Namespace.GLOBAL).computeIfAbsent("leaks", end ->
                (AutoCloseable) Leaks::look);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        assertThat(SEEN).as("buffers that were never released").isEmpty();
    }

    /** The detector sees what was collected when the next buffer is made. */
    static void look() {
        System.gc();
        for (int i = 0; i < 1000; i++) {
            ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(16);
            buffer.release();
        }
        assertThat(SEEN).as("buffers that were never released").isEmpty();
    }
}
