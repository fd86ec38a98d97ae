package dev.playflux.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What the library logs, down to the last detail and not on the console, until it is closed. */
public final class Logged extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.playflux");
    private final PatternLayout layout = new PatternLayout();
    private final List<String> lines = new CopyOnWriteArrayList<>();

    public Logged() {
        setContext(logger.getLoggerContext());
        layout.setContext(getContext());
        layout.setPattern("%level %msg%n%ex");
        layout.start();
        start();
        logger.setLevel(Level.TRACE);
        logger.setAdditive(false);
        logger.addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
        lines.add(layout.doLayout(event));
    }

    /** The events as they are written, stack traces included. */
    public List<String> events() {
        return lines;
    }

    /** The events of a level, without their stack traces. */
    public List<String> lines(String level) {
        return lines.stream()
                .filter(line -> line.startsWith(level + " "))
                .map(line -> line.lines().findFirst().orElse("").substring(level.length() + 1))
                .toList();
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        logger.setAdditive(true);
        logger.setLevel(null);
        stop();
    }
}
