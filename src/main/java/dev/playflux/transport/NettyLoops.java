package dev.playflux.transport;

import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Netty's event loops as ours: one loop for each, so that links can be grouped by it. */
final class NettyLoops {
    private static final Logger LOG = LoggerFactory.getLogger(NettyLoops.class);

    private final Map<EventLoop, Loop> loops = new ConcurrentHashMap<>();

    Loop of(EventLoop eventLoop) {
        return loops.computeIfAbsent(eventLoop, NettyLoop::new);
    }

    private record NettyLoop(EventLoop eventLoop) implements Loop {

        @Override
        public boolean here() {
            return eventLoop.inEventLoop();
        }

        @Override
        public void execute(Runnable task) {
            try {
                eventLoop.execute(task);
            } catch (RejectedExecutionException stopped) {
                LOG.debug("dropped a task of a network that has stopped");
            }
        }
    }
}
