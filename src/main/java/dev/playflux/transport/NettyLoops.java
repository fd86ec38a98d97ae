package dev.playflux.transport;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Netty's event loops as ours: one loop for each, so that links can be grouped by it. */
final class NettyLoops {
    private static final Logger LOG = LoggerFactory.getLogger(NettyLoops.class);

    private final Map<EventLoop, NettyLoop> loops = new ConcurrentHashMap<>();

    NettyLoop of(EventLoop eventLoop) {
        return loops.computeIfAbsent(eventLoop, NettyLoop::new);
    }

    /** A loop, and the links that heard something in its turn. */
    static final class NettyLoop implements Loop {
        private final EventLoop eventLoop;
        private List<Deliveries> heard = new ArrayList<>();
        private List<Deliveries> ending = new ArrayList<>();

        private NettyLoop(EventLoop eventLoop) {
            this.eventLoop = eventLoop;
        }

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

        /**
         * Ends the turn for a link, when all sockets that were ready with its own have been read: tasks come after them.
         * So a room that many of them play in is woken once. On the loop.
         */
        void turnEnds(Deliveries deliveries) {
            heard.add(deliveries);
            if (heard.size() == 1) {
                execute(this::turnEnded);
            }
        }

        private void turnEnded() {
            List<Deliveries> all = heard;
            heard = ending;
            ending = all;
            all.forEach(Deliveries::turnEnded);
            all.clear();
        }
    }
}
