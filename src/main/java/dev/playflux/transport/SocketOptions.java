package dev.playflux.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollSocketChannel;

/** How sockets are set: nothing is held back, and little is hoarded, since what waits in a kernel grows stale. */
final class SocketOptions {
    private static final int UNSENT_BYTES = 16 * 1024;
    private static final int SEND_BUFFER_BYTES = 32 * 1024;

    static final WriteBufferWaterMark WATER_MARKS = new WriteBufferWaterMark(WaterMarks.LOW, WaterMarks.HIGH);

    private SocketOptions() {}

    /** Sets what depends on the kind of a channel: the bound of unsent bytes, or else of the kernel's buffer. */
    static void bound(Channel channel) {
        if (channel instanceof EpollSocketChannel epoll) {
            epoll.config().setTcpNotSentLowAt(UNSENT_BYTES);
        } else {
            channel.config().setOption(ChannelOption.SO_SNDBUF, SEND_BUFFER_BYTES);
        }
    }
}
