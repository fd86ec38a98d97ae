package dev.playflux.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;

/** How sockets are set: nothing is held back, and little is hoarded, since what waits in a kernel grows stale. */
final class SocketOptions {
    /** Known by its name, so that the native transport stays a matter of the class path. */
    static final ChannelOption<Long> UNSENT =
            ChannelOption.valueOf("io.netty.channel.epoll.EpollChannelOption#TCP_NOTSENT_LOWAT");

    static final WriteBufferWaterMark WATER_MARKS = new WriteBufferWaterMark(WaterMarks.LOW, WaterMarks.HIGH);
    static final long UNSENT_BYTES = 16 * 1024;
    static final int SEND_BUFFER_BYTES = 32 * 1024;

    private SocketOptions() {}

    /** Bounds what the kernel holds: its unsent bytes, where they can be bounded, else its buffer. */
    static void bound(Channel channel) {
        if (!channel.config().setOption(UNSENT, UNSENT_BYTES)) {
            channel.config().setOption(ChannelOption.SO_SNDBUF, SEND_BUFFER_BYTES);
        }
    }
}
